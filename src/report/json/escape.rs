//! JSON that may be printed on a terminal.

use std::io::{self, Write};

use crate::report::text::is_unsafe;

/// Writes as an escape what could move a cursor, hide or reorder text; JSON itself asks for that below U+0020 only.
pub(crate) struct Escaped<'a>(pub(crate) &'a mut dyn Write);

impl Write for Escaped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let harmless = |byte: &u8| byte.is_ascii() && *byte != 0x7f;
        // The serialiser writes whole characters.
        let Some(text) = str::from_utf8(bytes).ok().filter(|_| !bytes.iter().all(harmless)) else {
            self.0.write_all(bytes)?;
            return Ok(bytes.len());
        };
        let escaped = |c: char| c != '\n' && is_unsafe(c);
        for piece in text.split_inclusive(escaped) {
            let last = piece.chars().next_back().filter(|c| escaped(*c));
            let plain = last.and_then(|last| piece.strip_suffix(last)).unwrap_or(piece);
            self.0.write_all(plain.as_bytes())?;
            for unit in last.iter().flat_map(|last| last.encode_utf16(&mut [0; 2]).to_vec()) {
                write!(self.0, "\\u{unit:04x}")?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_acts_on_is_escaped_and_stays_the_same_value() {
        let value = ["a\u{9b}31m\u{7f}\u{202e}z\u{e0001}", "größer → 1\n\u{1b}"];
        let mut out = Vec::new();
        serde_json::to_writer_pretty(Escaped(&mut out), &value).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.chars().any(|c| c != '\n' && is_unsafe(c)), "{text:?}");
        assert!(text.contains("größer →"), "{text}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).unwrap(), value);
    }
}
