//! What may happen to a digest on its way to the challenge: it becomes text, is encoded, and is changed.

use super::change::KEPT;
use super::codec;
use crate::Step;

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

fn utf16_texts(bytes: &[u8]) -> Vec<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![];
    };
    let little = text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let big = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    vec![little, big]
}

fn broken_lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for width in [60, 64, 76] {
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
            Self::First => out
                .iter_mut()
                .filter(|byte| **byte == from)
                .take(1)
                .for_each(|byte| *byte = to),
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
    vec![
        Treatment::All.apply(bytes, b'+', b'-'),
        Treatment::All.apply(bytes, b'/', b'_'),
    ]
}

fn stripped(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = translations(bytes, &[Treatment::Delete], &[Treatment::Keep, Treatment::All]);
    out.push(bytes.iter().copied().filter(|byte| !b"-_".contains(byte)).collect());
    out
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

pub(super) const fn one(phase: Phase, cost: u32, steps: &'static [Step], apply: fn(&[u8]) -> Option<Vec<u8>>) -> Move {
    Move {
        phase,
        steps,
        cost,
        apply: Apply::One(apply),
    }
}

pub(super) const fn many(phase: Phase, cost: u32, steps: &'static [Step], apply: fn(&[u8]) -> Vec<Vec<u8>>) -> Move {
    Move {
        phase,
        steps,
        cost,
        apply: Apply::Many(apply),
    }
}

/// From bytes to encoded text, the right encoding first. The cost of that one counts from the second encoding on.
pub(super) static ENCODINGS: [Move; 9] = [
    one(Phase::Encoding, 10, &[Step::Base64Url], |b| Some(codec::base64url(b))),
    one(Phase::Encoding, 10, &[Step::Base64], |b| Some(codec::base64(b))),
    one(Phase::Encoding, 10, &[Step::Base64, Step::Padded], |b| {
        Some(codec::base64_padded(b))
    }),
    one(Phase::Encoding, 10, &[Step::Base64Url, Step::Padded], |b| {
        Some(codec::base64url_padded(b))
    }),
    one(Phase::Encoding, 11, &[Step::Base64Url, Step::Padded], |b| {
        Some(url_token(b))
    }),
    one(Phase::Encoding, 10, &[Step::Base32], |b| Some(codec::base32(b))),
    one(Phase::Encoding, 10, &[Step::Base32, Step::Padded], |b| {
        Some(codec::base32_padded(b))
    }),
    one(Phase::Encoding, 11, &[Step::Base32, Step::Lowercase], |b| {
        Some(codec::base32(b).to_ascii_lowercase())
    }),
    one(
        Phase::Encoding,
        11,
        &[Step::Base32, Step::Padded, Step::Lowercase],
        |b| Some(codec::base32_padded(b).to_ascii_lowercase()),
    ),
];

/// From text to changed text. What is cut is not listed here, as the length to cut to comes from the challenge.
pub(super) static RESULTS: [Move; 19] = [
    many(Phase::Result, 10, &[Step::FirstReplacementOnly], |b| {
        translations(b, &[Treatment::First], &[Treatment::Keep, Treatment::All])
    }),
    many(Phase::Result, 10, &[Step::PartialReplacement], partly_translated),
    many(Phase::Result, 10, &[Step::StripSpecials], stripped),
    many(Phase::Result, 11, &[Step::SwappedAlphabet], swapped),
    one(Phase::Result, 10, &[Step::PlusToSpace], |b| {
        b.contains(&b'+')
            .then(|| b.iter().map(|&c| if c == b'+' { b' ' } else { c }).collect())
    }),
    one(Phase::Result, 10, &[Step::FirstReplacementOnly], |b| {
        b.strip_suffix(b"==").map(|rest| [rest, b"="].concat())
    }),
    many(Phase::Result, 10, &[Step::PercentEncode], percent_encodings),
    one(Phase::Result, 11, &[Step::PercentDecode], codec::percent_decode),
    one(Phase::Result, 10, &[Step::Lowercase], |b| Some(b.to_ascii_lowercase())),
    one(Phase::Result, 10, &[Step::Uppercase], |b| Some(b.to_ascii_uppercase())),
    one(Phase::Result, 10, &[Step::JsonQuote], |b| Some(codec::quoted(b, b'"'))),
    one(Phase::Result, 10, &[Step::SingleQuote], |b| {
        Some(codec::quoted(b, b'\''))
    }),
    one(Phase::Result, 10, &[Step::PythonBytesRepr], |b| {
        Some(codec::python_repr(b))
    }),
    one(Phase::Result, 10, &[Step::AppendNewline], |b| Some([b, b"\n"].concat())),
    one(Phase::Result, 10, &[Step::AppendNewline], |b| {
        Some([b, b"\r\n"].concat())
    }),
    one(Phase::Result, 11, &[Step::AppendSpace], |b| Some([b, b" "].concat())),
    one(Phase::Result, 11, &[Step::Trim], |b| Some(b.trim_ascii().to_vec())),
    many(Phase::Result, 10, &[Step::MimeLineBreaks], broken_lines),
    many(Phase::Result, 11, &[Step::Utf16], utf16_texts),
];
