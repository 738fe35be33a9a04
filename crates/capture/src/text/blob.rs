//! Bytes that know where they are in the file.

use std::ops::Range;

use super::place::{Mark, PLACED, Place, marks_of_lines, marks_of_part, place_in};
use super::placed::Text;
use super::utf8::patch;

/// Bytes of a capture that need not be text, and their places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blob {
    pub(crate) bytes: Vec<u8>,
    marks: Vec<Mark>,
}

impl Blob {
    /// Takes a whole file.
    pub(crate) fn from_file(bytes: Vec<u8>, file: u32) -> Self {
        Self::starting_at(bytes, Place::start_of(file))
    }

    /// Takes bytes that are in a file from `start` on, as they are.
    pub(crate) fn starting_at(bytes: Vec<u8>, start: Place) -> Self {
        let marks = marks_of_lines(&bytes, start).collect();
        Self { bytes, marks }
    }

    /// Takes bytes that were unpacked: all that is known about them is where the packed ones start.
    pub(crate) fn at_one_place(bytes: Vec<u8>, at: Option<Place>) -> Self {
        // A text counts on from its marks, so that every byte needs one; what is long is no answer of a token endpoint.
        let marked = if bytes.len() <= PLACED / 4 { bytes.len().max(1) } else { 1 };
        let marks = at.map(|at| (0..marked).map(|index| Mark { index, at }).collect());
        Self { bytes, marks: marks.unwrap_or_default() }
    }

    /// Returns the place of a byte.
    pub(crate) fn place(&self, index: usize) -> Option<Place> {
        place_in(&self.marks, index)
    }

    /// Adds a byte that is at a place.
    pub(crate) fn push_byte(&mut self, byte: u8, at: Option<Place>) {
        let index = self.bytes.len();
        self.marks.extend(at.map(|at| Mark { index, at }));
        self.bytes.push(byte);
    }

    /// Adds bytes that are in a file from a place on.
    pub(crate) fn append(&mut self, bytes: &[u8], start: Place) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.marks.extend(marks_of_lines(bytes, start).map(|mark| Mark { index: from + mark.index, ..mark }));
        // Behind a line break at the end stands nothing, until the next bytes say where they are.
        self.marks.pop_if(|mark| !bytes.is_empty() && mark.index == from + bytes.len());
    }

    /// Adds a part of a text as it stands.
    pub(crate) fn push_text(&mut self, text: &Text, range: Range<usize>) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(&text.value.as_bytes()[range.clone()]);
        let marks = marks_of_part(&text.marks, range).into_iter();
        self.marks.extend(marks.map(|mark| Mark { index: from + mark.index, ..mark }));
    }

    /// Puts parts together, which keep their places.
    pub(crate) fn join(&self, ranges: &[Range<usize>]) -> Self {
        let mut joined = Self::default();
        for range in ranges {
            let from = joined.bytes.len();
            joined.bytes.extend_from_slice(&self.bytes[range.clone()]);
            let marks = marks_of_part(&self.marks, range.clone()).into_iter();
            joined.marks.extend(marks.map(|mark| Mark { index: from + mark.index, ..mark }));
        }
        joined
    }

    /// Cuts a part out, which keeps its places.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        Self { bytes: self.bytes[range.clone()].to_vec(), marks: marks_of_part(&self.marks, range) }
    }

    /// Reads the bytes as UTF-8; each byte that is none becomes `?`, so that places stay exact.
    pub(crate) fn into_text(self) -> Text {
        let value = match String::from_utf8(self.bytes) {
            Ok(value) => value,
            Err(error) => {
                let mut bytes = error.into_bytes();
                patch(&mut bytes);
                String::from_utf8_lossy(&bytes).into_owned()
            }
        };
        Text::new(value, self.marks)
    }
}

impl From<Text> for Blob {
    fn from(text: Text) -> Self {
        Self { bytes: text.value.into_bytes(), marks: text.marks }
    }
}
