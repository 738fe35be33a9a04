//! What clients do to a verifier between hashing and sending it.

use super::codec;
use super::input::is_legal;
use crate::Step;

/// A change between the verifier that was sent and the bytes that were hashed.
pub(super) struct Change {
    pub(super) apply: fn(&[u8]) -> Option<Vec<u8>>,
    pub(super) cost: u32,
    /// The words for it, if the client did it before hashing.
    pub(super) made: &'static [Step],
    /// The words for its opposite, if the client did that before sending.
    pub(super) undoes: &'static [Step],
}

impl Change {
    /// Returns whether the client did the opposite before sending, not this before hashing.
    pub(super) fn is_alteration(&self, sent: &[u8], hashed: &[u8]) -> bool {
        if self.made.is_empty() || self.undoes.is_empty() {
            return self.made.is_empty();
        }
        match self.made {
            // Random text of one case is rare, so a client that changes case has made the text that has only one.
            [Step::Lowercase] => !sent.iter().any(u8::is_ascii_lowercase),
            [Step::Uppercase] => !sent.iter().any(u8::is_ascii_uppercase),
            [Step::PercentDecode] => KEPT
                .iter()
                .any(|keep| codec::percent_encode(hashed, keep, true).eq_ignore_ascii_case(sent)),
            _ => hashed.len() >= 16 && hashed.iter().all(|&byte| is_legal(byte)),
        }
    }
}

const fn made(apply: fn(&[u8]) -> Option<Vec<u8>>, cost: u32, made: &'static [Step]) -> Change {
    Change {
        apply,
        cost,
        made,
        undoes: &[],
    }
}

const fn undone(apply: fn(&[u8]) -> Option<Vec<u8>>, cost: u32, undoes: &'static [Step]) -> Change {
    Change {
        apply,
        cost,
        made: &[],
        undoes,
    }
}

/// Puts the one behind the other.
pub(super) fn append(bytes: &[u8], tail: &[u8]) -> Vec<u8> {
    [bytes, tail].concat()
}

fn utf16(bytes: &[u8], mark: &[u8], encode: fn(u16) -> [u8; 2]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(
        mark.iter()
            .copied()
            .chain(text.encode_utf16().flat_map(encode))
            .collect(),
    )
}

fn json_quoted(bytes: &[u8]) -> Option<Vec<u8>> {
    serde_json::to_vec(std::str::from_utf8(bytes).ok()?).ok()
}

fn json_unquoted(bytes: &[u8]) -> Option<Vec<u8>> {
    serde_json::from_slice::<String>(bytes)
        .ok()
        .map(String::into_bytes)
        .or_else(|| codec::unquote(bytes, b'"').map(<[u8]>::to_vec))
}

fn replaced(bytes: &[u8], pairs: &[(u8, u8)]) -> Vec<u8> {
    let swap = |&byte: &u8| pairs.iter().find(|pair| pair.0 == byte).map_or(byte, |pair| pair.1);
    bytes.iter().map(swap).collect()
}

/// Breaks a text into lines, as base64 tools print it; `None` where it fits into one.
fn lines(bytes: &[u8], width: usize, end: &[u8]) -> Option<Vec<u8>> {
    let lines: Vec<&[u8]> = bytes.chunks(width).collect();
    (lines.len() > 1).then(|| append(&lines.join(&b'\n'), end))
}

/// What a typed array becomes where a string is expected.
fn decimal_list(bytes: &[u8]) -> Vec<u8> {
    let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
    numbers.join(",").into_bytes()
}

fn without(bytes: &[u8], dropped: &[u8]) -> Vec<u8> {
    bytes.iter().copied().filter(|byte| !dropped.contains(byte)).collect()
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out.resize(bytes.len().next_multiple_of(4), b'=');
    out
}

fn unpadded(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|&byte| byte != b'=').map_or(0, |last| last + 1);
    &bytes[..end]
}

fn is_base64(bytes: &[u8]) -> bool {
    unpadded(bytes)
        .iter()
        .all(|&byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte))
        && unpadded(bytes).len() % 4 != 1
}

fn is_standard(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| b"+/".contains(byte))
        || (bytes.ends_with(b"=") && !bytes.iter().any(|byte| b"-_".contains(byte)))
}

/// Kept as they are by `encodeURIComponent`, `encodeURI`, form encoding and RFC 3986 §2.3.
pub(super) const KEPT: [&[u8]; 4] = [b"-_.!~*'()", b"-_.!~*'();/?:@&=+$,#", b"*-._", b"-._~"];

/// What clients do to a verifier before they hash it, or before they send it.
pub(super) static CHANGES: [Change; 57] = [
    made(|v| Some(append(v, b"\n")), 10, &[Step::AppendNewline]),
    made(|v| Some(append(v, b"\r\n")), 10, &[Step::AppendNewline]),
    made(|v| Some(append(v, b"\r")), 11, &[Step::AppendNewline]),
    made(|v| Some(append(v, b" ")), 11, &[Step::AppendSpace]),
    undone(
        |v| v.strip_suffix(b"\r\n").map(<[u8]>::to_vec),
        10,
        &[Step::AppendNewline],
    ),
    undone(
        |v| v.strip_suffix(b"\n").map(<[u8]>::to_vec),
        10,
        &[Step::AppendNewline],
    ),
    undone(
        |v| v.strip_suffix(b"\r").map(<[u8]>::to_vec),
        10,
        &[Step::AppendNewline],
    ),
    undone(|v| v.strip_suffix(b" ").map(<[u8]>::to_vec), 10, &[Step::AppendSpace]),
    made(|v| Some(v.trim_ascii().to_vec()), 10, &[Step::Trim]),
    undone(json_unquoted, 10, &[Step::JsonQuote]),
    undone(
        |v| codec::unquote(v, b'\'').map(<[u8]>::to_vec),
        10,
        &[Step::SingleQuote],
    ),
    made(json_quoted, 10, &[Step::JsonQuote]),
    made(|v| Some(codec::quoted(v, b'\'')), 10, &[Step::SingleQuote]),
    undone(codec::python_bytes, 10, &[Step::PythonBytesRepr]),
    made(|v| Some(codec::python_repr(v)), 10, &[Step::PythonBytesRepr]),
    undone(|v| Some(replaced(v, &[(b' ', b'+')])), 10, &[Step::PlusToSpace]),
    made(|v| Some(replaced(v, &[(b'+', b' ')])), 10, &[Step::PlusToSpace]),
    Change {
        apply: codec::percent_decode,
        cost: 10,
        made: &[Step::PercentDecode],
        undoes: &[Step::PercentEncode],
    },
    undone(
        |v| codec::percent_decode(v).map(|v| replaced(&v, &[(b'+', b' ')])),
        11,
        &[Step::PercentEncode],
    ),
    made(
        |v| Some(codec::percent_encode(v, KEPT[0], true)),
        10,
        &[Step::PercentEncode],
    ),
    made(
        |v| Some(codec::percent_encode(v, KEPT[1], true)),
        10,
        &[Step::PercentEncode],
    ),
    made(
        |v| Some(codec::percent_encode(v, KEPT[2], true)),
        10,
        &[Step::PercentEncode],
    ),
    made(
        |v| Some(replaced(&codec::percent_encode(v, b"*-._ ", true), &[(b' ', b'+')])),
        10,
        &[Step::PercentEncode],
    ),
    made(
        |v| Some(codec::percent_encode(v, KEPT[3], true)),
        10,
        &[Step::PercentEncode],
    ),
    made(
        |v| Some(codec::percent_encode(v, KEPT[0], false)),
        11,
        &[Step::PercentEncode],
    ),
    made(
        |v| Some(codec::percent_encode(v, KEPT[2], false)),
        11,
        &[Step::PercentEncode],
    ),
    made(
        |v| Some(replaced(&codec::percent_encode(v, b"*-._ ", false), &[(b' ', b'+')])),
        11,
        &[Step::PercentEncode],
    ),
    Change {
        apply: |v| {
            if is_base64(v) && !is_standard(v) {
                codec::lenient_base64(v, false)
            } else {
                None
            }
        },
        cost: 10,
        made: &[Step::Base64UrlDecode],
        undoes: &[Step::Base64Url],
    },
    Change {
        apply: |v| {
            if is_base64(v) && is_standard(v) {
                codec::lenient_base64(v, false)
            } else {
                None
            }
        },
        cost: 10,
        made: &[Step::Base64Decode],
        undoes: &[Step::Base64],
    },
    Change {
        apply: codec::lenient_hex,
        cost: 10,
        made: &[Step::HexDecode],
        undoes: &[Step::Hex],
    },
    made(|v| utf16(v, b"", u16::to_le_bytes), 10, &[Step::Utf16]),
    made(|v| utf16(v, b"", u16::to_be_bytes), 10, &[Step::Utf16]),
    made(|v| utf16(v, b"\xFF\xFE", u16::to_le_bytes), 10, &[Step::Utf16]),
    made(|v| utf16(v, b"\xFE\xFF", u16::to_be_bytes), 10, &[Step::Utf16]),
    undone(codec::utf16_to_latin1, 10, &[Step::Utf16]),
    Change {
        apply: |v| Some(v.to_ascii_lowercase()),
        cost: 10,
        made: &[Step::Lowercase],
        undoes: &[Step::Uppercase],
    },
    Change {
        apply: |v| Some(v.to_ascii_uppercase()),
        cost: 10,
        made: &[Step::Uppercase],
        undoes: &[Step::Lowercase],
    },
    undone(|v| Some(unpadded(v).to_vec()), 10, &[Step::Padded]),
    made(|v| Some(padded(v)), 11, &[Step::Padded]),
    made(
        |v| Some(replaced(v, &[(b'-', b'+'), (b'_', b'/')])),
        11,
        &[Step::Base64],
    ),
    made(
        |v| Some(padded(&replaced(v, &[(b'-', b'+'), (b'_', b'/')]))),
        11,
        &[Step::Base64, Step::Padded],
    ),
    undone(
        |v| Some(replaced(v, &[(b'+', b'-'), (b'/', b'_')])),
        11,
        &[Step::Base64],
    ),
    made(|v| Some(codec::base64url(v)), 10, &[Step::Base64Url]),
    made(|v| Some(codec::base64_padded(v)), 10, &[Step::Base64, Step::Padded]),
    made(
        |v| Some(codec::base64url_padded(v)),
        11,
        &[Step::Base64Url, Step::Padded],
    ),
    made(|v| Some(codec::base64(v)), 11, &[Step::Base64]),
    made(|v| Some(codec::hex(v)), 10, &[Step::Hex]),
    made(|v| Some(append(v, b"\0")), 11, &[Step::AppendNul]),
    // The byte order mark of a file.
    undone(
        |v| v.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec),
        10,
        &[Step::Wrapped],
    ),
    made(|v| lines(v, 64, b""), 11, &[Step::MimeLineBreaks]),
    made(|v| lines(v, 64, b"\n"), 11, &[Step::MimeLineBreaks]),
    made(|v| lines(v, 76, b""), 11, &[Step::MimeLineBreaks]),
    made(|v| lines(v, 76, b"\n"), 11, &[Step::MimeLineBreaks]),
    undone(|v| Some(without(v, b" \r\n\t")), 10, &[Step::MimeLineBreaks]),
    made(
        |v| Some(replaced(v, &[(b'\n', b' ')])),
        11,
        &[Step::MimeLineBreaks, Step::Trim],
    ),
    made(|v| Some(decimal_list(v)), 11, &[Step::DecimalCsv]),
    made(|v| Some(without(v, b"-._~")), 11, &[Step::StripSpecials]),
];
