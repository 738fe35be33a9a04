//! Writes a text as it came in.

use std::io::{self, Write};

use crate::redact::mapping::Mapping;
use crate::redact::walk::Role;

/// Writes a text with its values replaced.
pub(super) fn write(text: &[u8], mapping: &Mapping, out: &mut dyn Write) -> io::Result<()> {
    for part in parts(text) {
        match mapping.rewrite(part, Role::Unknown) {
            Some(new) => out.write_all(&new)?,
            None => out.write_all(part)?,
        }
    }
    Ok(())
}

/// Cuts a text into parts that are looked at one by one: at the end of a line, or else of a word.
pub(crate) fn parts(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let window = &rest[..rest.len().min(LONGEST)];
        let end = if window.len() == rest.len() {
            rest.len()
        } else {
            let at = |byte: u8| memchr::memrchr(byte, window).filter(|at| *at > LONGEST / 2);
            let end = at(b'\n').or_else(|| at(b' ')).or_else(|| at(b',')).or_else(|| at(b'&'));
            end.map_or(window.len(), |at| at + 1)
        };
        let (part, behind) = rest.split_at(end);
        rest = behind;
        Some(part)
    })
}

/// The longest part.
const LONGEST: usize = 256 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_the_text() {
        let text = ["a".repeat(LONGEST + 10), "b c\n".repeat(LONGEST)].concat().into_bytes();
        let parts: Vec<&[u8]> = parts(&text).collect();
        assert!(parts.len() > 3 && parts.iter().all(|part| part.len() <= LONGEST));
        assert_eq!(parts.concat(), text);
    }
}
