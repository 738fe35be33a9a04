//! What is odd about a capture and did not stop the reading.

use crate::text::place::Place;

/// Something odd in a capture that its reader could get over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// What kind of oddity, in kebab-case: `broken-entry`, `no-time`, `sanitised` …
    pub kind: &'static str,
    /// One sentence; holds no value of the capture.
    pub message: String,
    /// Where.
    pub at: Option<Place>,
}
