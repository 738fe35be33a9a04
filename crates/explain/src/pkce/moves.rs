//! What clients do to a digest on its way to the challenge: they turn it into text, encode it and change the result.

use oauth_doctor_wire::percent::{self, Digits};

use super::codec;
use super::verifier_changes::KEPT;
use crate::PkceStep;

/// The part of the derivation in which a step happens. The same step is another mistake in another part.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Phase {
    Input,
    Hash,
    Form,
    Encoding,
    Result,
    Sent,
}

/// One thing that a client does to bytes.
pub(super) struct Move {
    pub(super) phase: Phase,
    pub(super) steps: &'static [PkceStep],
    pub(super) cost: u32,
    pub(super) apply: Apply,
    pub(super) variants: Variants,
}

/// What the steps leave open, for each result of a move.
pub(super) enum Variants {
    /// There is one result, and the steps say it all.
    Plain,
    Named(&'static [&'static str]),
    /// The text that stands around the digest.
    Around,
}

/// A function with one result at most, or with several variants of it.
pub(super) enum Apply {
    One(fn(&[u8]) -> Option<Vec<u8>>),
    Many(fn(&[u8]) -> Vec<Vec<u8>>),
}

impl Move {
    const fn with(self, variants: Variants) -> Self {
        Self { variants, ..self }
    }

    /// Names what the steps leave open of the result with this number.
    pub(super) const fn named(self, variants: &'static [&'static str]) -> Self {
        self.with(Variants::Named(variants))
    }

    /// Tells results apart by what they add to the digest.
    pub(super) const fn around(self) -> Self {
        self.with(Variants::Around)
    }

    /// Returns what the steps leave open of the result with this number; empty if nothing.
    pub(super) fn variant(&self, number: usize) -> String {
        match self.variants {
            Variants::Plain => String::new(),
            Variants::Named(names) => names.get(number).copied().unwrap_or_default().to_owned(),
            Variants::Around => {
                let text = self.results(b"").into_iter().nth(number).unwrap_or_default();
                String::from_utf8_lossy(&text).escape_debug().to_string()
            }
        }
    }

    pub(super) fn results(&self, bytes: &[u8]) -> Vec<Vec<u8>> {
        match self.apply {
            Apply::One(apply) => apply(bytes).into_iter().collect(),
            Apply::Many(apply) => apply(bytes),
        }
    }
}

fn utf16_texts(bytes: &[u8]) -> Vec<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![];
    };
    let little = text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let big = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    vec![little, big]
}

fn broken_lines(bytes: &[u8], width: usize) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for end in [b"\n".as_slice(), b"\r\n"] {
        let lines = bytes.chunks(width).collect::<Vec<_>>();
        if lines.len() > 1 {
            let text = lines.join(end);
            out.push([&text, end].concat());
            out.push(text);
        }
    }
    out
}

/// Returns each text in which `+`, `/` or both were treated as in `kind`, and the other one as in `kind` or `kept`.
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

fn swapped(bytes: &[u8]) -> Vec<Vec<u8>> {
    let swap = |from: [u8; 2]| {
        bytes
            .iter()
            .map(|&byte| {
                if byte == from[0] {
                    b'_'
                } else if byte == from[1] {
                    b'-'
                } else {
                    byte
                }
            })
            .collect()
    };
    vec![swap(*b"+/"), swap(*b"-_")]
}

fn percent_encodings(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for digits in [Digits::Upper, Digits::Lower] {
        for keep in KEPT {
            out.push(percent::encode_bytes(bytes, keep, digits));
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

pub(super) const fn one(
    phase: Phase,
    cost: u32,
    steps: &'static [PkceStep],
    apply: fn(&[u8]) -> Option<Vec<u8>>,
) -> Move {
    Move { phase, steps, cost, apply: Apply::One(apply), variants: Variants::Plain }
}

pub(super) const fn many(
    phase: Phase,
    cost: u32,
    steps: &'static [PkceStep],
    apply: fn(&[u8]) -> Vec<Vec<u8>>,
) -> Move {
    Move { phase, steps, cost, apply: Apply::Many(apply), variants: Variants::Plain }
}

/// Encodings of bytes, the right one first; it costs nothing the first time.
pub(super) static ENCODINGS: [Move; 9] = [
    one(Phase::Encoding, 10, &[PkceStep::Base64Url], |b| Some(codec::base64url(b))),
    one(Phase::Encoding, 10, &[PkceStep::Base64], |b| Some(codec::base64(b))),
    one(Phase::Encoding, 10, &[PkceStep::Base64, PkceStep::Padded], |b| Some(codec::base64_padded(b))),
    one(Phase::Encoding, 10, &[PkceStep::Base64Url, PkceStep::Padded], |b| Some(codec::base64url_padded(b)))
        .named(&["with ="]),
    one(Phase::Encoding, 11, &[PkceStep::Base64Url, PkceStep::Padded], |b| Some(url_token(b)))
        .named(&["with a digit, as UrlTokenEncode"]),
    one(Phase::Encoding, 10, &[PkceStep::Base32], |b| Some(codec::base32(b))),
    one(Phase::Encoding, 10, &[PkceStep::Base32, PkceStep::Padded], |b| Some(codec::base32_padded(b))),
    one(Phase::Encoding, 11, &[PkceStep::Base32, PkceStep::Lowercase], |b| Some(codec::base32(b).to_ascii_lowercase())),
    one(Phase::Encoding, 11, &[PkceStep::Base32, PkceStep::Padded, PkceStep::Lowercase], |b| {
        Some(codec::base32_padded(b).to_ascii_lowercase())
    }),
];

/// Changes of encoded text. Cutting it is not among them: the search takes the length from the challenge.
pub(super) static RESULTS: [Move; 22] = [
    many(Phase::Result, 10, &[PkceStep::FirstReplacementOnly], |b| {
        translations(b, &[Treatment::First], &[Treatment::Keep, Treatment::All])
    })
    .named(&["first + and first /", "first +", "first + and each /", "first /", "each + and first /"]),
    many(Phase::Result, 10, &[PkceStep::PartialReplacement], partly_translated).named(&["each +", "each /"]),
    many(Phase::Result, 10, &[PkceStep::StripSpecials], |b| {
        translations(b, &[Treatment::Delete], &[Treatment::Keep, Treatment::All])
    })
    .named(&["+ and /", "+", "+, and / translated", "/", "/, and + translated"]),
    one(Phase::Result, 10, &[PkceStep::StripSpecials], |b| {
        Some(b.iter().copied().filter(|byte| !b"-_".contains(byte)).collect())
    })
    .named(&["- and _"]),
    many(Phase::Result, 11, &[PkceStep::SwappedAlphabet], swapped).named(&["of base64", "of base64url"]),
    one(Phase::Result, 10, &[PkceStep::PlusToSpace], |b| {
        b.contains(&b'+').then(|| b.iter().map(|&c| if c == b'+' { b' ' } else { c }).collect())
    }),
    one(Phase::Result, 10, &[PkceStep::FirstReplacementOnly], |b| {
        b.strip_suffix(b"==").map(|rest| [rest, b"="].concat())
    })
    .named(&["first ="]),
    many(Phase::Result, 10, &[PkceStep::PercentEncode], percent_encodings).named(&[
        "as encodeURIComponent, upper case",
        "as encodeURI, upper case",
        "as a form, upper case",
        "as RFC 3986, upper case",
        "as encodeURIComponent, lower case",
        "as encodeURI, lower case",
        "as a form, lower case",
        "as RFC 3986, lower case",
    ]),
    one(Phase::Result, 11, &[PkceStep::PercentDecode], percent::decode_bytes),
    one(Phase::Result, 10, &[PkceStep::Lowercase], |b| Some(b.to_ascii_lowercase())),
    one(Phase::Result, 10, &[PkceStep::Uppercase], |b| Some(b.to_ascii_uppercase())),
    one(Phase::Result, 10, &[PkceStep::JsonQuote], |b| Some(codec::quoted(b, b'"'))),
    one(Phase::Result, 10, &[PkceStep::SingleQuote], |b| Some(codec::quoted(b, b'\''))),
    one(Phase::Result, 10, &[PkceStep::PythonBytesRepr], |b| Some(codec::python_repr(b))),
    one(Phase::Result, 10, &[PkceStep::AppendNewline], |b| Some([b, b"\n"].concat())).named(&["LF"]),
    one(Phase::Result, 10, &[PkceStep::AppendNewline], |b| Some([b, b"\r\n"].concat())).named(&["CRLF"]),
    one(Phase::Result, 11, &[PkceStep::AppendSpace], |b| Some([b, b" "].concat())),
    one(Phase::Result, 11, &[PkceStep::Trim], |b| Some(b.trim_ascii().to_vec())),
    many(Phase::Result, 10, &[PkceStep::MimeLineBreaks], |b| broken_lines(b, 60)).named(&[
        "60, LF, also at the end",
        "60, LF",
        "60, CRLF, also at the end",
        "60, CRLF",
    ]),
    many(Phase::Result, 10, &[PkceStep::MimeLineBreaks], |b| broken_lines(b, 64)).named(&[
        "64, LF, also at the end",
        "64, LF",
        "64, CRLF, also at the end",
        "64, CRLF",
    ]),
    many(Phase::Result, 10, &[PkceStep::MimeLineBreaks], |b| broken_lines(b, 76)).named(&[
        "76, LF, also at the end",
        "76, LF",
        "76, CRLF, also at the end",
        "76, CRLF",
    ]),
    many(Phase::Result, 11, &[PkceStep::Utf16], utf16_texts).named(&["little endian", "big endian"]),
];
