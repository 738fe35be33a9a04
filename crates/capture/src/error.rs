//! Why a capture cannot be read.

use crate::text::place::Place;

/// Why a capture cannot be read (further). Says what was expected, never what stood there.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What was expected, and what to do.
    pub message: String,
    /// Where the reading stopped.
    pub at: Option<Place>,
}
