//! Percent-encoding (RFC 3986 §2.1), and forms, which write a space as `+` (URL standard §5).
//!
//! A malformed escape stays as it is, and so does a text whose bytes would not be UTF-8: different values stay
//! different.

/// Decodes each `%XX` once.
pub fn decode(text: &str) -> String {
    decode_changed(text).unwrap_or_else(|| text.to_owned())
}

/// Decodes each `%XX` once; `None` if there is no escape, or if the bytes are not UTF-8.
pub fn decode_changed(text: &str) -> Option<String> {
    String::from_utf8(decode_bytes(text.as_bytes())?).ok()
}

/// Decodes once, as `application/x-www-form-urlencoded`: each `%XX`, and each `+` to a space.
pub fn decode_form(text: &str) -> String {
    if !text.contains('+') {
        return decode(text);
    }
    let spaced = text.replace('+', " ");
    match decode_bytes(spaced.as_bytes()) {
        None => spaced,
        Some(bytes) => String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned()),
    }
}

/// Decodes each `%XX` once, to bytes that need not be text; `None` if there is no escape.
pub fn decode_bytes(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.contains(&b'%') {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%'
            && let [high, low, after @ ..] = after
            && let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low))
        {
            out.push(high << 4 | low);
            rest = after;
        } else {
            out.push(first);
            rest = after;
        }
    }
    (out.len() < bytes.len()).then_some(out)
}

/// Encodes a value as a browser encodes a form field: all but letters, digits and `*-._`, with `+` for a space.
pub fn encode_form(text: &str) -> String {
    let bytes = encode_bytes(text.as_bytes(), b"*-._ ", Digits::Upper);
    // Only ASCII is left.
    bytes.into_iter().map(|byte| if byte == b' ' { '+' } else { char::from(byte) }).collect()
}

/// Encodes all bytes but letters, digits and those of `keep`.
pub fn encode_bytes(bytes: &[u8], keep: &[u8], digits: Digits) -> Vec<u8> {
    let digits: &[u8; 16] = match digits {
        Digits::Upper => b"0123456789ABCDEF",
        Digits::Lower => b"0123456789abcdef",
    };
    let mut out = Vec::with_capacity(bytes.len() + 16);
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || keep.contains(&byte) {
            out.push(byte);
        } else {
            out.extend([b'%', digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
        }
    }
    out
}

/// The case of the digits in an escape: `%2F` or `%2f`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Digits {
    /// `%2F`, as RFC 3986 §2.1 asks for.
    Upper,
    /// `%2f`, as .NET and others write it.
    Lower,
}

/// Returns the value of a hexadecimal digit in either case.
pub fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_a_form_reads_a_plus_as_a_space() {
        assert_eq!(decode_form("4%2F0A%252B+x"), "4/0A%2B x");
        assert_eq!(decode("4%2F0A%252B+x"), "4/0A%2B+x");
        assert_eq!(decode_form("a+b"), "a b");
    }

    #[test]
    fn an_escape_that_is_not_utf8_stays_an_escape() {
        assert_eq!(decode_form("%FF+%zz%41"), "%FF+%zz%41");
        assert_eq!(decode_form("%C3%BC%2"), "ü%2");
        assert_eq!(decode_changed("%FF"), None);
        assert_eq!(decode_bytes(b"%FF"), Some(vec![0xff]));
    }

    #[test]
    fn a_malformed_escape_changes_nothing() {
        for text in ["%", "%4", "%+f", "%zz", "%é0", "100%"] {
            assert_eq!((decode(text).as_str(), decode_changed(text)), (text, None));
        }
    }

    #[test]
    fn the_case_of_digits_is_chosen() {
        assert_eq!(encode_bytes(b"a/\xff", b"", Digits::Upper), b"a%2F%FF");
        assert_eq!(encode_bytes(b"a/\xff", b"/", Digits::Lower), b"a/%ff");
        assert_eq!(encode_form("a b*~ü"), "a+b*%7E%C3%BC");
    }

    proptest! {
        #[test]
        fn what_is_encoded_comes_back(value in any::<String>()) {
            prop_assert_eq!(decode_form(&encode_form(&value)), value);
        }
    }
}
