//! Where records begin and end.

use std::ops::Range;

use super::entry::Record;
use super::head::{self, Head};
use super::sheet::Sheet;
use crate::http;
use crate::text::draft::Draft;
use crate::text::placed::Text;

/// A record and the lines that it takes.
#[derive(Debug)]
pub(crate) struct PlacedRecord {
    pub(crate) lines: Range<usize>,
    pub(crate) record: Record,
}

/// Splits a sheet into records. None goes on behind one of `stops`: lines at which commands begin, in order.
pub(super) fn records(sheet: &Sheet, stops: &[usize]) -> Vec<PlacedRecord> {
    let mut splitter = Splitter { sheet, found: Vec::new(), open: None };
    let mut stops = stops.iter().peekable();
    for at in 0..sheet.lines.len() {
        let stopped = stops.next_if(|stop| **stop == at).is_some();
        splitter.line(at, stopped);
    }
    splitter.close(sheet.lines.len());
    splitter.found
}

struct Splitter<'a> {
    sheet: &'a Sheet,
    found: Vec<PlacedRecord>,
    open: Option<Open>,
}

/// The record at hand.
struct Open {
    first: usize,
    section: u32,
    /// The structured record that it is.
    number: Option<u32>,
    has_head: bool,
    bytes: usize,
    /// How many brackets are open.
    depth: usize,
    /// Empty lines were met, which end a record if nothing goes on behind them.
    is_paused: bool,
}

impl Splitter<'_> {
    fn line(&mut self, at: usize, stopped: bool) {
        let line = self.sheet.line(at);
        let known = &self.sheet.lines[at].known;
        let is_blank = line.trim().is_empty();
        let is_part = known.is_loose
            && self.open.as_ref().is_some_and(|open| open.number.is_none() && open.has_head && !open.is_paused);
        if known.record.is_some() && !is_part {
            if self.open.as_ref().is_none_or(|open| open.number != known.record) {
                self.begin(at, known.record, true);
            }
            return;
        }
        let has_head = known.head.is_some();
        let goes_on = self.open.as_ref().is_some_and(|open| {
            !stopped
                && !has_head
                && open.section == known.section
                && open.number.is_none()
                && open.bytes < LONGEST
                && self.goes_on(open, at)
        });
        if goes_on {
            if let Some(open) = &mut self.open {
                open.bytes += line.len() + 1;
                open.depth = depth(line, open.depth);
                open.is_paused = is_blank;
            }
        } else if is_blank && !has_head {
            self.close(at);
        } else {
            self.begin(at, None, has_head || head::begins_with_level(line));
        }
    }

    fn goes_on(&self, open: &Open, at: usize) -> bool {
        let line = self.sheet.line(at);
        if open.depth > 0 || is_continued(line) {
            return true;
        }
        if line.trim().is_empty() {
            // It goes on behind an empty line where the next line can only be a part of something.
            let next = (at + 1..self.sheet.lines.len().min(at + 3)).find(|&at| !self.sheet.line(at).trim().is_empty());
            return next.is_some_and(|next| open.has_head && is_continued(self.sheet.line(next)));
        }
        if open.is_paused || head::begins_with_level(line) || is_start(line) {
            return false;
        }
        // An exception below a line of a log belongs to it; without one, it begins a record.
        open.has_head || !is_exception(line)
    }

    fn begin(&mut self, at: usize, number: Option<u32>, has_head: bool) {
        self.close(at);
        let line = self.sheet.line(at);
        let section = self.sheet.lines[at].known.section;
        let (bytes, depth) = (line.len(), depth(line, 0));
        self.open = Some(Open { first: at, section, number, has_head, bytes, depth, is_paused: false });
    }

    fn close(&mut self, next: usize) {
        let Some(open) = self.open.take() else { return };
        let lines = open.first..next;
        let known = &self.sheet.lines[open.first].known;
        let record = if let Some(number) = open.number {
            self.sheet.records.get(number as usize).cloned().unwrap_or_default()
        } else {
            let head = known.head.as_deref().cloned().unwrap_or_default();
            let Head { time, logger, thread, ids, .. } = head;
            let message = self.message(lines.clone());
            Record { message, time: time.or(known.time), logger, thread, ids, fields: Vec::new() }
        };
        self.found.push(PlacedRecord { lines, record });
    }

    fn message(&self, lines: Range<usize>) -> Text {
        let mut draft = Draft::default();
        // A head that takes its whole line has the message in the lines below, indented.
        let is_apart = self.sheet.line(lines.start).trim().is_empty() && lines.len() > 1;
        let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let cut = if is_apart { indent(self.sheet.line(lines.start + 1)) } else { 0 };
        for at in lines.clone().skip(usize::from(is_apart)) {
            let mut range = self.sheet.lines[at].range.clone();
            range.start += cut.min(indent(self.sheet.line(at)));
            if !draft.as_str().is_empty() {
                draft.push_char('\n', self.sheet.text.place(range.start));
            }
            draft.push(&self.sheet.text, range);
        }
        draft.finish()
    }
}

/// Returns whether a line can only be a part of what stands above it.
fn is_continued(line: &str) -> bool {
    let trimmed = line.trim_start();
    let is_indented = trimmed.len() < line.len() && !trimmed.is_empty();
    let starts = [
        "at ",
        "Caused by: ",
        "Suppressed: ",
        "... ",
        "--- End of ",
        "--->",
        "}",
        "]",
        ")",
        "During handling of",
        "goroutine ",
        "Traceback (most",
    ];
    let is_frame = trimmed.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    is_indented || is_frame || starts.iter().any(|start| trimmed.starts_with(start))
}

/// Returns whether a line begins a message, or what a program says without a head.
fn is_start(line: &str) -> bool {
    let starts = ["Started POST", "Started GET", "--> ", "<-- ", "[auth][", "[next-auth][", "```", "~~~"];
    starts.iter().any(|start| line.starts_with(start))
        || http::parse::request_line(line).is_some()
        || line.starts_with("HTTP/") && http::head::status(line).is_some()
}

/// `InvalidGrantError: …`, `java.lang.IllegalStateException: …`.
fn is_exception(line: &str) -> bool {
    let length =
        line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '$' | '_'))).unwrap_or(line.len());
    let name = &line[..length];
    (name.ends_with("Error") || name.ends_with("Exception")) && line[length..].starts_with([':', '('])
}

/// Counts the brackets that are open behind a line, without those in strings.
fn depth(line: &str, before: usize) -> usize {
    let mut depth = before;
    let mut has_strings = true;
    let mut bytes = line.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'"' if has_strings => {
                // A quote that nothing closes is not a string.
                has_strings = false;
                let mut inside = bytes.clone();
                while let Some(byte) = inside.next() {
                    match byte {
                        b'\\' => drop(inside.next()),
                        b'"' => {
                            bytes = inside;
                            has_strings = true;
                            break;
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    depth
}

/// The longest record that is not a structured one.
const LONGEST: usize = 64 << 10;
