//! `$'…'` of bash, with its escapes (Bash manual §3.1.2.4, "ANSI-C Quoting").

use super::cursor::{Cursor, Pen};

/// Reads from the `$` to the closing quote; `false` if there is none.
pub(crate) fn read(cursor: &mut Cursor<'_>, pen: &mut Pen<'_>) -> bool {
    cursor.next();
    cursor.next();
    let mut bytes = Vec::new();
    loop {
        let at = cursor.at;
        let escape = (cursor.peek() == Some('\\')).then(|| escape(cursor)).flatten();
        if let Some(EscapedUnit::Byte(byte)) = escape {
            bytes.push((byte, at));
            continue;
        }
        flush_bytes(&mut bytes, pen);
        match escape {
            Some(EscapedUnit::Char(character)) => pen.put(character, at),
            Some(EscapedUnit::Byte(_)) => {}
            None => match cursor.peek() {
                None => return false,
                Some('\'') => {
                    cursor.next();
                    return true;
                }
                Some(_) => pen.keep_next(cursor),
            },
        }
    }
}

fn escape(cursor: &mut Cursor<'_>) -> Option<EscapedUnit> {
    let mut next = *cursor;
    next.next();
    let kind = next.next()?;
    let escaped = match kind {
        'n' => EscapedUnit::Char('\n'),
        'r' => EscapedUnit::Char('\r'),
        't' => EscapedUnit::Char('\t'),
        'a' => EscapedUnit::Char('\u{7}'),
        'b' => EscapedUnit::Char('\u{8}'),
        'e' | 'E' => EscapedUnit::Char('\u{1b}'),
        'f' => EscapedUnit::Char('\u{c}'),
        'v' => EscapedUnit::Char('\u{b}'),
        '\\' | '\'' | '"' | '?' => EscapedUnit::Char(kind),
        'x' => EscapedUnit::Byte(u8::try_from(number(&mut next, 16, 2)?).ok()?),
        '0'..='7' => {
            next.at -= 1;
            EscapedUnit::Byte(u8::try_from(number(&mut next, 8, 3)? & 0xff).ok()?)
        }
        'u' => EscapedUnit::Char(unicode(&mut next, 4)?),
        'U' => EscapedUnit::Char(unicode(&mut next, 8)?),
        'c' => EscapedUnit::Char(char::from_u32(u32::from(next.next()?) & 0x1f)?),
        _ => return None,
    };
    *cursor = next;
    Some(escaped)
}

/// Chrome escapes UTF-16 units, so that two escapes may be one character.
fn unicode(next: &mut Cursor<'_>, digits: usize) -> Option<char> {
    let unit = number(next, 16, digits)?;
    let mut second = *next;
    if (0xd800..0xdc00).contains(&unit) && second.eat("\\u") {
        let low = number(&mut second, 16, 4).filter(|low| (0xdc00..0xe000).contains(low));
        if let Some(low) = low {
            *next = second;
            return char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
        }
    }
    Some(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[derive(Clone, Copy)]
enum EscapedUnit {
    Char(char),
    Byte(u8),
}

/// Bytes that were escaped one by one are UTF-8 together.
fn flush_bytes(bytes: &mut Vec<(u8, usize)>, pen: &mut Pen<'_>) {
    let raw: Vec<u8> = bytes.iter().map(|(byte, _)| *byte).collect();
    let mut at = 0;
    for character in String::from_utf8_lossy(&raw).chars() {
        let place = bytes.get(at).or(bytes.last()).map_or(0, |(_, place)| *place);
        pen.put(character, place);
        at += character.len_utf8();
    }
    bytes.clear();
}

fn number(cursor: &mut Cursor<'_>, radix: u32, digits: usize) -> Option<u32> {
    let mut length = 0;
    while length < digits && cursor.rest().chars().nth(length).is_some_and(|c| c.is_digit(radix)) {
        length += 1;
    }
    let from = cursor.at;
    cursor.at += length;
    u32::from_str_radix(cursor.slice(from..cursor.at), radix).ok()
}
