//! Recorded strings that know where their bytes are in the file.

use std::fmt;
use std::ops::Range;

use super::place::{Mark, Place, marks_of_part, place_in};
use crate::work;

/// A recorded string and the places of its bytes in the file.
///
/// `Debug` shows only the length: a recorded string may hold a credential.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Text {
    pub(super) value: String,
    pub(super) marks: Vec<Mark>,
}

impl Text {
    /// Makes a text from a value and the marks that place it, which are sorted by `index` and start at 0; no marks: no
    /// known place.
    pub fn new(value: String, marks: Vec<Mark>) -> Self {
        debug_assert!(marks.first().is_none_or(|mark| mark.index == 0));
        Self { value, marks }
    }

    /// Returns the string.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Returns the place of byte `index`, or of the nearest byte before it whose place is known.
    pub fn place(&self, index: usize) -> Option<Place> {
        place_in(&self.marks, index)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.value.len())
    }
}

/// Cuts a part out of a text; the part keeps its places. The range must lie on characters.
pub(crate) fn part(text: &Text, range: Range<usize>) -> Text {
    work::count(range.len());
    Text::new(text.value[range.clone()].to_owned(), marks_of_part(&text.marks, range))
}
