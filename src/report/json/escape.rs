//! JSON that may be printed on a terminal.

use std::io::{self, Write};

use crate::report::text::is_unsafe;

/// Writes as an escape what could move a cursor, hide or reorder text; JSON itself asks for that below U+0020 only.
pub(crate) struct Escaped<'a>(pub(crate) &'a mut dyn Write);

impl Write for Escaped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The serialiser writes whole characters.
        let Ok(mut rest) = str::from_utf8(bytes) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let is_harmless = |byte: u8| byte.is_ascii() && byte != 0x7f;
        while let Some(at) = rest.bytes().position(|byte| !is_harmless(byte)) {
            let (plain, tail) = rest.split_at(at);
            let Some(c) = tail.chars().next() else { break };
            self.0.write_all(plain.as_bytes())?;
            let (found, tail) = tail.split_at(c.len_utf8());
            if is_unsafe(c) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(self.0, "\\u{unit:04x}")?;
                }
            } else {
                self.0.write_all(found.as_bytes())?;
            }
            rest = tail;
        }
        self.0.write_all(rest.as_bytes())?;
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
