//! Where the characters of a YAML scalar stand in the file.

use saphyr_parser::ScalarStyle;

use crate::text::place::{Mark, PLACED, Place};
use crate::text::placed::Text;

/// Makes a text of a scalar: `raw` is how it is in the file, and `place` tells the place of a byte of it.
pub(super) fn text(value: String, raw: &str, style: ScalarStyle, mut place: impl FnMut(usize) -> Place) -> Text {
    let mut aligned = Aligned { value: &value, raw, style, at: 0, from: 0, marks: Vec::new() };
    aligned.skip_indicator();
    aligned.mark(&mut place);
    while value.len() <= PLACED && aligned.at < value.len() && aligned.step(&mut place) {}
    let marks = aligned.marks;
    Text::new(value, marks)
}

/// A scalar and its source, walked together.
struct Aligned<'a> {
    value: &'a str,
    raw: &'a str,
    style: ScalarStyle,
    /// The byte of the value.
    at: usize,
    /// The byte of the source.
    from: usize,
    marks: Vec<Mark>,
}

impl Aligned<'_> {
    /// Passes the quote, or the line with `|` or `>`.
    fn skip_indicator(&mut self) {
        self.from = match self.style {
            ScalarStyle::Plain => 0,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => usize::from(self.raw.starts_with(['\'', '"'])),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let header = self.raw.starts_with(['|', '>']).then(|| self.raw.find('\n')).flatten();
                header.map_or(0, |newline| newline + 1)
            }
        };
        if self.is_block() {
            self.from += blank(&self.raw[self.from..]);
            self.at = blank(self.value);
            self.at = if self.at < self.value.len() { self.at } else { 0 };
        }
    }

    fn is_block(&self) -> bool {
        matches!(self.style, ScalarStyle::Literal | ScalarStyle::Folded)
    }

    /// Notes where this byte of the value stands.
    fn mark(&mut self, place: &mut impl FnMut(usize) -> Place) {
        let index = if self.marks.is_empty() { 0 } else { self.at };
        if index < self.value.len() || self.marks.is_empty() {
            let at = place(self.from.min(self.raw.len()));
            // Leading blanks of a block count back from its first character.
            let column = at.column.saturating_sub((self.at - index) as u64).max(1);
            self.marks.push(Mark { index, at: Place { column, ..at } });
        }
    }

    /// Goes on by a character, an escape or a line break; returns whether the two still agree.
    fn step(&mut self, place: &mut impl FnMut(usize) -> Place) -> bool {
        let (value, raw) = (&self.value[self.at..], &self.raw[self.from..]);
        let Some(next) = value.chars().next() else { return false };
        match raw.bytes().next() {
            Some(b'\\') if self.style == ScalarStyle::DoubleQuoted => {
                let behind = &raw[1..];
                let broken = blank(behind);
                if behind[..broken].contains('\n') && behind.trim_start_matches('\r').starts_with('\n') {
                    // The break itself, and the blanks before the text goes on.
                    self.from += 1 + broken;
                } else {
                    self.mark(place);
                    self.at += next.len_utf8();
                    self.from += escape_length(raw);
                }
                self.mark(place);
                true
            }
            Some(b'\'') if self.style == ScalarStyle::SingleQuoted && raw.starts_with("''") => {
                self.at += 1;
                self.from += 2;
                self.mark(place);
                next == '\''
            }
            Some(b' ' | b'\t' | b'\r' | b'\n') if raw[..blank(raw)].contains('\n') => {
                let length = blank(raw);
                let breaks = raw[..length].matches('\n').count();
                // Quoted and plain lines are folded: one break is a blank, each further one is a break.
                let folded = if self.is_block() { blank(value) } else { breaks.saturating_sub(1).max(1) };
                self.from += length;
                self.at += folded.min(blank(value));
                self.mark(place);
                true
            }
            Some(_) if raw.starts_with(next) => {
                self.at += next.len_utf8();
                self.from += next.len_utf8();
                true
            }
            _ => false,
        }
    }
}

/// Counts the blanks and line breaks at the start.
fn blank(text: &str) -> usize {
    text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}

/// Counts the bytes of the escape at the start, of which the first is the backslash.
fn escape_length(raw: &str) -> usize {
    let digits = match raw.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        _ => 0,
    };
    let length = raw[1..].chars().next().map_or(1, |character| 1 + character.len_utf8()) + digits;
    if raw.is_char_boundary(length) { length } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::super::node::{Node, NodeValue};
    use super::super::yaml;

    /// Reads `text` of the only interaction of a document, and the places of some of its parts.
    fn places(source: &str, needles: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        let read = yaml::read(
            source,
            0,
            &mut |node| {
                let Some(Node { value: NodeValue::Scalar(text), .. }) = node.get("text") else { return };
                found = needles
                    .iter()
                    .map(|needle| {
                        let index = text.as_str().find(needle).unwrap_or_else(|| panic!("{needle}: {}", text.as_str()));
                        text.place(index).unwrap().to_string()
                    })
                    .collect();
            },
            &mut |_, _| {},
        );
        assert!(read.is_ok());
        found
    }

    #[test]
    fn plain_and_quoted_lines_are_folded() {
        assert_eq!(
            places("- text: one two\n    three\n\n    four\n", &["one", "two", "three", "four"]),
            ["1:9", "1:13", "2:5", "4:5"]
        );
        assert_eq!(
            places("- text: 'it''s\n    \"three\"'\n", &["it", "'s", "s ", "three"]),
            ["1:10", "1:12", "1:14", "2:6"]
        );
    }

    #[test]
    fn escapes_are_undone() {
        let source = "- text: \"{\\\"a\\\":\\\"\\u00e9x\\\",\\\n    \\ \\\"b\\\": 1,\\n\n    c\"\n";
        assert_eq!(places(source, &["{", "a", "x", "b", "1", "c"]), ["1:10", "1:13", "1:25", "2:9", "2:14", "3:5"]);
    }

    #[test]
    fn blocks_keep_their_lines() {
        assert_eq!(
            places("- text: |-\n    {\n      \"a\": 1\n    }\n", &["{", "a", "1", "}"]),
            ["2:5", "3:8", "3:12", "4:5"]
        );
        assert_eq!(
            places("- text: >\n    one\n    two\n\n    three\n", &["one", "two", "three"]),
            ["2:5", "3:5", "5:5"]
        );
        assert_eq!(places("- é: ö\n  text: |2\n      x\n    y\n", &["x", "y"]), ["3:7", "4:5"]);
    }

    #[test]
    fn columns_are_bytes() {
        assert_eq!(places("- {é: 1, text: ü=x}\n", &["ü", "x"]), ["1:17", "1:20"]);
    }
}
