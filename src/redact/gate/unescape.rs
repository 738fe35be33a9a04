//! Undoes one layer of what is written instead of a character, whatever the notation.

use oauth_doctor_wire::percent::hex_digit;

/// Writes a text without one layer of escapes: percent, backslash, entities of HTML, carets of cmd. Returns whether there was any.
pub(super) fn unescape(text: &[u8], out: &mut Vec<u8>) -> bool {
    out.clear();
    let mut rest = text;
    let mut changed = false;
    loop {
        // Most text has none.
        let plain = rest.iter().position(|byte| matches!(byte, b'%' | b'\\' | b'&' | b'^')).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..plain]);
        rest = &rest[plain..];
        let Some(first) = rest.first() else { return changed };
        let escape = match first {
            b'%' => percent(rest),
            b'\\' => backslash(rest),
            b'&' => entity(rest),
            _ => Some((None, 1)),
        };
        let Some((c, length)) = escape else {
            out.push(*first);
            rest = &rest[1..];
            continue;
        };
        changed = true;
        match c {
            Some(Escaped::Byte(byte)) => out.push(byte),
            Some(Escaped::Char(c)) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => {}
        }
        rest = &rest[length..];
    }
}

/// What an escape stands for.
enum Escaped {
    Byte(u8),
    Char(char),
}

/// An escape: what it stands for, which may be nothing, and its length.
type Escape = Option<(Option<Escaped>, usize)>;

fn percent(text: &[u8]) -> Escape {
    let [_, high, low, ..] = text else { return None };
    Some((Some(Escaped::Byte(hex_digit(*high)? << 4 | hex_digit(*low)?)), 3))
}

fn backslash(text: &[u8]) -> Escape {
    let next = *text.get(1)?;
    let byte = |byte| Some((Some(Escaped::Byte(byte)), 2));
    match next {
        b'n' => byte(b'\n'),
        b'r' => byte(b'\r'),
        b't' => byte(b'\t'),
        b'"' | b'\'' | b'\\' | b'/' | b'`' => byte(next),
        b'x' => Some((Some(Escaped::Byte(hex_digit(*text.get(2)?)? << 4 | hex_digit(*text.get(3)?)?)), 4)),
        b'u' if text.get(2) == Some(&b'{') => {
            let digits = text[3..].iter().take_while(|byte| hex_digit(**byte).is_some()).count();
            let is_closed = text.get(3 + digits) == Some(&b'}');
            (is_closed && (1..=6).contains(&digits)).then(|| (character(&text[3..3 + digits], 16), 4 + digits))
        }
        b'u' => {
            let digits = text.get(2..6)?;
            digits.iter().all(|byte| hex_digit(*byte).is_some()).then(|| (character(digits, 16), 6))
        }
        _ => None,
    }
}

fn entity(text: &[u8]) -> Escape {
    let end = text.iter().take(LONGEST_ENTITY).position(|byte| *byte == b';')?;
    let c = match &text[1..end] {
        b"amp" => Some(Escaped::Byte(b'&')),
        b"lt" => Some(Escaped::Byte(b'<')),
        b"gt" => Some(Escaped::Byte(b'>')),
        b"quot" => Some(Escaped::Byte(b'"')),
        b"apos" => Some(Escaped::Byte(b'\'')),
        [b'#', b'x' | b'X', digits @ ..] => Some(character(digits, 16)?),
        [b'#', digits @ ..] => Some(character(digits, 10)?),
        _ => return None,
    };
    Some((c, end + 1))
}

/// Returns a character by its number; half of a surrogate pair is none.
fn character(digits: &[u8], radix: u32) -> Option<Escaped> {
    let number = u32::from_str_radix(str::from_utf8(digits).ok()?, radix).ok()?;
    char::from_u32(number).map(Escaped::Char)
}

/// `&#x10FFFF;`
const LONGEST_ENTITY: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_layer_of_each_notation_is_undone() {
        for (escaped, plain) in [
            ("a%2Bb%252B", "a+b%2B"),
            (r#"\"\u0041\x42\u{43}\\n\/"#, r#""ABC\n/"#),
            ("&amp;&#65;&#x42;&quot;&copy;", "&AB\"&copy;"),
            ("^&a^%^2B", "&a%2B"),
        ] {
            let mut out = Vec::new();
            assert!(unescape(escaped.as_bytes(), &mut out), "{escaped}");
            assert_eq!(String::from_utf8_lossy(&out), plain);
        }
    }

    #[test]
    fn what_is_no_escape_stays() {
        for text in ["100% & more", "%zz", r"\q \u12", "&#;", "&", "%", r"\"] {
            let mut out = Vec::new();
            assert!(!unescape(text.as_bytes(), &mut out), "{text}");
            assert_eq!(String::from_utf8_lossy(&out), text);
        }
    }
}
