//! What a challenge shows by itself.
//!
//! The reverse of the derivation, as far as it can be seen: from the outside in, until 32 bytes are left or the length of
//! another digest.

use super::text::Phase;
use super::{clue, codec, is_challenge_shaped};
use crate::Step;

/// What was seen, in the order in which the client did it.
pub(super) struct Shape {
    pub(super) links: Vec<(Phase, Vec<Step>)>,
    /// The length of what seems to be the digest.
    pub(super) digest: usize,
}

/// Returns what is wrong about a challenge, `None` if nothing can be seen.
pub(super) fn shape(challenge: &[u8]) -> Option<Shape> {
    if is_challenge_shaped(challenge) || challenge.is_empty() {
        return None;
    }
    let mut links = Vec::new();
    let mut value = challenge.to_vec();
    for _ in 0..MAX_LAYERS {
        if let Some((steps, digest)) = form(&value) {
            links.push((Phase::Form, steps));
            return Some(finish(links, digest.len()));
        } else if let Some((steps, inner)) = wrapping(&value) {
            links.push((Phase::Result, steps));
            value = inner;
        } else if let Some((steps, inner)) = encoding(&value) {
            links.push((Phase::Encoding, steps));
            if inner.ends_with(&super::hash::sha256(b"")) {
                links.push((Phase::Hash, vec![Step::GoSum]));
                links.reverse();
                return Some(Shape {
                    links,
                    digest: inner.len(),
                });
            }
            // 64 characters of base64url are a usual verifier, and SHA-384 is rare.
            if inner.len() == 48 && links.as_slice() == [(Phase::Encoding, vec![Step::Base64Url])] {
                return unknown_bytes(links, challenge, inner.len());
            }
            if DIGESTS.iter().any(|(length, _)| *length == inner.len()) && !is_text(&inner) {
                return Some(finish(links, inner.len()));
            }
            if let Some(digest) = latin1(&inner) {
                links.push((Phase::Form, vec![Step::Latin1ToUtf8]));
                return Some(finish(links, digest));
            }
            if inner
                .windows(3)
                .filter(|window| *window == "\u{FFFD}".as_bytes())
                .count()
                > 3
            {
                links.push((Phase::Form, vec![Step::Utf8Lossy]));
                return Some(finish(links, 32));
            }
            if !is_text(&inner) {
                return unknown_bytes(links, challenge, inner.len());
            }
            value = inner;
        } else {
            break;
        }
    }
    // Text that is no encoding of a digest is what the verifier looks like (RFC 7636 §4.1).
    let is_verifier = (43..=128).contains(&value.len()) && value.iter().all(|&byte| super::input::is_legal(byte));
    if is_verifier
        || !links.is_empty()
            && links.iter().any(|(phase, _)| *phase == Phase::Encoding)
            && is_text(&value)
            && value.len() >= 32
    {
        links.push((Phase::Hash, vec![Step::None]));
        links.reverse();
        return Some(Shape {
            links,
            digest: value.len(),
        });
    }
    None
}

fn finish(mut links: Vec<(Phase, Vec<Step>)>, digest: usize) -> Shape {
    let hash = DIGESTS
        .iter()
        .find(|(length, _)| *length == digest)
        .map_or(Step::Sha256, |(_, hash)| *hash);
    links.push((Phase::Hash, vec![hash]));
    links.reverse();
    Shape { links, digest }
}

/// Decides about bytes of no digest's length: a cut digest, or an encoded or plain verifier.
fn unknown_bytes(mut links: Vec<(Phase, Vec<Step>)>, challenge: &[u8], length: usize) -> Option<Shape> {
    if length < 32 && challenge.len() >= 16 {
        links.insert(0, (Phase::Result, vec![Step::Truncate]));
        return Some(finish(links, 32));
    }
    if (43..=128).contains(&challenge.len()) {
        return Some(Shape {
            links: vec![(Phase::Hash, vec![Step::None])],
            digest: length,
        });
    }
    None
}

fn wrapping(value: &[u8]) -> Option<(Vec<Step>, Vec<u8>)> {
    if let Some(inner) = value.strip_suffix(b"\n").or_else(|| value.strip_suffix(b"\r")) {
        return Some((vec![Step::AppendNewline], inner.trim_ascii_end().to_vec()));
    }
    if let Some(inner) = codec::python_bytes(value) {
        return Some((vec![Step::PythonBytesRepr], inner));
    }
    if let Some(inner) = codec::unquote(value, b'"') {
        return Some((vec![Step::JsonQuote], inner.to_vec()));
    }
    if let Some(inner) = codec::unquote(value, b'\'') {
        return Some((vec![Step::SingleQuote], inner.to_vec()));
    }
    codec::percent_decode(value).map(|inner| (vec![Step::PercentEncode], inner))
}

fn form(value: &[u8]) -> Option<(Vec<Step>, Vec<u8>)> {
    let is_digest = |bytes: &Vec<u8>| DIGESTS.iter().any(|(length, _)| *length == bytes.len());
    if let Some(digest) = codec::lenient_hex(value).filter(|bytes| is_digest(bytes) && value.len() == bytes.len() * 2) {
        return Some((vec![Step::Hex], digest));
    }
    if let Some(digest) = clue::hex_run(value).filter(is_digest)
        && let Some(step) = label(value)
    {
        return Some((vec![step], digest));
    }
    if let Some(digest) = clue::separated_hex(value).filter(is_digest) {
        let step = if value.starts_with(b"<") {
            Step::DigestDescription
        } else {
            Step::HexDashed
        };
        return Some((vec![step], digest));
    }
    if let Some(digest) = clue::numbers(value).filter(is_digest) {
        let step = if value.starts_with(b"{") || value.starts_with(b"[") {
            Step::JsonBytes
        } else {
            Step::DecimalCsv
        };
        return Some((vec![step], digest));
    }
    None
}

/// Names the tool that prints such a text around a hexadecimal digest.
fn label(value: &[u8]) -> Option<Step> {
    let holds = |part: &[u8]| value.windows(part.len()).any(|window| window == part);
    if holds(b"= ") && !holds(b"bytes = ") {
        return Some(Step::OpensslDgstLine);
    }
    if holds(b"digest: ") || holds(b"bytes = ") {
        return Some(Step::DigestDescription);
    }
    value.trim_ascii_end().ends_with(b"-").then_some(Step::Sha256sumLine)
}

fn encoding(value: &[u8]) -> Option<(Vec<Step>, Vec<u8>)> {
    let padded = value.ends_with(b"=");
    let body = value.len() - value.iter().rev().take_while(|&&byte| byte == b'=').count();
    let is_base32 = value[..body]
        .iter()
        .all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    if is_base32 && [26, 32, 52, 77, 103].contains(&body) {
        let steps = [Step::Base32, Step::Padded];
        return Some((steps[..=usize::from(padded)].to_vec(), codec::lenient_base32(value)?));
    }
    if body % 4 == 1 && body > 43 || body < 16 {
        return None;
    }
    let has = |set: &[u8]| value.iter().any(|byte| set.contains(byte));
    let inner = codec::lenient_base64(value, false)?;
    let url = !has(b"+/ ") && (has(b"-_") || !padded);
    let mut steps = vec![if url { Step::Base64Url } else { Step::Base64 }];
    if padded {
        steps.push(Step::Padded);
    }
    if has(b" ") {
        steps.push(Step::PlusToSpace);
    } else if has(b"+/") && has(b"-_") {
        steps.push(Step::FirstReplacementOnly);
    }
    Some((steps, inner))
}

/// Returns the number of characters, if this is a digest whose bytes became characters.
fn latin1(bytes: &[u8]) -> Option<usize> {
    if bytes.is_ascii() {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let count = text.chars().count();
    (text.chars().all(|c| u32::from(c) < 256) && DIGESTS.iter().any(|(length, _)| *length == count)).then_some(count)
}

fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r'))
}

const MAX_LAYERS: usize = 6;

/// How long the digests are, in bytes.
static DIGESTS: [(usize, Step); 6] = [
    (32, Step::Sha256),
    (20, Step::Sha1),
    (64, Step::Sha512),
    (48, Step::Sha384),
    (16, Step::Md5),
    (28, Step::Sha224),
];
