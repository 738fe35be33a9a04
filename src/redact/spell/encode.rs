//! Writes another character as the text spelled the one before.

use super::cell::Cell;

/// Puts characters into the places of others.
pub(crate) struct Respell<'t> {
    text: &'t [u8],
    /// How the text spells a `%` that escapes; empty if it escapes nothing nearby.
    mark: &'t [u8],
    is_upper: bool,
}

impl<'t> Respell<'t> {
    /// Learns from the characters around how the text escapes.
    pub(crate) fn new(text: &'t [u8], around: &[Cell]) -> Self {
        let escaped = around.iter().find(|cell| cell.percent > 0 && cell.c.is_ascii());
        let spelled = escaped.map_or(&[][..], |cell| &text[cell.at as usize..cell.end()]);
        let (mark, digits) = spelled.split_at(spelled.len().saturating_sub(2));
        let is_plain = digits.iter().all(u8::is_ascii_hexdigit);
        let is_upper = !digits.iter().any(u8::is_ascii_lowercase);
        Self { text, mark: if is_plain { mark } else { &[] }, is_upper }
    }

    /// Writes a character in the place of a cell.
    pub(crate) fn put(&self, out: &mut Vec<u8>, cell: &Cell, new: char) {
        let spelled = &self.text[cell.at as usize..cell.end()];
        if new == cell.c {
            out.extend_from_slice(spelled);
        } else if cell.is_raw() {
            let is_kept = new.is_alphanumeric() || matches!(new, '-' | '_' | '.' | '~') || self.mark.is_empty();
            if is_kept { push(out, new) } else { self.escape(out, new) }
        } else if !self.in_style(out, spelled, cell.c, new) {
            push(out, new);
        }
    }

    fn escape(&self, out: &mut Vec<u8>, new: char) {
        let mut bytes = [0; 4];
        for byte in new.encode_utf8(&mut bytes).bytes() {
            out.extend_from_slice(self.mark);
            push_hex(out, byte, self.is_upper);
        }
    }

    /// Letters and digits that were escaped without need stay escaped; others were not, so the new one needs it only where it is none.
    fn in_style(&self, out: &mut Vec<u8>, spelled: &[u8], old: char, new: char) -> bool {
        if !old.is_alphanumeric() && new.is_alphanumeric() || !new.is_ascii() || !old.is_ascii() {
            if !new.is_ascii() && !self.mark.is_empty() {
                self.escape(out, new);
                return true;
            }
            return false;
        }
        if let Some(entity) = entity(spelled, new) {
            out.extend_from_slice(entity.as_bytes());
            return true;
        }
        let (front, digits) = spelled.split_at(spelled.len().saturating_sub(2));
        let spells = |byte: u8| digits.iter().all(u8::is_ascii_hexdigit) && parse(digits) == Some(byte);
        if spells(u8::try_from(old).unwrap_or_default()) {
            out.extend_from_slice(front);
            let is_upper = if digits.iter().any(u8::is_ascii_alphabetic) {
                !digits.iter().any(u8::is_ascii_lowercase)
            } else {
                self.is_upper
            };
            push_hex(out, u8::try_from(new).unwrap_or_default(), is_upper);
            return true;
        }
        if !self.mark.is_empty() && !new.is_alphanumeric() {
            self.escape(out, new);
            return true;
        }
        false
    }
}

/// Returns a character as a numeric entity, where the one before was one: `&#65;`, `&#x41;`.
fn entity(spelled: &[u8], new: char) -> Option<String> {
    let number = u32::from(new);
    match spelled.strip_prefix(b"&#")?.strip_suffix(b";")? {
        [b'x', digits @ ..] if digits.iter().any(u8::is_ascii_uppercase) => Some(format!("&#x{number:X};")),
        [b'x', ..] => Some(format!("&#x{number:x};")),
        digits if digits.iter().all(u8::is_ascii_digit) => Some(format!("&#{number};")),
        _ => None,
    }
}

fn parse(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

fn push(out: &mut Vec<u8>, c: char) {
    let mut bytes = [0; 4];
    out.extend_from_slice(c.encode_utf8(&mut bytes).as_bytes());
}

fn push_hex(out: &mut Vec<u8>, byte: u8, is_upper: bool) {
    let digits: &[u8; 16] = if is_upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
    out.extend([digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::spell::cells;

    fn respelled(text: &str, new: &str) -> String {
        let cells = cells(text.as_bytes());
        let respell = Respell::new(text.as_bytes(), &cells);
        let mut out = Vec::new();
        for (cell, c) in cells.iter().zip(new.chars()) {
            respell.put(&mut out, cell, c);
        }
        String::from_utf8(out).expect("it is text")
    }

    #[test]
    fn a_new_character_is_spelled_as_the_old_one() {
        for (text, new, written) in [
            ("a%2Bb", "x+y", "x%2By"),
            ("%61%2bb", "x+y", "%78%2by"),
            ("a%2Bb", "+xy", "%2Bxy"),
            ("a+b", "+xy", "+xy"),
            ("a%252Bb", "/xy", "%252Fxy"),
            (r"\u0061b", "xy", r"\u0078y"),
            ("&#x61;b", "xy", "&#x78;y"),
            ("&#97;b", "xy", "&#120;y"),
            (r#"a\"b"#, "x\"y", r#"x\"y"#),
        ] {
            assert_eq!(respelled(text, new), written, "{text}");
        }
    }
}
