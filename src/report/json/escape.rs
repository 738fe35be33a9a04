//! JSON that may be printed on a terminal.

use std::io::{self, Write};

use crate::report::text::is_unsafe;

/// Writes as an escape what could move a cursor, hide or reorder text, and the bracket of `##[` and `##vso[`, which are commands
/// wherever they stand in a log; JSON itself asks for that below U+0020 only.
pub(crate) struct Escaped<'a> {
    out: &'a mut dyn Write,
    /// How many number signs were written last; letters may stand behind them.
    signs: usize,
}

impl<'a> Escaped<'a> {
    /// Writes to what is given.
    pub(crate) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, signs: 0 }
    }
}

impl Write for Escaped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The serialiser writes whole characters.
        let Ok(mut rest) = str::from_utf8(bytes) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let mut signs = self.signs;
        let mut is_harmless = |byte: u8| {
            let is_command = byte == b'[' && signs > 1;
            signs = match byte {
                b'#' => signs + 1,
                byte if byte.is_ascii_alphabetic() && signs > 1 => signs,
                _ => 0,
            };
            byte.is_ascii() && byte != 0x7f && !is_command
        };
        while let Some(at) = rest.bytes().position(|byte| !is_harmless(byte)) {
            let (plain, tail) = rest.split_at(at);
            let Some(c) = tail.chars().next() else { break };
            self.out.write_all(plain.as_bytes())?;
            let (found, tail) = tail.split_at(c.len_utf8());
            if is_unsafe(c) || c == '[' {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(self.out, "\\u{unit:04x}")?;
                }
            } else {
                self.out.write_all(found.as_bytes())?;
            }
            rest = tail;
        }
        self.signs = signs;
        self.out.write_all(rest.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_acts_on_is_escaped_and_stays_the_same_value() {
        let value = ["a\u{9b}31m\u{7f}\u{202e}z\u{e0001}", "größer → 1\n\u{1b}"];
        let mut out = Vec::new();
        serde_json::to_writer_pretty(Escaped::new(&mut out), &value).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.chars().any(|c| c != '\n' && is_unsafe(c)), "{text:?}");
        assert!(text.contains("größer →"), "{text}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).unwrap(), value);
    }

    #[test]
    fn what_a_log_takes_for_a_command_is_escaped_also_between_two_pieces() {
        let mut out = Vec::new();
        let mut escaped = Escaped::new(&mut out);
        for piece in ["x##", "[error]", "#[a]", "###[b]", "##vso[c]"] {
            escaped.write_all(piece.as_bytes()).unwrap();
        }
        assert_eq!(String::from_utf8(out).unwrap(), "x##\\u005berror]#[a]###\\u005bb]##vso\\u005bc]");
    }
}
