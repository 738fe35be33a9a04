//! A text in lines.

use std::ops::Range;

use memchr::memchr_iter;

use crate::record::stamp::clock;
use crate::text::placed::Text;
use crate::work;

/// A text whose lines are looked at one after the other.
pub(crate) struct TextPage {
    /// The text.
    pub(crate) text: Text,
    lines: Vec<PageLine>,
    /// What a program wrote before the messages of its lines.
    logged: Vec<Logged>,
}

/// What a program wrote before the message of a line, and what was taken off.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Logged {
    /// A program logged the line.
    pub(crate) is_logged: bool,
    /// When, in seconds of the day.
    pub(crate) clock: Option<u32>,
}

/// A line of a page.
#[derive(Clone, Debug)]
pub(crate) struct PageLine {
    /// Its bytes, without the line end.
    pub(crate) range: Range<usize>,
    /// The part of the text that it belongs to: how deep it is quoted, and in which mail of a thread it stands.
    pub(crate) section: u32,
}

impl TextPage {
    /// Takes a text and its lines.
    pub(crate) fn new(text: Text, lines: Vec<PageLine>) -> Self {
        Self { text, lines, logged: Vec::new() }
    }

    /// Says which lines a program logged.
    pub(crate) fn logged(self, logged: Vec<Logged>) -> Self {
        Self { logged, ..self }
    }

    /// Returns whether a program logged a line: what stood before its message was taken off.
    pub(crate) fn is_logged(&self, index: usize) -> bool {
        self.logged.get(index).is_some_and(|line| line.is_logged)
    }

    /// Returns when a line was logged, in seconds of the day.
    pub(crate) fn clock(&self, index: usize) -> Option<u32> {
        let own = || clock(&self.text.as_str()[self.range(index)]);
        self.logged.get(index).and_then(|line| line.clock).or_else(own)
    }

    /// Returns how many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Returns a line without its end; nothing behind the last one.
    pub(crate) fn line(&self, index: usize) -> &str {
        let line = self.lines.get(index).map_or("", |line| &self.text.as_str()[line.range.clone()]);
        work::count(line.len());
        line
    }

    /// Returns the bytes of a line; behind the last one, the end.
    pub(crate) fn range(&self, index: usize) -> Range<usize> {
        let end = self.text.as_str().len();
        self.lines.get(index).map_or(end..end, |line| line.range.clone())
    }

    /// Returns the part of the text that a line belongs to.
    pub(crate) fn section(&self, index: usize) -> u32 {
        self.lines.get(index).map_or(0, |line| line.section)
    }

    /// Returns the line that holds a byte.
    pub(crate) fn line_at(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.range.start <= byte).saturating_sub(1)
    }
}

/// Returns the lines of a text without their ends.
pub(crate) fn lines_of(source: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let ends = memchr_iter(b'\n', source.as_bytes()).chain(std::iter::once(source.len()));
    for end in ends {
        let line = &source[start..end];
        lines.push(start..start + line.strip_suffix('\r').unwrap_or(line).len());
        start = end + 1;
    }
    if source.ends_with('\n') || source.is_empty() {
        lines.pop();
    }
    lines
}
