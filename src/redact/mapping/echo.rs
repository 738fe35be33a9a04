//! Known values that a text repeats in base64 or in hexadecimal digits.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE, HEXUPPER};
use oauth_doctor_wire::base64;

use super::values::Mapping;
use crate::redact::gate::PIECE;
use crate::redact::shape::is_mixed;
use crate::redact::spell::{Cell, cells as decoded_cells, plain_text};

impl Mapping {
    /// Finds known values inside of words of base64 or hexadecimal digits; returns what becomes of the letters of these words. What
    /// is covered is left alone.
    pub(super) fn echoes(&self, cells: &[Cell], covered: &[(usize, usize)]) -> Vec<(u32, char)> {
        let mut changes = Vec::new();
        if self.search.is_empty() {
            return changes;
        }
        let mut covered = covered.iter().peekable();
        let mut at = 0;
        while at < cells.len() {
            let length = cells[at..].iter().take_while(|cell| is_of_word(cell.c)).count();
            if length == 0 {
                at += 1;
                continue;
            }
            while covered.next_if(|(_, end)| *end <= at).is_some() {}
            let is_covered = covered.peek().is_some_and(|(from, _)| *from < at + length);
            if length >= SHORTEST && !is_covered {
                let word = plain_text(&cells[at..at + length]);
                if let Some(new) = self.echo(&word) {
                    let places = (at..at + length).filter_map(|at| u32::try_from(at).ok());
                    let changed = places.zip(word.chars().zip(new.chars())).filter(|(_, (old, new))| old != new);
                    changes.extend(changed.map(|(at, (_, new))| (at, new)));
                }
            }
            at += length;
        }
        changes
    }

    /// Returns what a word becomes that holds a known value in another form; it has as many characters.
    pub(super) fn echo(&self, word: &str) -> Option<String> {
        if let Some(new) = self.hex_echo(word) {
            return Some(new);
        }
        if !is_mixed(word, 2) {
            return None;
        }
        // The encoded text may begin anywhere.
        (0..4).find_map(|skipped| {
            let rest = word.get(skipped..)?;
            // One character alone encodes nothing.
            let packed = &rest[..rest.len() - usize::from(rest.len() % 4 == 1)];
            let is_url_safe = packed.contains(['-', '_']);
            let bytes = if is_url_safe { base64::decode_url_safe(packed) } else { base64::decode(packed) }?;
            let new = self.known_inside(&bytes)?;
            let encoding = if is_url_safe { BASE64URL_NOPAD } else { BASE64_NOPAD };
            Some(format!("{}{}{}", &word[..skipped], encoding.encode(&new), &rest[packed.len()..]))
        })
    }

    fn hex_echo(&self, word: &str) -> Option<String> {
        let is_lower = !word.contains(|c: char| c.is_ascii_uppercase());
        let encoding = if is_lower { HEXLOWER } else { HEXUPPER };
        (0..2).find_map(|skipped| {
            let rest = word.get(skipped..)?;
            let digits = &rest[..rest.len() / 2 * 2];
            let new = self.known_inside(&encoding.decode(digits.as_bytes()).ok()?)?;
            Some(format!("{}{}{}", &word[..skipped], encoding.encode(&new), &rest[digits.len()..]))
        })
    }

    /// Replaces the known values in bytes; `None` if there is none.
    fn known_inside(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let cells = decoded_cells(bytes);
        let changes = self.search.find(&cells, &[]);
        if changes.is_empty() {
            return None;
        }
        let mut new = bytes.to_vec();
        for (at, c) in changes {
            let cell = cells.get(at as usize)?;
            if cell.is_raw() && cell.len == 1 && c.is_ascii() {
                new[cell.at as usize] = u8::try_from(c).ok()?;
            }
        }
        Some(new)
    }
}

/// Returns the text whose bytes these hexadecimal digits are.
pub(super) fn hex_text(digits: &str) -> Option<String> {
    let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?;
    let is_text = bytes.len() >= PIECE && bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    String::from_utf8(bytes).ok().filter(|_| is_text)
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

/// Eight characters in base64.
const SHORTEST: usize = 11;
