//! Colours of terminals.

use std::ops::Range;

use memchr::memchr2_iter;

use crate::text::draft::Draft;
use crate::text::placed::Text;

/// Returns the text without the sequences by which terminals colour it, as they are or as an editor shows them.
pub(super) fn without_colours(text: Text) -> Text {
    let source = text.as_str();
    let mut draft = Draft::default();
    let mut done = 0;
    for at in memchr2_iter(ESCAPE, b'[', source.as_bytes()) {
        let Some(range) = sequence(source, at).filter(|range| range.start >= done) else { continue };
        draft.push(&text, done..range.start);
        done = range.end;
    }
    if done == 0 {
        return text;
    }
    draft.push(&text, done..source.len());
    draft.finish()
}

/// Returns the bytes of the sequence that an escape or bracket belongs to.
fn sequence(source: &str, at: usize) -> Option<Range<usize>> {
    let bytes = source.as_bytes();
    if bytes[at] == ESCAPE {
        return match bytes.get(at + 1) {
            // Its bracket is looked at next.
            Some(b'[') => None,
            Some(b']') => {
                let title = bytes[at..].iter().take(LONGEST_TITLE);
                let length = title.skip(1).position(|byte| matches!(*byte, 0x07 | ESCAPE))? + 1;
                let end = at + length + 1;
                Some(at..end + usize::from(bytes[at + length] == ESCAPE && bytes.get(end) == Some(&b'\\')))
            }
            _ => Some(at..at + 1),
        };
    }
    let inside = bytes[at + 1..].iter().take(LONGEST).take_while(|byte| byte.is_ascii_digit() || **byte == b';');
    let end = at + 1 + inside.count();
    let last = *bytes.get(end)?;
    let introducer = INTRODUCERS.iter().find(|written| source[..at].ends_with(**written));
    match introducer {
        Some(written) if last.is_ascii_alphabetic() => {
            // JSON in JSON escapes the escape.
            let before = &source[..at - written.len()];
            let start = if written.starts_with('\\') { before.trim_end_matches('\\').len() } else { before.len() };
            Some(start..end + 1)
        }
        Some(_) => None,
        None => {
            let mut parts = source[at + 1..end].split(';');
            let is_colour = last == b'm' && parts.all(|part| part.parse().is_ok_and(is_attribute));
            // `rate(requests[1m])` is a duration.
            let is_index = source[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | '}'))
                || bytes.get(end + 1) == Some(&b']');
            (is_colour && !is_index).then_some(at..end + 1)
        }
    }
}

/// Says whether a number is an attribute of characters that logs use.
fn is_attribute(number: u8) -> bool {
    matches!(number, 0..=4 | 7 | 22..=24 | 27 | 30..=49 | 90..=107)
}

const ESCAPE: u8 = 0x1b;

/// How the escape character is written.
const INTRODUCERS: [&str; 6] = ["\u{1b}", "\u{241b}", "\\u001b", "\\x1b", "\\033", "\\e"];

/// The longest list of attributes.
const LONGEST: usize = 24;

/// The longest title or link.
const LONGEST_TITLE: usize = 4096;
