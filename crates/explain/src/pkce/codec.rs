//! The encodings, forwards and, as forgiving as possible, backwards.

use data_encoding::{BASE32, BASE32_NOPAD, HEXLOWER, HEXUPPER};
use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};
use oauth_doctor_wire::percent::hex_digit;
use std::fmt::Write;
use std::str::Chars;

pub(super) fn base64url(bytes: &[u8]) -> Vec<u8> {
    BASE64URL_NOPAD.encode(bytes).into_bytes()
}

pub(super) fn base64url_padded(bytes: &[u8]) -> Vec<u8> {
    BASE64URL.encode(bytes).into_bytes()
}

pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    BASE64_NOPAD.encode(bytes).into_bytes()
}

pub(super) fn base64_padded(bytes: &[u8]) -> Vec<u8> {
    BASE64.encode(bytes).into_bytes()
}

pub(super) fn base32(bytes: &[u8]) -> Vec<u8> {
    BASE32_NOPAD.encode(bytes).into_bytes()
}

pub(super) fn base32_padded(bytes: &[u8]) -> Vec<u8> {
    BASE32.encode(bytes).into_bytes()
}

pub(super) fn hex(bytes: &[u8]) -> Vec<u8> {
    HEXLOWER.encode(bytes).into_bytes()
}

pub(super) fn hex_upper(bytes: &[u8]) -> Vec<u8> {
    HEXUPPER.encode(bytes).into_bytes()
}

/// Decodes either alphabet of base64, padded or not, with line breaks or not; a space counts as `+`. `swapped` reads
/// `_` as 62 and `-` as 63. An incomplete last group gives the bytes that it completes.
pub(super) fn lenient_base64(text: &[u8], swapped: bool) -> Option<Vec<u8>> {
    let mut bits = Bits::new(6, text.len());
    for &byte in without_padding(text) {
        bits.push(match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b' ' => 62,
            b'/' => 63,
            b'-' => 62 + u8::from(swapped),
            b'_' => 63 - u8::from(swapped),
            b'\r' | b'\n' => continue,
            _ => return None,
        });
    }
    bits.finish()
}

/// Decodes base32 in either case, padded or not.
pub(super) fn lenient_base32(text: &[u8]) -> Option<Vec<u8>> {
    let mut bits = Bits::new(5, text.len());
    for &byte in without_padding(text) {
        bits.push(match byte.to_ascii_uppercase() {
            byte @ b'A'..=b'Z' => byte - b'A',
            byte @ b'2'..=b'7' => byte - b'2' + 26,
            b'\r' | b'\n' => continue,
            _ => return None,
        });
    }
    bits.finish()
}

/// Decodes hexadecimal in either case; an odd last digit is dropped.
pub(super) fn lenient_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().map(|&byte| hex_digit(byte)).collect::<Option<Vec<_>>>()?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Reads UTF-16 of either byte order, with or without byte order mark, where every character is below U+0100.
pub(super) fn utf16_to_latin1(bytes: &[u8]) -> Option<Vec<u8>> {
    let units = bytes.strip_prefix(b"\xFF\xFE").or_else(|| bytes.strip_prefix(b"\xFE\xFF")).unwrap_or(bytes);
    if units.len() < 2 || !units.len().is_multiple_of(2) {
        return None;
    }
    let zero = usize::from(units[1] == 0);
    units.chunks_exact(2).map(|unit| (unit[zero] == 0).then_some(unit[1 - zero])).collect()
}

/// Returns what is in `b'…'` or `b"…"`, escapes undone.
pub(super) fn python_bytes(text: &[u8]) -> Option<Vec<u8>> {
    let inner = text.strip_prefix(b"b'").and_then(|rest| rest.strip_suffix(b"'"));
    let inner = inner.or_else(|| text.strip_prefix(b"b\"").and_then(|rest| rest.strip_suffix(b"\"")))?;
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner.iter();
    while let Some(&byte) = rest.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        out.push(match *rest.next()? {
            b'x' => hex_digit(*rest.next()?)? << 4 | hex_digit(*rest.next()?)?,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            other => other,
        });
    }
    Some(out)
}

/// Prints bytes the way Python does.
pub(super) fn python_repr(bytes: &[u8]) -> Vec<u8> {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let mut out = vec![b'b', quote];
    for &byte in bytes {
        match byte {
            b'\\' => out.extend(b"\\\\"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            _ if byte == quote => out.extend([b'\\', byte]),
            b' '..=b'~' => out.push(byte),
            _ => {
                out.extend(b"\\x");
                out.extend(hex(&[byte]));
            }
        }
    }
    out.push(quote);
    out
}

/// Returns what stands between two quotes.
pub(super) fn unquote(text: &[u8], quote: u8) -> Option<&[u8]> {
    text.strip_prefix(&[quote])?.strip_suffix(&[quote])
}

/// Puts a value between two quotes.
pub(super) fn quoted(text: &[u8], quote: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    out.push(quote);
    out.extend(text);
    out.push(quote);
    out
}

/// Writes a JSON string as serializers do: with the short escapes, and `\u` for the other control characters (RFC 8259
/// §7).
pub(super) fn json_quoted(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    Some(out.into_bytes())
}

/// Reads a JSON string, with or without whitespace around it; `None` for anything else.
pub(super) fn json_unquoted(json: &[u8]) -> Option<Vec<u8>> {
    let json = std::str::from_utf8(json).ok()?;
    let json = json.trim_matches([' ', '\t', '\n', '\r']);
    let mut rest = json.strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut out = String::with_capacity(json.len());
    while let Some(character) = rest.next() {
        out.push(match character {
            '"' | '\0'..='\u{1f}' => return None,
            '\\' => match rest.next()? {
                character @ ('"' | '\\' | '/') => character,
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => utf16_escape(&mut rest)?,
                _ => return None,
            },
            character => character,
        });
    }
    Some(out.into_bytes())
}

/// Reads what follows `\u`: four hexadecimal digits, and the second half of a surrogate pair.
fn utf16_escape(rest: &mut Chars<'_>) -> Option<char> {
    let first = utf16_unit(rest)?;
    let second = match first {
        0xD800..0xDC00 => {
            *rest = rest.as_str().strip_prefix("\\u")?.chars();
            Some(utf16_unit(rest)?)
        }
        _ => None,
    };
    char::decode_utf16([first].into_iter().chain(second)).next()?.ok()
}

fn utf16_unit(rest: &mut Chars<'_>) -> Option<u16> {
    let (digits, behind) = rest.as_str().split_at_checked(4)?;
    *rest = behind.chars();
    digits.bytes().try_fold(0, |unit, byte| Some(unit << 4 | u16::from(hex_digit(byte)?)))
}

fn without_padding(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|&byte| !matches!(byte, b'=' | b'\r' | b'\n')).map_or(0, |last| last + 1);
    &text[..end]
}

/// Collects groups of bits into bytes.
struct Bits {
    width: u32,
    buffer: u32,
    filled: u32,
    out: Vec<u8>,
}

impl Bits {
    fn new(width: u32, groups: usize) -> Self {
        Self { width, buffer: 0, filled: 0, out: Vec::with_capacity(groups) }
    }

    fn push(&mut self, group: u8) {
        self.buffer = self.buffer << self.width | u32::from(group);
        self.filled += self.width;
        if self.filled >= 8 {
            self.filled -= 8;
            // The cast keeps the eight bits that are wanted.
            self.out.push((self.buffer >> self.filled & 0xFF) as u8);
            self.buffer &= (1 << self.filled) - 1;
        }
    }

    fn finish(self) -> Option<Vec<u8>> {
        (!self.out.is_empty()).then_some(self.out)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn json_is_written_as_serde_json_writes_it(text in any::<String>(), control in "[\\x00-\\x22\\\\\\x7f]{0,8}") {
            for text in [text, control] {
                prop_assert_eq!(json_quoted(text.as_bytes()), serde_json::to_vec(&text).ok());
            }
        }

        #[test]
        fn json_is_read_as_serde_json_reads_it(
            inside in r#"(\\u(d[89cd])?[0-9a-fA-F]{1,4}|\\["\\/bfnrtux]|[ -~\x00\n\r"é😀]){0,6}"#,
            around in "[ \t\n\r\u{c}]{0,2}",
        ) {
            let json = format!("{around}\"{inside}\"{around}");
            let read = serde_json::from_str::<String>(&json).ok().map(String::into_bytes);
            prop_assert_eq!(json_unquoted(json.as_bytes()), read, "{}", json);
        }
    }

    #[test]
    fn what_is_no_json_string_is_not_read() {
        for json in
            [&b"\""[..], b"", b"\"a", b"a\"", b"\"\xff\"", b"\"\\\"", b"\"\\ud83d\"", b"\"\\udc00\"", b"\"\\u+123\""]
        {
            assert_eq!(json_unquoted(json), None, "{json:?}");
        }
        assert_eq!(json_unquoted(br#""\ud83d\uDE00\/""#).as_deref(), Some("😀/".as_bytes()));
    }
}
