//! The text of an input, out of what it is packed in.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use crate::text::utf16::Utf16;
use crate::zstd;

/// How a text is encoded.
#[derive(Clone, Copy, Debug)]
pub enum Encoding {
    /// UTF-8, or what is read as such.
    Utf8,
    /// UTF-16; the function encodes text again.
    Utf16(fn(&str) -> Vec<u8>),
    /// It is not text: an archive, a dump.
    Binary,
}

/// Undoes gzip, Zstandard and UTF-16 of an input. What is damaged ends at the damage.
pub fn unpacked<'r>(source: Box<dyn Read + 'r>) -> io::Result<(Box<dyn Read + 'r>, Encoding)> {
    let (head, source) = peeked(source)?;
    let (head, source): (Vec<u8>, Box<dyn Read + 'r>) = if head.starts_with(&[0x1f, 0x8b]) {
        peeked(Box::new(UpToDamage(MultiGzDecoder::new(source))))?
    } else if zstd::recognises(&head) {
        match zstd::decoder(source) {
            Ok(decoder) => peeked(Box::new(UpToDamage(decoder)))?,
            Err(_) => (Vec::new(), Box::new(io::empty())),
        }
    } else {
        (head, source)
    };
    Ok(match Utf16::recognised(&head) {
        Some(utf16) => (Box::new(utf16.decoder(source)), Encoding::Utf16(utf16.encoder())),
        None if head.iter().copied().any(is_binary) => (source, Encoding::Binary),
        None => (source, Encoding::Utf8),
    })
}

/// Returns whether no text has this byte: a control character that moves nothing on a terminal.
fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=7 | 0x0e..=0x1a | 0x1c..=0x1f)
}

/// Reads the first bytes, and puts them back.
fn peeked<'r>(mut source: Box<dyn Read + 'r>) -> io::Result<(Vec<u8>, Box<dyn Read + 'r>)> {
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head)?;
    let again = io::Cursor::new(head.clone()).chain(source);
    Ok((head, Box::new(again)))
}

/// Ends where what is packed is damaged.
struct UpToDamage<R>(R);

impl<R: Read> Read for UpToDamage<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => Ok(0),
            read => read,
        }
    }
}

/// Enough to recognise what it is packed in.
const HEAD: u64 = 16;
