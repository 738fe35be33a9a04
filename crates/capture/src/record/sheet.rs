//! A text in lines, with what is known about each.

use std::ops::Range;

use jiff::Timestamp;

use super::entry::Record;
use super::head::Head;
use crate::text::draft::Draft;
use crate::text::placed::Text;

/// A text in lines, with what is known about each.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) text: Text,
    pub(super) lines: Vec<SheetLine>,
    /// The records that have a structure of their own.
    pub(super) records: Vec<Record>,
}

/// A line without its end.
#[derive(Clone, Debug, Default)]
pub(super) struct SheetLine {
    pub(super) range: Range<usize>,
    pub(super) known: Known,
}

/// What is known about a line.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is found by another step, of any line")]
pub(super) struct Known {
    /// The part of the text.
    pub(super) section: u32,
    /// The time of what wrapped it.
    pub(super) time: Option<Timestamp>,
    /// The seconds of the day that a logger wrote before it.
    pub(super) clock: Option<u32>,
    /// The record with a structure of its own that it belongs to.
    pub(super) record: Option<u32>,
    /// What a logger wrote before its message.
    pub(super) head: Option<Box<Head>>,
    /// The next line goes on in it.
    pub(super) is_partial: bool,
    /// A logger wrote it, so that it proposes nothing.
    pub(super) is_logged: bool,
    /// Its record is an object that nobody logged: it may belong to what stands above it.
    pub(super) is_loose: bool,
    /// It was laid out already.
    pub(super) is_done: bool,
}

impl Sheet {
    pub(super) fn line(&self, index: usize) -> &str {
        self.lines.get(index).map_or("", |line| &self.text.as_str()[line.range.clone()])
    }

    /// Adds a record that has a structure of its own; returns its number.
    pub(super) fn add(&mut self, record: Record) -> u32 {
        self.records.push(record);
        u32::try_from(self.records.len() - 1).unwrap_or(u32::MAX)
    }

    /// Lays the lines out again, so that nothing stands between them.
    pub(super) fn rebuilt(self) -> Self {
        let mut builder = SheetBuilder::default();
        let mut at = 0;
        while at < self.lines.len() {
            let known = self.lines[at].known.clone();
            let mut last = at;
            builder.begin();
            loop {
                builder.draft.push(&self.text, self.lines[last].range.clone());
                if !self.lines[last].known.is_partial || last + 1 == self.lines.len() {
                    break;
                }
                last += 1;
            }
            let end = self.text.place(self.lines[last].range.end);
            builder.end(&Known { is_partial: false, ..known }, end);
            at = last + 1;
        }
        builder.finish(self.records)
    }
}

/// Makes a sheet line by line.
#[derive(Default)]
pub(super) struct SheetBuilder {
    pub(super) draft: Draft,
    lines: Vec<SheetLine>,
    start: usize,
}

impl SheetBuilder {
    /// Begins a line; what is added to the draft belongs to it.
    pub(super) fn begin(&mut self) {
        self.start = self.draft.as_str().len();
    }

    /// Ends a line, or several where line breaks were added.
    pub(super) fn end(&mut self, known: &Known, at: Option<crate::text::place::Place>) {
        let source = self.draft.as_str();
        let mut start = self.start;
        for piece in source[self.start..].split('\n') {
            let line = piece.trim_end_matches('\r');
            self.lines.push(SheetLine { range: start..start + line.len(), known: known.clone() });
            start += piece.len() + 1;
        }
        self.draft.push_char('\n', at);
    }

    /// Adds a part of a text as lines.
    pub(super) fn add(&mut self, text: &Text, range: Range<usize>, known: &Known) {
        self.begin();
        let end = text.place(range.end);
        self.draft.push(text, range);
        self.end(known, end);
    }

    pub(super) fn finish(self, records: Vec<Record>) -> Sheet {
        Sheet { text: self.draft.finish(), lines: self.lines, records }
    }
}
