//! A cursor over a text, and a pen that writes what is kept of it.

use std::ops::Range;

use crate::text::draft::Draft;
use crate::text::place::{Mark, Place};
use crate::text::placed::Text;
use crate::work;

/// A position in a text that is read up to an end.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    pub(crate) text: &'a Text,
    source: &'a str,
    pub(crate) at: usize,
}

impl<'a> Cursor<'a> {
    /// Starts at byte `at` and ends before byte `end`; both lie on characters.
    pub(crate) fn new(text: &'a Text, at: usize, end: usize) -> Self {
        let source = text.as_str();
        Self { text, source: source.get(..end).unwrap_or(source), at }
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> &'a str {
        self.source.get(range).unwrap_or_default()
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Returns the character behind the next one.
    pub(crate) fn peek_second(&self) -> Option<char> {
        let mut chars = self.rest().chars();
        chars.next();
        chars.next()
    }

    pub(crate) fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        work::count(1);
        Some(character)
    }

    pub(crate) fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    pub(crate) fn skip_while(&mut self, wanted: impl Fn(char) -> bool) -> Range<usize> {
        let from = self.at;
        let rest = self.rest();
        self.at += rest.find(|character| !wanted(character)).unwrap_or(rest.len());
        work::count(self.at - from);
        from..self.at
    }

    /// Takes one line break, LF or CR LF.
    pub(crate) fn eat_newline(&mut self) -> bool {
        self.eat("\n") || self.eat("\r\n")
    }

    pub(crate) fn place(&self) -> Option<Place> {
        self.text.place(self.at)
    }

    /// Returns what stands before a byte, where a line ends, without its break.
    pub(crate) fn until(&self, line_end: usize) -> &'a str {
        let line = self.slice(self.at..line_end.min(self.source.len()));
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// Returns the rest of the line, without its break.
    pub(crate) fn line(&self) -> &'a str {
        let rest = self.rest();
        let line = rest.find('\n').and_then(|end| rest.get(..end)).unwrap_or(rest);
        line.strip_suffix('\r').unwrap_or(line)
    }
}

/// Writes a text: what is kept of a source, and what stands for something else.
pub(crate) struct Pen<'a> {
    text: &'a Text,
    draft: Draft,
    kept: Range<usize>,
}

impl<'a> Pen<'a> {
    pub(crate) fn new(text: &'a Text) -> Self {
        Self { text, draft: Draft::default(), kept: 0..0 }
    }

    /// Keeps bytes of the source as they stand.
    pub(crate) fn keep(&mut self, range: Range<usize>) {
        if self.kept.end == range.start && !self.kept.is_empty() {
            self.kept.end = range.end;
        } else {
            self.flush();
            self.kept = range;
        }
    }

    /// Takes the next character of a cursor and keeps it.
    pub(crate) fn keep_next(&mut self, cursor: &mut Cursor<'_>) {
        let from = cursor.at;
        cursor.next();
        self.keep(from..cursor.at);
    }

    /// Writes a character that stands for what is at a byte of the source.
    pub(crate) fn put(&mut self, character: char, at: usize) {
        self.flush();
        self.draft.push_char(character, self.text.place(at));
    }

    /// Writes another text.
    pub(crate) fn paste(&mut self, other: &Text) {
        self.flush();
        self.draft.push(other, 0..other.as_str().len());
    }

    pub(crate) fn finish(mut self) -> Text {
        self.flush();
        self.draft.finish()
    }

    fn flush(&mut self) {
        let kept = std::mem::take(&mut self.kept);
        if self.text.as_str().get(kept.clone()).is_some_and(|piece| !piece.is_empty()) {
            self.draft.push(self.text, kept);
        }
    }
}

/// Gives a text without a place the place of what it stands for: an empty pair of quotes stands somewhere, too.
pub(crate) fn placed(text: Text, at: Option<Place>) -> Text {
    match (text.place(0), at) {
        (None, Some(at)) => Text::new(text.as_str().to_owned(), vec![Mark { index: 0, at }]),
        _ => text,
    }
}
