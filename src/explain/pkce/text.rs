//! What may happen to a digest on its way to the challenge: it becomes text, is encoded, and is changed.

use super::codec;
use super::input::KEPT;
use crate::explain::Step;

/// Where in the derivation a step stands; the same word means another mistake in another place.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Phase {
    Input,
    Hash,
    Form,
    Encoding,
    Result,
    Sent,
}

/// One thing that may happen to bytes.
pub(super) struct Move {
    pub(super) phase: Phase,
    pub(super) steps: &'static [Step],
    pub(super) cost: u32,
    pub(super) apply: Apply,
}

/// How: at most one result, or several variants.
pub(super) enum Apply {
    One(fn(&[u8]) -> Option<Vec<u8>>),
    Many(fn(&[u8]) -> Vec<Vec<u8>>),
}

impl Move {
    pub(super) fn results(&self, bytes: &[u8]) -> Vec<Vec<u8>> {
        match self.apply {
            Apply::One(apply) => apply(bytes).into_iter().collect(),
            Apply::Many(apply) => apply(bytes),
        }
    }
}

/// Replaces the bytes that are no text as the decoders in use do: once for each ill-formed sequence, byte or run, by
/// U+FFFD or `?`; or clears the high bit.
pub(super) fn lossy_texts(bytes: &[u8]) -> Vec<Vec<u8>> {
    let whole = String::from_utf8_lossy(bytes).into_owned();
    let (mut each, mut runs, mut valid) = (String::new(), String::new(), String::new());
    for chunk in bytes.utf8_chunks() {
        for text in [&mut each, &mut runs, &mut valid] {
            text.push_str(chunk.valid());
        }
        each.extend(chunk.invalid().iter().map(|_| '\u{FFFD}'));
        if !chunk.invalid().is_empty() && (!runs.ends_with('\u{FFFD}') || !chunk.valid().is_empty()) {
            runs.push('\u{FFFD}');
        }
    }
    let ascii = |other: &str| -> Vec<u8> {
        bytes.iter().flat_map(|&byte| if byte.is_ascii() { vec![byte] } else { other.as_bytes().to_vec() }).collect()
    };
    vec![
        ascii("\u{FFFD}"),
        ascii("?"),
        whole.replace('\u{FFFD}', "?").into_bytes(),
        each.replace('\u{FFFD}', "?").into_bytes(),
        whole.into_bytes(),
        each.into_bytes(),
        runs.into_bytes(),
        ascii(""),
        valid.into_bytes(),
        bytes.iter().map(|byte| byte & 0x7F).collect(),
    ]
}

/// Writes each byte as the character of that number.
pub(super) fn latin1_to_utf8(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|&byte| char::from(byte)).collect::<String>().into_bytes()
}

fn joined(bytes: &[u8], start: &str, separator: &str, end: &str, print: impl Fn(usize, u8) -> String) -> Vec<u8> {
    let items = bytes.iter().enumerate().map(|(index, &byte)| print(index, byte)).collect::<Vec<_>>();
    format!("{start}{}{end}", items.join(separator)).into_bytes()
}

fn decimal(_: usize, byte: u8) -> String {
    byte.to_string()
}

fn signed(_: usize, byte: u8) -> String {
    byte.cast_signed().to_string()
}

fn separated_hex(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for separator in ["-", ":", " "] {
        out.push(joined(bytes, "", separator, "", |_, byte| format!("{byte:02X}")));
        out.push(joined(bytes, "", separator, "", |_, byte| format!("{byte:02x}")));
    }
    out
}

fn decimal_lists(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for print in [decimal, signed] {
        for separator in [",", ", ", " "] {
            out.push(joined(bytes, "", separator, "", print));
        }
    }
    out.push(joined(bytes, "[", " ", "]", decimal));
    out.push(joined(bytes, "", "", "", decimal));
    out
}

fn json_bytes(bytes: &[u8]) -> Vec<Vec<u8>> {
    let property = |index: usize, byte: u8| format!("\"{index}\":{byte}");
    let spaced_property = |index: usize, byte: u8| format!("\"{index}\": {byte}");
    vec![
        joined(bytes, "{", ",", "}", property),
        joined(bytes, "{", ", ", "}", spaced_property),
        joined(bytes, "[", ",", "]", decimal),
        joined(bytes, "[", ",", "]", signed),
        joined(bytes, r#"{"type":"Buffer","data":["#, ",", "]}", decimal),
    ]
}

fn openssl_lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let names = ["SHA2-256", "SHA256", "SHA1", "SHA2-512", "SHA512", "SHA2-384", "SHA384", "SHA2-224", "SHA224", "SHA3-256", "MD5"];
    let starts = names.iter().map(|name| format!("{name}(stdin)= ")).chain([String::from("(stdin)= ")]);
    let starts = starts.chain(names.iter().map(|name| format!("HMAC-{name}(stdin)= ")));
    starts.map(|start| [start.as_bytes(), &codec::hex(bytes)].concat()).flat_map(with_newline).collect()
}

fn sha256sum_lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let ends: [&[u8]; 3] = [b"  -", b" *-", b" -"];
    ends.iter().map(|end| [&codec::hex(bytes), *end].concat()).flat_map(with_newline).collect()
}

fn descriptions(bytes: &[u8]) -> Vec<Vec<u8>> {
    let hex = String::from_utf8_lossy(&codec::hex(bytes)).into_owned();
    let words = bytes.chunks(4).map(|word| String::from_utf8_lossy(&codec::hex(word)).into_owned()).collect::<Vec<_>>();
    let mut out = ["SHA256", "SHA384", "SHA512", "SHA1", "MD5"].map(|name| format!("{name} digest: {hex}")).to_vec();
    out.push(format!("<{}>", words.join(" ")));
    if let ([first, second, ..], [.., last]) = (words.as_slice(), words.as_slice()) {
        out.push(format!("{{length = {}, bytes = 0x{first}{second} ... {last} }}", bytes.len()));
        out.push(format!("{{length = {}, bytes = 0x{hex}}}", bytes.len()));
    }
    out.into_iter().map(String::into_bytes).collect()
}

fn with_newline(line: Vec<u8>) -> [Vec<u8>; 2] {
    let ended = [line.as_slice(), b"\n"].concat();
    [line, ended]
}

fn utf16_texts(bytes: &[u8]) -> Vec<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(bytes) else { return vec![] };
    let little = text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let big = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    vec![little, big]
}

fn broken_lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for width in [64, 76] {
        for end in [b"\n".as_slice(), b"\r\n"] {
            let lines = bytes.chunks(width).collect::<Vec<_>>();
            if lines.len() > 1 {
                let text = lines.join(end);
                out.push([&text, end].concat());
                out.push(text);
            }
        }
    }
    out
}

/// All ways to treat `+` and `/` that do the same `kind` of thing wrong.
fn translations(bytes: &[u8], kind: &[Treatment], kept: &[Treatment]) -> Vec<Vec<u8>> {
    if !bytes.iter().any(|byte| b"+/".contains(byte)) {
        return vec![];
    }
    let all = [kind, kept].concat();
    let mut out = Vec::new();
    for plus in &all {
        for slash in &all {
            if kind.contains(plus) || kind.contains(slash) {
                out.push(slash.apply(&plus.apply(bytes, b'+', b'-'), b'/', b'_'));
            }
        }
    }
    out
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Treatment {
    Keep,
    First,
    All,
    Delete,
}

impl Treatment {
    fn apply(self, bytes: &[u8], from: u8, to: u8) -> Vec<u8> {
        let mut out = bytes.to_vec();
        match self {
            Self::Keep => {}
            Self::First => out.iter_mut().filter(|byte| **byte == from).take(1).for_each(|byte| *byte = to),
            Self::All => out.iter_mut().filter(|byte| **byte == from).for_each(|byte| *byte = to),
            Self::Delete => out.retain(|&byte| byte != from),
        }
        out
    }
}

fn partly_translated(bytes: &[u8]) -> Vec<Vec<u8>> {
    if !bytes.iter().any(|byte| b"+/".contains(byte)) {
        return vec![];
    }
    vec![Treatment::All.apply(bytes, b'+', b'-'), Treatment::All.apply(bytes, b'/', b'_')]
}

fn stripped(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = translations(bytes, &[Treatment::Delete], &[Treatment::Keep, Treatment::All]);
    out.push(bytes.iter().copied().filter(|byte| !b"-_".contains(byte)).collect());
    out
}

fn swapped(bytes: &[u8]) -> Vec<Vec<u8>> {
    let swap = |from: [u8; 2]| bytes.iter().map(|&byte| if byte == from[0] { b'_' } else if byte == from[1] { b'-' } else { byte }).collect();
    vec![swap(*b"+/"), swap(*b"-_")]
}

fn percent_encodings(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for upper in [true, false] {
        for keep in KEPT {
            out.push(codec::percent_encode(bytes, keep, upper));
        }
    }
    out
}

/// `HttpServerUtility.UrlTokenEncode`: base64url followed by the number of padding characters that it left out.
fn url_token(bytes: &[u8]) -> Vec<u8> {
    let mut out = codec::base64url(bytes);
    out.push(b'0' + b"021"[bytes.len() % 3] - b'0');
    out
}

const fn one(phase: Phase, cost: u32, steps: &'static [Step], apply: fn(&[u8]) -> Option<Vec<u8>>) -> Move {
    Move { phase, steps, cost, apply: Apply::One(apply) }
}

const fn many(phase: Phase, cost: u32, steps: &'static [Step], apply: fn(&[u8]) -> Vec<Vec<u8>>) -> Move {
    Move { phase, steps, cost, apply: Apply::Many(apply) }
}

/// From bytes to text.
pub(super) static FORMS: [Move; 12] = [
    one(Phase::Form, 10, &[Step::Hex], |b| Some(codec::hex(b))),
    one(Phase::Form, 10, &[Step::Hex], |b| Some(codec::hex_upper(b))),
    many(Phase::Form, 10, &[Step::HexDashed], separated_hex),
    many(Phase::Form, 10, &[Step::DecimalCsv], decimal_lists),
    // Python and Java print a list with a space after the comma, and that is JSON as well.
    one(Phase::Form, 10, &[Step::DecimalCsv, Step::JsonBytes], |b| Some(joined(b, "[", ", ", "]", decimal))),
    one(Phase::Form, 10, &[Step::DecimalCsv, Step::JsonBytes], |b| Some(joined(b, "[", ", ", "]", signed))),
    many(Phase::Form, 10, &[Step::JsonBytes], json_bytes),
    one(Phase::Form, 10, &[Step::Latin1ToUtf8], |b| Some(latin1_to_utf8(b))),
    many(Phase::Form, 10, &[Step::Utf8Lossy], lossy_texts),
    many(Phase::Form, 10, &[Step::OpensslDgstLine], openssl_lines),
    many(Phase::Form, 10, &[Step::Sha256sumLine], sha256sum_lines),
    many(Phase::Form, 10, &[Step::DigestDescription], descriptions),
];

/// From bytes to encoded text, the right encoding first. The cost of that one counts from the second encoding on.
pub(super) static ENCODINGS: [Move; 9] = [
    one(Phase::Encoding, 10, &[Step::Base64Url], |b| Some(codec::base64url(b))),
    one(Phase::Encoding, 10, &[Step::Base64], |b| Some(codec::base64(b))),
    one(Phase::Encoding, 10, &[Step::Base64, Step::Padded], |b| Some(codec::base64_padded(b))),
    one(Phase::Encoding, 10, &[Step::Base64Url, Step::Padded], |b| Some(codec::base64url_padded(b))),
    one(Phase::Encoding, 11, &[Step::Base64Url, Step::Padded], |b| Some(url_token(b))),
    one(Phase::Encoding, 10, &[Step::Base32], |b| Some(codec::base32(b))),
    one(Phase::Encoding, 10, &[Step::Base32, Step::Padded], |b| Some(codec::base32_padded(b))),
    one(Phase::Encoding, 11, &[Step::Base32, Step::Lowercase], |b| Some(codec::base32(b).to_ascii_lowercase())),
    one(Phase::Encoding, 11, &[Step::Base32, Step::Padded, Step::Lowercase], |b| Some(codec::base32_padded(b).to_ascii_lowercase())),
];

/// From text to changed text. What is cut is not listed here, as the length to cut to comes from the challenge.
pub(super) static RESULTS: [Move; 19] = [
    many(Phase::Result, 10, &[Step::FirstReplacementOnly], |b| translations(b, &[Treatment::First], &[Treatment::Keep, Treatment::All])),
    many(Phase::Result, 10, &[Step::PartialReplacement], partly_translated),
    many(Phase::Result, 10, &[Step::StripSpecials], stripped),
    many(Phase::Result, 11, &[Step::SwappedAlphabet], swapped),
    one(Phase::Result, 10, &[Step::PlusToSpace], |b| b.contains(&b'+').then(|| b.iter().map(|&c| if c == b'+' { b' ' } else { c }).collect())),
    one(Phase::Result, 10, &[Step::FirstReplacementOnly], |b| b.strip_suffix(b"==").map(|rest| [rest, b"="].concat())),
    many(Phase::Result, 10, &[Step::PercentEncode], percent_encodings),
    one(Phase::Result, 11, &[Step::PercentDecode], codec::percent_decode),
    one(Phase::Result, 10, &[Step::Lowercase], |b| Some(b.to_ascii_lowercase())),
    one(Phase::Result, 10, &[Step::Uppercase], |b| Some(b.to_ascii_uppercase())),
    one(Phase::Result, 10, &[Step::JsonQuote], |b| Some(codec::quoted(b, b'"'))),
    one(Phase::Result, 10, &[Step::SingleQuote], |b| Some(codec::quoted(b, b'\''))),
    one(Phase::Result, 10, &[Step::PythonBytesRepr], |b| Some(codec::python_repr(b))),
    one(Phase::Result, 10, &[Step::AppendNewline], |b| Some([b, b"\n"].concat())),
    one(Phase::Result, 10, &[Step::AppendNewline], |b| Some([b, b"\r\n"].concat())),
    one(Phase::Result, 11, &[Step::AppendSpace], |b| Some([b, b" "].concat())),
    one(Phase::Result, 11, &[Step::Trim], |b| Some(b.trim_ascii().to_vec())),
    many(Phase::Result, 10, &[Step::MimeLineBreaks], broken_lines),
    many(Phase::Result, 11, &[Step::Utf16], utf16_texts),
];
