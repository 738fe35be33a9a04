//! Texts that are built from pieces.

use std::ops::Range;

use super::place::{Mark, Place, marks_of_part};
use super::placed::Text;
use crate::work;

/// Builds a text out of pieces that stand apart: continued lines, unescaped characters, quoted mail.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    value: String,
    marks: Vec<Mark>,
}

impl Draft {
    /// Adds a part of another text as it stands.
    pub(crate) fn push(&mut self, text: &Text, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        work::count(range.len());
        let from = self.value.len();
        self.value.push_str(&text.value[range.clone()]);
        let marks = marks_of_part(&text.marks, range);
        self.marks.extend(marks.into_iter().map(|mark| Mark { index: from + mark.index, at: mark.at }));
    }

    /// Adds a character that stands for what is at a place, such as an escape.
    pub(crate) fn push_char(&mut self, character: char, at: Option<Place>) {
        work::count(1);
        if let Some(at) = at {
            let index = self.value.len();
            self.marks.push(Mark { index, at });
        }
        self.value.push(character);
    }

    /// Returns what was added so far.
    pub(crate) fn as_str(&self) -> &str {
        &self.value
    }

    /// Returns the text.
    pub(crate) fn finish(self) -> Text {
        // A text begins with a mark or has none.
        let placed = self.marks.first().is_none_or(|mark| mark.index == 0);
        Text::new(self.value, if placed { self.marks } else { Vec::new() })
    }
}
