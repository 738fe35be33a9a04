//! From JSON strings to texts whose bytes have places.

use std::ops::Range;

use memchr::memchr;

use super::draft::Draft;
use super::lines::LineCounter;
use super::place::{Mark, PLACED, Place, marks_of_lines};
use super::placed::Text;
use super::value::JsonValue;

/// Makes a text of any value: a string without its escapes, `null` as nothing, all else as it is in the file.
pub(crate) fn text(value: JsonValue<'_>, lines: &mut LineCounter<'_>) -> Text {
    match value.quoted() {
        Some(_) if lines.has_gap(value.at, value.at + value.raw.len()) => Text::default(),
        Some(quoted) => unescape_placed(quoted, lines.place(value.at + 1)),
        None if value.raw == "null" => Text::default(),
        None => as_it_stands(value.raw, lines.place(value.at)),
    }
}

/// Undoes the escapes of a JSON string.
pub(crate) fn unescape(quoted: &str) -> String {
    unescape_placed(quoted, Place::default()).value
}

/// Adds a part of a text to a draft, without the escapes of a JSON string.
pub(crate) fn unescape_part(text: &Text, range: Range<usize>, draft: &mut Draft) {
    let mut at = range.start;
    while let Some(length) = memchr(b'\\', &text.as_str().as_bytes()[at..range.end]) {
        let backslash = at + length;
        draft.push(text, at..backslash);
        let (character, length) = escape(&text.as_str()[backslash..range.end]);
        match character {
            Some(character) => draft.push_char(character, text.place(backslash)),
            None => draft.push(text, backslash..backslash + length),
        }
        at = backslash + length;
    }
    draft.push(text, at..range.end);
}

/// An object, as people write it for a JSON body, may go over several lines.
fn as_it_stands(raw: &str, start: Place) -> Text {
    let placed = if raw.len() <= PLACED { usize::MAX } else { 1 };
    let marks = marks_of_lines(raw.as_bytes(), start).take(placed);
    Text::new(raw.to_owned(), marks.collect())
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
            marks.push(Mark { index: value.len(), at: Place { column, ..start } });
        }
    }
    value.push_str(rest);
    if value.len() > PLACED {
        marks.truncate(1);
        marks.shrink_to_fit();
    }
    Text::new(value, marks)
}

/// Reads the escape that starts here: the character, and the bytes that it takes. What is not an escape stays as it is.
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
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::base64::from_base64;
    use crate::text::json::Scanner;
    use crate::text::placed::part;

    fn read(source: &str) -> Text {
        let value = Scanner::new(source, 0).value().unwrap();
        text(value, &mut LineCounter::new(source, 0))
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
            assert_eq!(column(&text, needle), source.find(needle).unwrap() as u64 + 1, "{needle}");
        }
    }

    #[test]
    fn what_is_no_escape_is_kept_and_half_pairs_are_replaced() {
        assert_eq!(read(r#""\x41\u12\uZZZZ\u+123""#).as_str(), r"\x41\u12\uZZZZ\u+123");
        assert_eq!(read(r#""\ud800\u0041\udc00|\ud800""#).as_str(), "\u{fffd}A\u{fffd}|\u{fffd}");
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
        assert_eq!(from_base64(&read(r#""eyJh\nIjoi\r\nYmMifQ""#)).unwrap().as_str(), r#"{"a":"bc"}"#);
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
