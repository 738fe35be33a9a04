//! The tokens of a JSON document that does not have to fit into memory.

use std::io::{self, Read};

/// What a token is; its bytes are beside it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Token {
    /// One of `{[}],:`.
    Sign(u8),
    /// A string with its quotes; the closing one is missing at the end of a cut file.
    Text,
    /// A string that was too long: an empty one is in its place.
    LongText,
    /// Whitespace, numbers, words, and what is not JSON.
    Other,
}

/// Cuts a document into tokens. No byte is lost, but for what is in long strings.
pub(super) struct Tokens<'r> {
    source: &'r mut dyn Read,
    buffer: Vec<u8>,
    /// The token begins here.
    from: usize,
    /// It ends here.
    at: usize,
    filled: usize,
    /// The token is a string that was too long.
    is_long: bool,
}

impl<'r> Tokens<'r> {
    pub(super) fn new(source: &'r mut dyn Read) -> Self {
        Self { source, buffer: vec![0; CHUNK], from: 0, at: 0, filled: 0, is_long: false }
    }

    /// Returns the bytes of the token.
    pub(super) fn bytes(&self) -> &[u8] {
        if self.is_long { b"\"\"" } else { &self.buffer[self.from..self.at] }
    }

    /// Goes to the next token; `None` behind the last.
    pub(super) fn next(&mut self) -> io::Result<Option<Token>> {
        self.from = self.at;
        self.is_long = false;
        if !self.has_more()? {
            return Ok(None);
        }
        let first = self.buffer[self.at];
        self.at += 1;
        if is_sign(first) {
            return Ok(Some(Token::Sign(first)));
        }
        if first == b'"' {
            return self.text().map(Some);
        }
        while self.at - self.from < LONGEST && self.has_more()? {
            let rest = &self.buffer[self.at..self.filled];
            let length = rest.iter().position(|byte| is_sign(*byte) || *byte == b'"');
            self.at += length.unwrap_or(rest.len());
            if length.is_some() {
                break;
            }
        }
        Ok(Some(Token::Other))
    }

    /// Goes over a string behind its opening quote.
    fn text(&mut self) -> io::Result<Token> {
        // The backslashes that are at the end of what was read.
        let mut slashes = 0;
        while self.has_more()? {
            let rest = &self.buffer[self.at..self.filled];
            let mut from = 0;
            for quote in memchr::memchr_iter(b'"', rest) {
                slashes = slashes_at_end(&rest[from..quote], slashes);
                if slashes % 2 == 0 {
                    self.at += quote + 1;
                    self.is_long |= self.at - self.from > LONGEST + 2;
                    return Ok(if self.is_long { Token::LongText } else { Token::Text });
                }
                slashes = 0;
                from = quote + 1;
            }
            slashes = slashes_at_end(&rest[from..], slashes);
            self.at = self.filled;
            if self.at - self.from > LONGEST + 2 {
                // None of it is kept.
                self.is_long = true;
                self.from = self.at;
            }
        }
        Ok(if self.is_long { Token::LongText } else { Token::Text })
    }

    /// Returns whether there is a byte behind the token, and reads on for it.
    fn has_more(&mut self) -> io::Result<bool> {
        while self.at == self.filled {
            self.buffer.copy_within(self.from..self.filled, 0);
            self.at -= self.from;
            self.filled = self.at;
            self.from = 0;
            if self.buffer.len() < self.filled + CHUNK {
                self.buffer.resize(self.filled + 2 * CHUNK, 0);
            }
            match self.source.read(&mut self.buffer[self.filled..]) {
                Ok(0) => return Ok(false),
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}

/// Returns how many backslashes are at the end of a text, before which there are so many.
fn slashes_at_end(text: &[u8], before: usize) -> usize {
    let count = text.iter().rev().take_while(|byte| **byte == b'\\').count();
    if count == text.len() { before + count } else { count }
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'}' | b']' | b',' | b':')
}

const CHUNK: usize = 128 << 10;
/// A longer string is given up, as the reader does.
const LONGEST: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_is_lost() {
        let text = br#"x({"a" : [1, "b\"\\", {}], "c":"d
e" , nul l} ) "cut \"#;
        let mut source = text.as_slice();
        let mut tokens = Tokens::new(&mut source);
        let mut all = Vec::new();
        let mut texts = 0;
        while let Some(token) = tokens.next().expect("a slice can be read") {
            texts += usize::from(token == Token::Text);
            all.extend_from_slice(tokens.bytes());
        }
        assert_eq!(all, text);
        assert_eq!(texts, 5);
    }

    #[test]
    fn a_long_string_is_given_up() {
        let text = format!(r#"["{}", "b"]"#, "a".repeat(LONGEST + 1));
        let mut source = text.as_bytes();
        let mut tokens = Tokens::new(&mut source);
        let mut all = Vec::new();
        while tokens.next().expect("a slice can be read").is_some() {
            all.extend_from_slice(tokens.bytes());
        }
        assert_eq!(all, br#"["", "b"]"#);
    }
}
