//! Lines and columns of a file.

use std::fmt;
use std::ops::Range;

use memchr::{memchr_iter, memrchr};

/// A position in a file: line and column count from 1, the column in bytes. Binary files have lines, too: they end
/// where a byte is a line feed.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Place {
    /// The file, as a position in [`Session::files`](crate::Session::files).
    pub file: u32,
    /// The line.
    pub line: u64,
    /// The byte of the line.
    pub column: u64,
}

impl Place {
    /// Returns the place of the first byte of a file.
    pub fn start_of(file: u32) -> Self {
        Self { file, line: 1, column: 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// From byte `index` of the value on (to the next mark), byte `i` is at `at.column + (i - index)`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mark {
    /// A byte of the value.
    pub index: usize,
    /// Its place in the file.
    pub at: Place,
}

pub(crate) fn marks_of_part(marks: &[Mark], range: Range<usize>) -> Vec<Mark> {
    let first = place_in(marks, range.start).map(|at| Mark { index: 0, at });
    let from = marks.partition_point(|mark| mark.index <= range.start);
    let to = marks.partition_point(|mark| mark.index < range.end).max(from);
    let moved = marks[from..to].iter().map(|mark| Mark { index: mark.index - range.start, at: mark.at });
    first.into_iter().chain(moved).collect()
}

/// Returns the place of byte `index`, or of the nearest byte before it whose place is known.
pub(crate) fn place_in(marks: &[Mark], index: usize) -> Option<Place> {
    let after = marks.partition_point(|mark| mark.index <= index);
    let mark = marks.get(after.checked_sub(1)?)?;
    let column = mark.at.column + (index - mark.index) as u64;
    Some(Place { column, ..mark.at })
}

/// Returns a mark for the start and one for each line of bytes that are in a file from `start` on.
pub(crate) fn marks_of_lines(bytes: &[u8], start: Place) -> impl Iterator<Item = Mark> + '_ {
    let lines = memchr_iter(b'\n', bytes).zip(start.line + 1..);
    let lines = lines.map(move |(newline, line)| Mark { index: newline + 1, at: Place { line, column: 1, ..start } });
    std::iter::once(Mark { index: 0, at: start }).chain(lines)
}

/// Returns the place behind bytes that start at a place.
pub(crate) fn place_behind(start: Place, bytes: &[u8]) -> Place {
    match memrchr(b'\n', bytes) {
        None => Place { column: start.column + bytes.len() as u64, ..start },
        Some(newline) => Place {
            line: start.line + memchr_iter(b'\n', bytes).count() as u64,
            column: (bytes.len() - newline) as u64,
            ..start
        },
    }
}

/// The longest text of which every byte is placed; a longer one only has the place of its start.
pub(crate) const PLACED: usize = 64 * 1024;
