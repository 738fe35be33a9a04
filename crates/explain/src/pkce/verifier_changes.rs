//! What clients do to a verifier between hashing and sending it.

use oauth_doctor_wire::percent::{self, Digits, encode_bytes};

use super::codec;
use super::well_formed::is_verifier_char;
use crate::PkceStep;

/// A change between the verifier that was sent and the bytes that were hashed.
pub(super) struct VerifierChange {
    pub(super) apply: fn(&[u8]) -> Option<Vec<u8>>,
    pub(super) cost: u32,
    /// The words for it, if the client did it before hashing.
    pub(super) made: &'static [PkceStep],
    /// The words for its opposite, if the client did that before sending.
    pub(super) undoes: &'static [PkceStep],
    /// What the words leave open.
    pub(super) variant: &'static str,
}

impl VerifierChange {
    const fn named(self, variant: &'static str) -> Self {
        Self { variant, ..self }
    }

    /// Returns whether the client did the opposite before sending, not this before hashing.
    pub(super) fn is_alteration(&self, sent: &[u8], hashed: &[u8]) -> bool {
        if self.made.is_empty() || self.undoes.is_empty() {
            return self.made.is_empty();
        }
        match self.made {
            // Random text of one case is rare, so a client that changes case has made the text that has only one.
            [PkceStep::Lowercase] => !sent.iter().any(u8::is_ascii_lowercase),
            [PkceStep::Uppercase] => !sent.iter().any(u8::is_ascii_uppercase),
            [PkceStep::PercentDecode] => {
                KEPT.iter().any(|keep| encode_bytes(hashed, keep, Digits::Upper).eq_ignore_ascii_case(sent))
            }
            _ => hashed.len() >= 16 && hashed.iter().all(|&byte| is_verifier_char(byte)),
        }
    }
}

const fn made(apply: fn(&[u8]) -> Option<Vec<u8>>, cost: u32, made: &'static [PkceStep]) -> VerifierChange {
    VerifierChange { apply, cost, made, undoes: &[], variant: "" }
}

const fn undone(apply: fn(&[u8]) -> Option<Vec<u8>>, cost: u32, undoes: &'static [PkceStep]) -> VerifierChange {
    VerifierChange { apply, cost, made: &[], undoes, variant: "" }
}

/// Puts the one behind the other.
pub(super) fn append(bytes: &[u8], tail: &[u8]) -> Vec<u8> {
    [bytes, tail].concat()
}

fn utf16(bytes: &[u8], mark: &[u8], encode: fn(u16) -> [u8; 2]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(mark.iter().copied().chain(text.encode_utf16().flat_map(encode)).collect())
}

fn json_unquoted(bytes: &[u8]) -> Option<Vec<u8>> {
    codec::json_unquoted(bytes).or_else(|| codec::unquote(bytes, b'"').map(<[u8]>::to_vec))
}

fn replaced(bytes: &[u8], pairs: &[(u8, u8)]) -> Vec<u8> {
    let swap = |&byte: &u8| pairs.iter().find(|pair| pair.0 == byte).map_or(byte, |pair| pair.1);
    bytes.iter().map(swap).collect()
}

/// Breaks a text into lines, as base64 tools print it; `None` if it fits into one.
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
    unpadded(bytes).iter().all(|&byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte))
        && unpadded(bytes).len() % 4 != 1
}

fn is_standard(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| b"+/".contains(byte))
        || (bytes.ends_with(b"=") && !bytes.iter().any(|byte| b"-_".contains(byte)))
}

/// Kept as they are by `encodeURIComponent`, `encodeURI`, form encoding and RFC 3986 §2.3.
pub(super) const KEPT: [&[u8]; 4] = [b"-_.!~*'()", b"-_.!~*'();/?:@&=+$,#", b"*-._", b"-._~"];

/// What clients do to a verifier before they hash it, or before they send it.
pub(super) static CHANGES: [VerifierChange; 57] = [
    made(|v| Some(append(v, b"\n")), 10, &[PkceStep::AppendNewline]).named("LF"),
    made(|v| Some(append(v, b"\r\n")), 10, &[PkceStep::AppendNewline]).named("CRLF"),
    made(|v| Some(append(v, b"\r")), 11, &[PkceStep::AppendNewline]).named("CR"),
    made(|v| Some(append(v, b" ")), 11, &[PkceStep::AppendSpace]),
    undone(|v| v.strip_suffix(b"\r\n").map(<[u8]>::to_vec), 10, &[PkceStep::AppendNewline]).named("CRLF"),
    undone(|v| v.strip_suffix(b"\n").map(<[u8]>::to_vec), 10, &[PkceStep::AppendNewline]).named("LF"),
    undone(|v| v.strip_suffix(b"\r").map(<[u8]>::to_vec), 10, &[PkceStep::AppendNewline]).named("CR"),
    undone(|v| v.strip_suffix(b" ").map(<[u8]>::to_vec), 10, &[PkceStep::AppendSpace]),
    made(|v| Some(v.trim_ascii().to_vec()), 10, &[PkceStep::Trim]),
    undone(json_unquoted, 10, &[PkceStep::JsonQuote]),
    undone(|v| codec::unquote(v, b'\'').map(<[u8]>::to_vec), 10, &[PkceStep::SingleQuote]),
    made(codec::json_quoted, 10, &[PkceStep::JsonQuote]),
    made(|v| Some(codec::quoted(v, b'\'')), 10, &[PkceStep::SingleQuote]),
    undone(codec::python_bytes, 10, &[PkceStep::PythonBytesRepr]),
    made(|v| Some(codec::python_repr(v)), 10, &[PkceStep::PythonBytesRepr]),
    undone(|v| Some(replaced(v, &[(b' ', b'+')])), 10, &[PkceStep::PlusToSpace]),
    made(|v| Some(replaced(v, &[(b'+', b' ')])), 10, &[PkceStep::PlusToSpace]),
    VerifierChange {
        apply: percent::decode_bytes,
        cost: 10,
        made: &[PkceStep::PercentDecode],
        undoes: &[PkceStep::PercentEncode],
        variant: "",
    },
    undone(|v| percent::decode_bytes(v).map(|v| replaced(&v, &[(b'+', b' ')])), 11, &[PkceStep::PercentEncode])
        .named("as a form, with + for a space"),
    made(|v| Some(encode_bytes(v, KEPT[0], Digits::Upper)), 10, &[PkceStep::PercentEncode])
        .named("as encodeURIComponent, upper case"),
    made(|v| Some(encode_bytes(v, KEPT[1], Digits::Upper)), 10, &[PkceStep::PercentEncode])
        .named("as encodeURI, upper case"),
    made(|v| Some(encode_bytes(v, KEPT[2], Digits::Upper)), 10, &[PkceStep::PercentEncode])
        .named("as a form, upper case"),
    made(
        |v| Some(replaced(&encode_bytes(v, b"*-._ ", Digits::Upper), &[(b' ', b'+')])),
        10,
        &[PkceStep::PercentEncode],
    )
    .named("as a form with + for a space, upper case"),
    made(|v| Some(encode_bytes(v, KEPT[3], Digits::Upper)), 10, &[PkceStep::PercentEncode])
        .named("as RFC 3986, upper case"),
    made(|v| Some(encode_bytes(v, KEPT[0], Digits::Lower)), 11, &[PkceStep::PercentEncode])
        .named("as encodeURIComponent, lower case"),
    made(|v| Some(encode_bytes(v, KEPT[2], Digits::Lower)), 11, &[PkceStep::PercentEncode])
        .named("as a form, lower case"),
    made(
        |v| Some(replaced(&encode_bytes(v, b"*-._ ", Digits::Lower), &[(b' ', b'+')])),
        11,
        &[PkceStep::PercentEncode],
    )
    .named("as a form with + for a space, lower case"),
    VerifierChange {
        apply: |v| {
            if is_base64(v) && !is_standard(v) { codec::lenient_base64(v, false) } else { None }
        },
        cost: 10,
        made: &[PkceStep::Base64UrlDecode],
        undoes: &[PkceStep::Base64Url],
        variant: "",
    },
    VerifierChange {
        apply: |v| {
            if is_base64(v) && is_standard(v) { codec::lenient_base64(v, false) } else { None }
        },
        cost: 10,
        made: &[PkceStep::Base64Decode],
        undoes: &[PkceStep::Base64],
        variant: "",
    },
    VerifierChange {
        apply: codec::lenient_hex,
        cost: 10,
        made: &[PkceStep::HexDecode],
        undoes: &[PkceStep::Hex],
        variant: "",
    },
    made(|v| utf16(v, b"", u16::to_le_bytes), 10, &[PkceStep::Utf16]).named("little endian"),
    made(|v| utf16(v, b"", u16::to_be_bytes), 10, &[PkceStep::Utf16]).named("big endian"),
    made(|v| utf16(v, b"\xFF\xFE", u16::to_le_bytes), 10, &[PkceStep::Utf16])
        .named("little endian, with byte order mark"),
    made(|v| utf16(v, b"\xFE\xFF", u16::to_be_bytes), 10, &[PkceStep::Utf16]).named("big endian, with byte order mark"),
    undone(codec::utf16_to_latin1, 10, &[PkceStep::Utf16]),
    VerifierChange {
        apply: |v| Some(v.to_ascii_lowercase()),
        cost: 10,
        made: &[PkceStep::Lowercase],
        undoes: &[PkceStep::Uppercase],
        variant: "",
    },
    VerifierChange {
        apply: |v| Some(v.to_ascii_uppercase()),
        cost: 10,
        made: &[PkceStep::Uppercase],
        undoes: &[PkceStep::Lowercase],
        variant: "",
    },
    undone(|v| Some(unpadded(v).to_vec()), 10, &[PkceStep::Padded]),
    made(|v| Some(padded(v)), 11, &[PkceStep::Padded]),
    made(|v| Some(replaced(v, &[(b'-', b'+'), (b'_', b'/')])), 11, &[PkceStep::Base64]).named("alphabet"),
    made(|v| Some(padded(&replaced(v, &[(b'-', b'+'), (b'_', b'/')]))), 11, &[PkceStep::Base64, PkceStep::Padded])
        .named("alphabet"),
    undone(|v| Some(replaced(v, &[(b'+', b'-'), (b'/', b'_')])), 11, &[PkceStep::Base64]).named("alphabet"),
    made(|v| Some(codec::base64url(v)), 10, &[PkceStep::Base64Url]),
    made(|v| Some(codec::base64_padded(v)), 10, &[PkceStep::Base64, PkceStep::Padded]),
    made(|v| Some(codec::base64url_padded(v)), 11, &[PkceStep::Base64Url, PkceStep::Padded]),
    made(|v| Some(codec::base64(v)), 11, &[PkceStep::Base64]),
    made(|v| Some(codec::hex(v)), 10, &[PkceStep::Hex]),
    made(|v| Some(append(v, b"\0")), 11, &[PkceStep::AppendNul]),
    // The byte order mark of a file.
    undone(|v| v.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec), 10, &[PkceStep::Wrapped]).named("byte order mark"),
    made(|v| lines(v, 64, b""), 11, &[PkceStep::MimeLineBreaks]).named("64"),
    made(|v| lines(v, 64, b"\n"), 11, &[PkceStep::MimeLineBreaks]).named("64, also at the end"),
    made(|v| lines(v, 76, b""), 11, &[PkceStep::MimeLineBreaks]).named("76"),
    made(|v| lines(v, 76, b"\n"), 11, &[PkceStep::MimeLineBreaks]).named("76, also at the end"),
    undone(|v| Some(without(v, b" \r\n\t")), 10, &[PkceStep::MimeLineBreaks]),
    made(|v| Some(replaced(v, &[(b'\n', b' ')])), 11, &[PkceStep::MimeLineBreaks, PkceStep::Trim]),
    made(|v| Some(decimal_list(v)), 11, &[PkceStep::DecimalCsv]),
    made(|v| Some(without(v, b"-._~")), 11, &[PkceStep::StripSpecials]),
];
