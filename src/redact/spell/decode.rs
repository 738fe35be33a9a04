//! Undoes every encoding of a text, one character at a time.

use oauth_doctor_wire::percent::hex_digit;

use super::cell::Cell;

/// Decodes a text: percent-encoding, escapes of JSON, JavaScript and C, entities of HTML, carets of the Windows shell, one inside
/// the other up to a depth. What is not UTF-8 is a character that nobody looks for. A text has less than 4 GiB.
pub(crate) fn cells(text: &[u8]) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let cell = cell(text, at, DEPTH);
        at = cell.end();
        cells.push(cell);
    }
    cells
}

fn cell(text: &[u8], at: usize, depth: u8) -> Cell {
    let (mut c, mut end) = raw(text, at);
    let (mut percent, mut escape) = (0, 0);
    while percent + escape < depth {
        let left = depth - percent - escape - 1;
        let decoded = match c {
            '%' => percented(text, at, end, left).inspect(|_| percent += 1),
            '\\' => escaped(text, at, end, left).inspect(|_| escape += 1),
            '&' => entity(text, end).inspect(|_| escape += 1),
            '^' if percent + escape == 0 => caret(text, end),
            _ => None,
        };
        let Some((decoded, behind)) = decoded else { break };
        (c, end) = (decoded, behind);
    }
    // No spelling is that long: each level reads a bounded number of characters.
    let len = u16::try_from(end - at).unwrap_or(u16::MAX);
    Cell { c, at: u32::try_from(at).unwrap_or(u32::MAX), len, percent, escape }
}

/// Reads one character of UTF-8; a byte that is none stands alone.
fn raw(text: &[u8], at: usize) -> (char, usize) {
    let first = text[at];
    if first < 0x80 {
        return (char::from(first), at + 1);
    }
    let whole = (2..=4).find_map(|length| {
        let bytes = text.get(at..at + length)?;
        Some((str::from_utf8(bytes).ok()?.chars().next()?, at + length))
    });
    whole.unwrap_or((char::REPLACEMENT_CHARACTER, at + 1))
}

/// Two digits behind a `%`, and as many more of them as a character of several bytes takes.
fn percented(text: &[u8], start: usize, end: usize, depth: u8) -> Option<(char, usize)> {
    let (first, mut behind) = byte(text, end, depth)?;
    if first < 0x80 {
        return Some((char::from(first), behind));
    }
    let mark = &text[start..end];
    let length = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [first, 0, 0, 0];
    for next in &mut bytes[1..length] {
        text.get(behind..)?.strip_prefix(mark)?;
        (*next, behind) = byte(text, behind + mark.len(), depth)?;
    }
    Some((str::from_utf8(&bytes[..length]).ok()?.chars().next()?, behind))
}

fn byte(text: &[u8], at: usize, depth: u8) -> Option<(u8, usize)> {
    let (high, at) = digit(text, at, depth)?;
    let (low, at) = digit(text, at, depth)?;
    Some((high << 4 | low, at))
}

/// A digit of an escape, which may itself be spelled in another way.
fn digit(text: &[u8], at: usize, depth: u8) -> Option<(u8, usize)> {
    let next = *text.get(at)?;
    if let Some(value) = hex_digit(next) {
        return Some((value, at + 1));
    }
    match next {
        b'^' => Some((hex_digit(*text.get(at + 1)?)?, at + 2)),
        b'%' | b'\\' | b'&' if depth > 0 => {
            let cell = cell(text, at, depth.min(INNER));
            Some((hex_digit(u8::try_from(cell.c).ok()?)?, cell.end()))
        }
        _ => None,
    }
}

/// What a backslash says about what follows it.
fn escaped(text: &[u8], start: usize, at: usize, depth: u8) -> Option<(char, usize)> {
    let next = match *text.get(at)? {
        b'\\' | b'%' | b'&' if depth > 0 => cell(text, at, depth.min(INNER)),
        _ => cell(text, at, 0),
    };
    let behind = next.end();
    match next.c {
        'u' => unicode(text, &text[start..behind], behind),
        'x' => {
            let (byte, behind) = byte(text, behind, 0)?;
            Some((char::from(byte), behind)).filter(|_| byte < 0x80)
        }
        'n' => Some(('\n', behind)),
        'r' => Some(('\r', behind)),
        't' => Some(('\t', behind)),
        c @ ('"' | '\'' | '/' | '\\' | '`') => Some((c, behind)),
        _ => None,
    }
}

/// `\u0041`, or two of them for a character beyond U+FFFF.
fn unicode(text: &[u8], mark: &[u8], at: usize) -> Option<(char, usize)> {
    let unit = |at: usize| -> Option<(u32, usize)> {
        let (high, at) = byte(text, at, 0)?;
        let (low, at) = byte(text, at, 0)?;
        Some((u32::from(high) << 8 | u32::from(low), at))
    };
    let (first, behind) = unit(at)?;
    if !(0xd800..0xdc00).contains(&first) {
        return Some((char::from_u32(first)?, behind));
    }
    // The second begins as the first.
    let second = text.get(behind..)?.strip_prefix(mark).map(|_| behind + mark.len())?;
    let (second, behind) = unit(second)?;
    let second = second.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
    Some((char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)?, behind))
}

fn entity(text: &[u8], at: usize) -> Option<(char, usize)> {
    let rest = text.get(at..text.len().min(at + LONGEST_ENTITY))?;
    let length = rest.iter().position(|byte| *byte == b';')?;
    let name = str::from_utf8(&rest[..length]).ok()?;
    let c = match name {
        "amp" => '&',
        "quot" => '"',
        "lt" => '<',
        "gt" => '>',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number)?
        }
    };
    Some((c, at + length + 1))
}

/// `^&` is `&` to the Windows shell.
fn caret(text: &[u8], at: usize) -> Option<(char, usize)> {
    let next = *text.get(at)?;
    b"&%\"|<>()!^\\".contains(&next).then_some((char::from(next), at + 1))
}

/// How many encodings are undone, one inside the other.
const DEPTH: u8 = 5;
/// How many of them are undone of a character that is itself part of an escape.
const INNER: u8 = 2;
/// `#x10FFFF;` and what stands behind it.
const LONGEST_ENTITY: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::spell::plain_text;

    #[test]
    fn every_encoding_is_undone() {
        for (text, plain) in [
            ("a%2Fb", "a/b"),
            ("a%252Fb", "a/b"),
            ("a%25252fb", "a/b"),
            (r"a\u002fb", "a/b"),
            (r"a\/b", "a/b"),
            (r#"{\\\"code\\\"}"#, r#"{"code"}"#),
            (r"\u0026amp;", "&"),
            ("a&amp;b&#x41;&#66;&quot;", "a&bAB\""),
            ("a=1^&b=^%^2B", "a=1&b=+"),
            ("%C3%A9%25C3%25A9", "éé"),
            (r"\ud83d\ude00\\ud83d\\ude00", "😀😀"),
            ("50% & more; \\ ^ %zz %", "50% & more; \\ ^ %zz %"),
        ] {
            assert_eq!(plain_text(&cells(text.as_bytes())), plain, "{text}");
        }
    }

    #[test]
    fn cells_cover_the_text_without_gaps() {
        let text = b"\xff%ff\xc3a%C3%28\\u12%u\\\\\\\\x&#1114112;%25%25%25%25\xe2\x82";
        let cells = cells(text);
        let mut at = 0;
        for cell in &cells {
            assert_eq!(cell.at as usize, at);
            at = cell.end();
        }
        assert_eq!(at, text.len());
    }
}
