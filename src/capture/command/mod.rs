//! Command lines that send a request.

use super::Text;
use super::piece::Found;

/// Finds the commands of a text.
pub(super) fn find(_text: &Text) -> Vec<Found> {
    Vec::new()
}
