//! What a challenge shows without the verifier.
//!
//! It is decoded from the outside in, until 32 bytes are left, or as many as another digest has.

use oauth_doctor_wire::percent;

use super::moves::Phase;
use super::well_formed::{VERIFIER_LENGTH, is_challenge_shaped, is_verifier_shaped};
use super::{clues, codec};
use crate::PkceStep;

/// What was seen, in the order in which the client did it.
pub(super) struct Shape {
    pub(super) links: Vec<(Phase, Vec<PkceStep>)>,
    /// The length of what seems to be the digest.
    pub(super) digest: usize,
}

/// Returns what is wrong with a challenge, `None` if nothing shows.
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
                links.push((Phase::Hash, vec![PkceStep::GoSum]));
                links.reverse();
                return Some(Shape { links, digest: inner.len() });
            }
            // 64 characters of base64url are a usual verifier, and SHA-384 is rare.
            if inner.len() == 48 && links.as_slice() == [(Phase::Encoding, vec![PkceStep::Base64Url])] {
                return unknown_bytes(links, challenge, inner.len());
            }
            if DIGESTS.iter().any(|(length, _)| *length == inner.len()) && !is_text(&inner) {
                return Some(finish(links, inner.len()));
            }
            if let Some(digest) = latin1(&inner) {
                links.push((Phase::Form, vec![PkceStep::Latin1ToUtf8]));
                return Some(finish(links, digest));
            }
            if inner.windows(3).filter(|window| *window == "\u{FFFD}".as_bytes()).count() > 3 {
                links.push((Phase::Form, vec![PkceStep::Utf8Lossy]));
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
    // Text that is not an encoding of a digest is what the verifier looks like (RFC 7636 §4.1).
    if is_verifier_shaped(&value)
        || !links.is_empty()
            && links.iter().any(|(phase, _)| *phase == Phase::Encoding)
            && is_text(&value)
            && value.len() >= 32
    {
        links.push((Phase::Hash, vec![PkceStep::None]));
        links.reverse();
        return Some(Shape { links, digest: value.len() });
    }
    None
}

fn finish(mut links: Vec<(Phase, Vec<PkceStep>)>, digest: usize) -> Shape {
    let hash = DIGESTS.iter().find(|(length, _)| *length == digest).map_or(PkceStep::Sha256, |(_, hash)| *hash);
    links.push((Phase::Hash, vec![hash]));
    links.reverse();
    Shape { links, digest }
}

/// Judges bytes that are not as long as any digest: a cut digest, or a verifier, encoded or not.
fn unknown_bytes(mut links: Vec<(Phase, Vec<PkceStep>)>, challenge: &[u8], length: usize) -> Option<Shape> {
    if length < 32 && challenge.len() >= 16 {
        links.insert(0, (Phase::Result, vec![PkceStep::Truncate]));
        return Some(finish(links, 32));
    }
    if VERIFIER_LENGTH.contains(&challenge.len()) {
        return Some(Shape { links: vec![(Phase::Hash, vec![PkceStep::None])], digest: length });
    }
    None
}

fn wrapping(value: &[u8]) -> Option<(Vec<PkceStep>, Vec<u8>)> {
    if let Some(inner) = value.strip_suffix(b"\n").or_else(|| value.strip_suffix(b"\r")) {
        return Some((vec![PkceStep::AppendNewline], inner.trim_ascii_end().to_vec()));
    }
    if let Some(inner) = codec::python_bytes(value) {
        return Some((vec![PkceStep::PythonBytesRepr], inner));
    }
    if let Some(inner) = codec::unquote(value, b'"') {
        return Some((vec![PkceStep::JsonQuote], inner.to_vec()));
    }
    if let Some(inner) = codec::unquote(value, b'\'') {
        return Some((vec![PkceStep::SingleQuote], inner.to_vec()));
    }
    percent::decode_bytes(value).map(|inner| (vec![PkceStep::PercentEncode], inner))
}

fn form(value: &[u8]) -> Option<(Vec<PkceStep>, Vec<u8>)> {
    let is_digest = |bytes: &Vec<u8>| DIGESTS.iter().any(|(length, _)| *length == bytes.len());
    if let Some(digest) = codec::lenient_hex(value).filter(|bytes| is_digest(bytes) && value.len() == bytes.len() * 2) {
        return Some((vec![PkceStep::Hex], digest));
    }
    if let Some(digest) = clues::hex_run(value).filter(is_digest)
        && let Some(step) = label(value)
    {
        return Some((vec![step], digest));
    }
    if let Some(digest) = clues::separated_hex(value).filter(is_digest) {
        let step = if value.starts_with(b"<") { PkceStep::DigestDescription } else { PkceStep::HexDashed };
        return Some((vec![step], digest));
    }
    if let Some(digest) = clues::numbers(value).filter(is_digest) {
        let step =
            if value.starts_with(b"{") || value.starts_with(b"[") { PkceStep::JsonBytes } else { PkceStep::DecimalCsv };
        return Some((vec![step], digest));
    }
    None
}

/// Names the tool that prints such a text around a hexadecimal digest.
fn label(value: &[u8]) -> Option<PkceStep> {
    let holds = |part: &[u8]| value.windows(part.len()).any(|window| window == part);
    if holds(b"= ") && !holds(b"bytes = ") {
        return Some(PkceStep::OpensslDgstLine);
    }
    if holds(b"digest: ") || holds(b"bytes = ") {
        return Some(PkceStep::DigestDescription);
    }
    value.trim_ascii_end().ends_with(b"-").then_some(PkceStep::Sha256sumLine)
}

fn encoding(value: &[u8]) -> Option<(Vec<PkceStep>, Vec<u8>)> {
    let padded = value.ends_with(b"=");
    let body = value.len() - value.iter().rev().take_while(|&&byte| byte == b'=').count();
    let is_base32 = value[..body].iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    if is_base32 && [26, 32, 52, 77, 103].contains(&body) {
        let steps = [PkceStep::Base32, PkceStep::Padded];
        return Some((steps[..=usize::from(padded)].to_vec(), codec::lenient_base32(value)?));
    }
    if body % 4 == 1 && body > 43 || body < 16 {
        return None;
    }
    let has = |set: &[u8]| value.iter().any(|byte| set.contains(byte));
    let inner = codec::lenient_base64(value, false)?;
    let url = !has(b"+/ ") && (has(b"-_") || !padded);
    let mut steps = vec![if url { PkceStep::Base64Url } else { PkceStep::Base64 }];
    if padded {
        steps.push(PkceStep::Padded);
    }
    if has(b" ") {
        steps.push(PkceStep::PlusToSpace);
    } else if has(b"+/") && has(b"-_") {
        steps.push(PkceStep::FirstReplacementOnly);
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

/// Returns whether a digest has as many bytes.
pub(super) fn is_digest_length(length: usize) -> bool {
    DIGESTS.iter().any(|(digest, _)| *digest == length)
}

/// Returns whether these bytes are a text that can be printed.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r'))
}

const MAX_LAYERS: usize = 6;

/// How long the digests are, in bytes.
static DIGESTS: [(usize, PkceStep); 6] = [
    (32, PkceStep::Sha256),
    (20, PkceStep::Sha1),
    (64, PkceStep::Sha512),
    (48, PkceStep::Sha384),
    (16, PkceStep::Md5),
    (28, PkceStep::Sha224),
];
