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
    at: usize,
    filled: usize,
    /// The bytes of the token.
    pub(super) bytes: Vec<u8>,
}

impl<'r> Tokens<'r> {
    pub(super) fn new(source: &'r mut dyn Read) -> Self {
        Self { source, buffer: vec![0; CHUNK], at: 0, filled: 0, bytes: Vec::new() }
    }

    /// Goes to the next token; `None` behind the last.
    pub(super) fn next(&mut self) -> io::Result<Option<Token>> {
        self.bytes.clear();
        let Some(first) = self.peek()? else { return Ok(None) };
        if is_sign(first) {
            self.at += 1;
            self.bytes.push(first);
            return Ok(Some(Token::Sign(first)));
        }
        if first == b'"' {
            self.at += 1;
            self.bytes.push(first);
            return self.text().map(Some);
        }
        while let Some(next) = self.peek()? {
            if is_sign(next) || next == b'"' || self.bytes.len() >= LONGEST {
                break;
            }
            let rest = &self.buffer[self.at..self.filled];
            let length = rest.iter().position(|byte| is_sign(*byte) || *byte == b'"').unwrap_or(rest.len());
            let length = length.min(LONGEST - self.bytes.len());
            self.bytes.extend_from_slice(&rest[..length]);
            self.at += length;
        }
        Ok(Some(Token::Other))
    }

    /// Reads a string behind its opening quote.
    fn text(&mut self) -> io::Result<Token> {
        let mut is_long = false;
        // The backslashes that are at the end of what was read.
        let mut slashes = 0;
        while self.peek()?.is_some() {
            let rest = &self.buffer[self.at..self.filled];
            let quote = memchr::memchr(b'"', rest);
            let before = &rest[..quote.unwrap_or(rest.len())];
            let count = before.iter().rev().take_while(|byte| **byte == b'\\').count();
            slashes = if count == before.len() { slashes + count } else { count };
            let length = before.len() + usize::from(quote.is_some());
            keep(&mut self.bytes, &rest[..length], &mut is_long);
            self.at += length;
            if quote.is_some() {
                if slashes % 2 == 0 {
                    break;
                }
                slashes = 0;
            }
        }
        if is_long {
            self.bytes.clear();
            self.bytes.extend_from_slice(b"\"\"");
            return Ok(Token::LongText);
        }
        Ok(Token::Text)
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        while self.at == self.filled {
            self.at = 0;
            self.filled = match self.source.read(&mut self.buffer) {
                Ok(0) => {
                    self.filled = 0;
                    return Ok(None);
                }
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
                Err(error) => return Err(error),
            };
        }
        Ok(Some(self.buffer[self.at]))
    }
}

/// Keeps bytes of a string, unless it becomes too long.
fn keep(bytes: &mut Vec<u8>, more: &[u8], is_long: &mut bool) {
    *is_long |= bytes.len() + more.len() > LONGEST + 2;
    if !*is_long {
        bytes.extend_from_slice(more);
    }
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
            all.extend_from_slice(&tokens.bytes);
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
            all.extend_from_slice(&tokens.bytes);
        }
        assert_eq!(all, br#"["", "b"]"#);
    }
}
