//! UTF-16, which Windows PowerShell 5 writes wherever output is redirected to a file.

use std::io::{self, Read};

/// The order of the two bytes of a unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Utf16 {
    unit: fn([u8; 2]) -> u16,
}

impl Utf16 {
    /// Recognises UTF-16 by its byte order mark, or by the bracket that JSON begins with.
    pub(crate) fn recognised(head: &[u8]) -> Option<Self> {
        let unit: fn([u8; 2]) -> u16 = match *head {
            [0xff, 0xfe, ..] | [b'{' | b'[', 0, ..] => u16::from_le_bytes,
            [0xfe, 0xff, ..] | [0, b'{' | b'[', ..] => u16::from_be_bytes,
            _ => return None,
        };
        Some(Self { unit })
    }

    /// Returns what writes text in the same order of bytes.
    pub(crate) fn encoder(self) -> fn(&str) -> Vec<u8> {
        if (self.unit)([1, 0]) == 1 {
            |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else {
            |text| text.encode_utf16().flat_map(u16::to_be_bytes).collect()
        }
    }

    /// Returns the same text in UTF-8; half a pair becomes U+FFFD.
    pub(crate) fn decoder<R: Read>(self, source: R) -> impl Read {
        Utf16Decoder { source, unit: self.unit, left: Vec::new(), decoded: Vec::new(), at: 0 }
    }
}

struct Utf16Decoder<R> {
    source: R,
    unit: fn([u8; 2]) -> u16,
    /// Bytes that are not whole character yet.
    left: Vec<u8>,
    decoded: Vec<u8>,
    at: usize,
}

impl<R: Read> Read for Utf16Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.decoded.len() {
            if !self.decode_more()? {
                return Ok(0);
            }
        }
        let read = (&self.decoded[self.at..]).read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

impl<R: Read> Utf16Decoder<R> {
    fn decode_more(&mut self) -> io::Result<bool> {
        let before = self.left.len();
        let ended = self.source.by_ref().take(CHUNK).read_to_end(&mut self.left)? == 0;
        if ended && before == 0 {
            return Ok(false);
        }
        let (pairs, _) = self.left.as_chunks::<2>();
        let mut units: Vec<u16> = pairs.iter().map(|pair| (self.unit)(*pair)).collect();
        let is_half = units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit));
        if is_half && !ended {
            units.pop();
        }
        let used = if ended { self.left.len() } else { units.len() * 2 };
        self.left.drain(..used);
        let characters = char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER));
        self.decoded = characters.collect::<String>().into_bytes();
        self.at = 0;
        Ok(true)
    }
}

const CHUNK: u64 = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_is_read_with_and_without_byte_order_mark() {
        let little: Vec<u8> = "\u{feff}{é😀}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "{é😀}".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, text) in [(little, "\u{feff}{é😀}"), (big, "{é😀}")] {
            let mut read = String::new();
            let mut decoder = Utf16::recognised(&bytes).unwrap().decoder(bytes.as_slice());
            decoder.read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
        }
        assert!(Utf16::recognised(b"{}").is_none());
    }
}
