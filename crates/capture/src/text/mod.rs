//! From JSON strings to texts whose bytes have places.

pub(crate) mod json;
pub(crate) mod lines;
pub(crate) mod utf16;
pub(crate) mod utf8;
pub(crate) mod value;

use std::ops::Range;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::{memchr, memchr_iter};

use crate::text::lines::Lines;
use crate::text::value::Value;
use crate::{Mark, Place, Text};

/// Bytes of a capture that need not be text, and their places.
#[derive(Clone, Debug, Default)]
pub(super) struct Blob {
    pub(super) bytes: Vec<u8>,
    marks: Vec<Mark>,
}

impl Blob {
    /// Takes a whole file.
    pub(super) fn of_file(bytes: Vec<u8>, file: u32) -> Self {
        Self::starting_at(
            bytes,
            Place {
                file,
                line: 1,
                column: 1,
            },
        )
    }

    /// Takes bytes that stand in a file from `start` on, as they are.
    pub(super) fn starting_at(bytes: Vec<u8>, start: Place) -> Self {
        let marks = marks_of_lines(&bytes, start).collect();
        Self { bytes, marks }
    }

    /// Takes bytes that were unpacked: all that is known of them is where the packed ones start.
    pub(super) fn at_one_place(bytes: Vec<u8>, at: Option<Place>) -> Self {
        // A text counts on from its marks, so that every byte needs one; what is long is no answer of a token endpoint.
        let marked = if bytes.len() <= PLACED / 4 {
            bytes.len().max(1)
        } else {
            1
        };
        let marks = at.map(|at| (0..marked).map(|index| Mark { index, at }).collect());
        Self {
            bytes,
            marks: marks.unwrap_or_default(),
        }
    }

    /// Returns the place of a byte.
    pub(super) fn place(&self, index: usize) -> Option<Place> {
        place_in(&self.marks, index)
    }

    /// Adds a byte that stands at a place.
    pub(super) fn push_byte(&mut self, byte: u8, at: Option<Place>) {
        let index = self.bytes.len();
        self.marks.extend(at.map(|at| Mark { index, at }));
        self.bytes.push(byte);
    }

    /// Adds a part of a text as it stands.
    pub(super) fn push_text(&mut self, text: &Text, range: Range<usize>) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(&text.value.as_bytes()[range.clone()]);
        let marks = marks_of_part(&text.marks, range).into_iter();
        self.marks.extend(marks.map(|mark| Mark {
            index: from + mark.index,
            ..mark
        }));
    }

    /// Puts parts together, which keep their places.
    pub(super) fn join(&self, ranges: &[Range<usize>]) -> Self {
        let mut joined = Self::default();
        for range in ranges {
            let from = joined.bytes.len();
            joined.bytes.extend_from_slice(&self.bytes[range.clone()]);
            let marks = marks_of_part(&self.marks, range.clone()).into_iter();
            joined.marks.extend(marks.map(|mark| Mark {
                index: from + mark.index,
                ..mark
            }));
        }
        joined
    }

    /// Cuts a part out, which keeps its places.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        Self {
            bytes: self.bytes[range.clone()].to_vec(),
            marks: marks_of_part(&self.marks, range),
        }
    }

    /// Reads the bytes as UTF-8; each byte that is none becomes `?`, so that places stay exact.
    pub(super) fn into_text(self) -> Text {
        let value = match String::from_utf8(self.bytes) {
            Ok(value) => value,
            Err(error) => {
                let mut bytes = error.into_bytes();
                utf8::patch(&mut bytes);
                String::from_utf8_lossy(&bytes).into_owned()
            }
        };
        Text::new(value, self.marks)
    }
}

impl From<Text> for Blob {
    fn from(text: Text) -> Self {
        Self {
            bytes: text.value.into_bytes(),
            marks: text.marks,
        }
    }
}

/// Builds a text out of pieces that stand apart: continued lines, unescaped characters, quoted mail.
#[derive(Debug, Default)]
pub(super) struct Draft {
    value: String,
    marks: Vec<Mark>,
}

impl Draft {
    /// Adds a part of another text as it stands.
    pub(super) fn push(&mut self, text: &Text, range: Range<usize>) {
        let from = self.value.len();
        self.value.push_str(&text.value[range.clone()]);
        let marks = marks_of_part(&text.marks, range);
        self.marks.extend(marks.into_iter().map(|mark| Mark {
            index: from + mark.index,
            at: mark.at,
        }));
    }

    /// Adds a character that stands for what is at a place, such as an escape.
    pub(super) fn push_char(&mut self, character: char, at: Option<Place>) {
        if let Some(at) = at {
            let index = self.value.len();
            self.marks.push(Mark { index, at });
        }
        self.value.push(character);
    }

    /// Returns what was added so far.
    pub(super) fn as_str(&self) -> &str {
        &self.value
    }

    /// Returns the text.
    pub(super) fn finish(self) -> Text {
        // A text begins with a mark or has none.
        let placed = self.marks.first().is_none_or(|mark| mark.index == 0);
        Text::new(self.value, if placed { self.marks } else { Vec::new() })
    }
}

/// Makes a text of any value: a string without its escapes, `null` as nothing, all else as it stands in the file.
pub(super) fn text(value: Value<'_>, lines: &mut Lines<'_>) -> Text {
    match value.quoted() {
        Some(_) if lines.has_gap(value.at, value.at + value.raw.len()) => Text::default(),
        Some(quoted) => unescape_placed(quoted, lines.place(value.at + 1)),
        None if value.raw == "null" => Text::default(),
        None => as_it_stands(value.raw, lines.place(value.at)),
    }
}

/// Undoes the escapes of a JSON string.
pub(super) fn unescape(quoted: &str) -> String {
    unescape_placed(quoted, Place::default()).value
}

/// Cuts a part out of a text; the part keeps its places. The range must lie on characters.
pub(super) fn part(text: &Text, range: Range<usize>) -> Text {
    Text::new(text.value[range.clone()].to_owned(), marks_of_part(&text.marks, range))
}

fn marks_of_part(marks: &[Mark], range: Range<usize>) -> Vec<Mark> {
    let first = place_in(marks, range.start).map(|at| Mark { index: 0, at });
    let from = marks.partition_point(|mark| mark.index <= range.start);
    let to = marks.partition_point(|mark| mark.index < range.end).max(from);
    let moved = marks[from..to].iter().map(|mark| Mark {
        index: mark.index - range.start,
        at: mark.at,
    });
    first.into_iter().chain(moved).collect()
}

/// Returns the place of byte `index`, or of the nearest byte before it whose place is known.
pub(super) fn place_in(marks: &[Mark], index: usize) -> Option<Place> {
    let after = marks.partition_point(|mark| mark.index <= index);
    let mark = marks.get(after.checked_sub(1)?)?;
    let column = mark.at.column + (index - mark.index) as u64;
    Some(Place { column, ..mark.at })
}

/// Undoes base64; `None` where it is none, as recorders claim it of plain text (Firefox bug 1762313). Bytes that are not
/// UTF-8 become U+FFFD.
pub(super) fn from_base64(text: &Text) -> Option<Text> {
    // Line breaks and blanks are what MIME encoders put in.
    let packed: String = text.value.split_ascii_whitespace().collect();
    let bytes = LENIENT.decode(packed.trim_end_matches('=')).ok()?;
    let untouched = packed.len() == text.value.len() && text.marks.len() <= 1;
    let (value, exact) = match String::from_utf8(bytes) {
        Ok(value) => (value, untouched),
        Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), false),
    };
    // Three bytes are four characters of the file.
    let step = if exact && value.len() <= PLACED { 3 } else { usize::MAX };
    let first = text.place(0);
    let marks = (0..value.len().max(1)).step_by(step);
    let marks = marks.filter_map(|index| {
        let at = first?;
        Some(Mark {
            index,
            at: Place {
                column: at.column + (index / 3 * 4) as u64,
                ..at
            },
        })
    });
    let marks = marks.collect();
    Some(Text::new(value, marks))
}

/// An object, as people write it for a JSON body, may go over several lines.
fn as_it_stands(raw: &str, start: Place) -> Text {
    let placed = if raw.len() <= PLACED { usize::MAX } else { 1 };
    let marks = marks_of_lines(raw.as_bytes(), start).take(placed);
    Text::new(raw.to_owned(), marks.collect())
}

/// Returns a mark for the start and one for each line of bytes that stand in a file from `start` on.
fn marks_of_lines(bytes: &[u8], start: Place) -> impl Iterator<Item = Mark> + '_ {
    let lines = memchr_iter(b'\n', bytes).zip(start.line + 1..);
    let lines = lines.map(move |(newline, line)| Mark {
        index: newline + 1,
        at: Place {
            line,
            column: 1,
            ..start
        },
    });
    std::iter::once(Mark { index: 0, at: start }).chain(lines)
}

/// A string holds no line break, so that its line is that of its start and columns are counted on.
fn unescape_placed(quoted: &str, start: Place) -> Text {
    let mut value = String::with_capacity(quoted.len());
    let mut marks = vec![Mark { index: 0, at: start }];
    let mut rest = quoted;
    while let Some(backslash) = memchr(b'\\', rest.as_bytes()) {
        value.push_str(&rest[..backslash]);
        rest = &rest[backslash..];
        let (character, length) = escape(rest);
        match character {
            Some(character) => value.push(character),
            None => value.push_str(&rest[..length]),
        }
        rest = &rest[length..];
        if value.len() <= PLACED && !rest.is_empty() {
            let column = start.column + (quoted.len() - rest.len()) as u64;
            marks.push(Mark {
                index: value.len(),
                at: Place { column, ..start },
            });
        }
    }
    value.push_str(rest);
    if value.len() > PLACED {
        marks.truncate(1);
        marks.shrink_to_fit();
    }
    Text::new(value, marks)
}

/// Reads the escape that starts here: the character, and the bytes that it takes. What is no escape stays as it is.
fn escape(rest: &str) -> (Option<char>, usize) {
    let plain = |character| (Some(character), 2);
    match rest.as_bytes().get(1) {
        Some(b'"') => plain('"'),
        Some(b'\\') => plain('\\'),
        Some(b'/') => plain('/'),
        Some(b'b') => plain('\u{8}'),
        Some(b'f') => plain('\u{c}'),
        Some(b'n') => plain('\n'),
        Some(b'r') => plain('\r'),
        Some(b't') => plain('\t'),
        Some(b'u') => match (unit(rest), rest.get(6..).and_then(unit)) {
            (Some(high @ 0xd800..0xdc00), Some(low @ 0xdc00..0xe000)) => {
                (char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)), 12)
            }
            // Half of a pair: JavaScript strings may be cut anywhere.
            (Some(unit), _) => (Some(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)), 6),
            (None, _) => (None, 1),
        },
        _ => (None, 1),
    }
}

/// Reads `\u` and four hexadecimal digits.
fn unit(rest: &str) -> Option<u32> {
    let digits = rest.strip_prefix("\\u")?.get(..4)?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u32::from_str_radix(digits, 16).ok())?
}

/// The longest text of which every byte is placed; a longer one only has the place of its start.
const PLACED: usize = 64 * 1024;

/// Recorders cut padding off.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::json::Scanner;

    fn read(source: &str) -> Text {
        let value = Scanner::new(source, 0).value().unwrap();
        text(value, &mut Lines::new(source, 0))
    }

    fn column(text: &Text, needle: &str) -> u64 {
        text.place(text.as_str().find(needle).unwrap()).unwrap().column
    }

    #[test]
    fn every_byte_behind_an_escape_keeps_its_place() {
        let source = r#""{\"a\":\"\u00e9x\ud83d\ude00y\\z\"}""#;
        let text = read(source);
        assert_eq!(text.as_str(), r#"{"a":"éx😀y\z"}"#);
        for needle in ["{", "a", "x", "y", "z", "}"] {
            assert_eq!(
                column(&text, needle),
                source.find(needle).unwrap() as u64 + 1,
                "{needle}"
            );
        }
    }

    #[test]
    fn what_is_no_escape_is_kept_and_half_pairs_are_replaced() {
        assert_eq!(read(r#""\x41\u12\uZZZZ\u+123""#).as_str(), r"\x41\u12\uZZZZ\u+123");
        assert_eq!(
            read(r#""\ud800\u0041\udc00|\ud800""#).as_str(),
            "\u{fffd}A\u{fffd}|\u{fffd}"
        );
        assert_eq!(read(r#""\ué""#).as_str(), r"\ué");
    }

    #[test]
    fn an_object_in_place_of_a_string_is_taken_as_it_stands() {
        let text = read("\n {\"a\":\n  \"b\"}");
        assert_eq!(text.as_str(), "{\"a\":\n  \"b\"}");
        let place = |needle| text.place(text.as_str().find(needle).unwrap()).unwrap().to_string();
        assert_eq!((place("a"), place("b")), ("2:4".to_owned(), "3:4".to_owned()));
    }

    #[test]
    fn a_text_of_more_than_64_kib_only_has_the_place_of_its_start() {
        let text = read(&format!("  \"\\n{}\"", "a".repeat(PLACED)));
        assert_eq!(text.place(10).unwrap().column, 4 + 10);
    }

    #[test]
    fn base64_is_undone_and_plain_text_that_claims_it_is_kept() {
        let text = from_base64(&read(r#""eyJhIjoiYmMifQ==""#)).unwrap();
        assert_eq!(text.as_str(), r#"{"a":"bc"}"#);
        assert_eq!(text.place(0).unwrap().column, 2);
        assert_eq!(text.place(6).unwrap().column, 10);
        assert_eq!(
            from_base64(&read(r#""eyJh\nIjoi\r\nYmMifQ""#)).unwrap().as_str(),
            r#"{"a":"bc"}"#
        );
        assert!(from_base64(&read(r#""{}""#)).is_none());
        assert_eq!(from_base64(&read(r#""/w==""#)).unwrap().as_str(), "\u{fffd}");
    }

    #[test]
    fn a_part_keeps_its_places() {
        let source = r#""a=1\nb=\"2\"""#;
        let part = part(&read(source), 4..9);
        assert_eq!(part.as_str(), "b=\"2\"");
        assert_eq!((column(&part, "b"), column(&part, "2")), (7, 11));
    }

    proptest! {
        #[test]
        fn what_json_escapes_comes_back(value in any::<String>()) {
            let source = serde_json::to_string(&value).unwrap();
            let text = read(&source);
            prop_assert_eq!(text.as_str(), value);
        }
    }
}
