//! The encodings around the innermost bytes of a challenge.

use super::candidates::Candidate;
use super::clues::Clues;
use super::hash::sha256;
use super::program::Program;
use super::search::{MAX_COST, search};
use super::shape::{is_digest_length, is_text};
use super::well_formed::MAX_CHALLENGE;
use crate::{ChallengeMethod, Operation};

/// What a challenge decodes to, and the encodings around it, so that other bytes can be encoded in the same way.
///
/// ```
/// use oauth_doctor_explain::Layers;
///
/// let layers = Layers::of("MTNkMzFlOTYxYTFhZDhlYzJmMTZiMTBjNGM5ODJlMDg3NmE4NzhhZDZkZjE0NDU2NmVlMTg5NGFjYjcwZjljMw").unwrap();
/// assert_eq!(layers.inner().len(), 32);
/// assert!(layers.wrap(&[0xFF; 32]).unwrap().starts_with("ZmZmZmZm"));
/// ```
#[derive(Clone)]
pub struct Layers {
    inner: Vec<u8>,
    program: Program,
}

impl Layers {
    /// Decodes a challenge as far as it goes: to a digest, or to a text. `None` if it does not decode to either, or if
    /// encoding again does not give the challenge byte by byte.
    pub fn of(challenge: &str) -> Option<Self> {
        if challenge.len() > MAX_CHALLENGE {
            return None;
        }
        let clues = Clues::new(challenge.as_bytes());
        let decoded = clues.targets().get(1..)?;
        let is_digest = |target: &&Vec<u8>| is_digest_length(target.len()) && !is_text(target);
        let mut digests = decoded.iter().filter(is_digest).collect::<Vec<_>>();
        // Hexadecimal digits of 32 bytes are base64 of 48, too.
        digests.sort_by_key(|digest| digest.len() != 32);
        let digests = digests.into_iter().map(Vec::as_slice);
        // Go's `Sum` puts the hash of nothing behind the verifier.
        let nothing = sha256(b"");
        let summed = decoded.iter().filter_map(|target| target.strip_suffix(nothing.as_slice()));
        let texts = summed.chain(decoded.iter().rev().map(Vec::as_slice));
        let texts = texts.filter(|target| target.len() >= SHORTEST_TEXT && is_text(target));
        digests.chain(texts).take(MOST_TRIED).find_map(|inner| {
            let input = [Candidate::new(inner.to_vec(), 0)];
            let chain = search(&input, challenge.as_bytes(), &clues, ChallengeMethod::S256, MAX_COST)?;
            Some(Self { inner: inner.to_vec(), program: Program::of(&chain) })
        })
    }

    /// Returns the innermost bytes.
    pub fn inner(&self) -> &[u8] {
        &self.inner
    }

    /// Encodes other bytes as the innermost ones were encoded.
    pub fn wrap(&self, inner: &[u8]) -> Option<String> {
        String::from_utf8(self.program.run(inner)?).ok()
    }

    /// Says how they were encoded, from the inside out.
    pub fn operations(&self) -> Vec<Operation> {
        self.program.operations()
    }
}

/// A shorter text is a coincidence.
const SHORTEST_TEXT: usize = 16;

/// How many of the values that a challenge decodes to are tried.
const MOST_TRIED: usize = 8;

#[cfg(test)]
mod tests {
    use super::super::codec;
    use super::super::digest_text::FORMS;
    use super::super::moves::ENCODINGS;
    use super::*;

    #[test]
    fn another_digest_is_encoded_as_the_first_one_was() {
        let [old, new] = [b"old", b"new"].map(|text| sha256(text));
        for form in FORMS.iter().filter(|form| form.steps != [crate::PkceStep::Utf8Lossy]) {
            for encoding in &ENCODINGS[..4] {
                for (from, to) in form.results(&old).into_iter().zip(form.results(&new)) {
                    let [from, to] = [from, to].map(|text| encoding.results(&text).remove(0));
                    let layers = Layers::of(std::str::from_utf8(&from).unwrap());
                    let made =
                        layers.as_ref().filter(|layers| layers.inner() == old).and_then(|layers| layers.wrap(&new));
                    // Padding tells the encoding only where there is some.
                    let is_alike = from.len() == to.len();
                    assert!(!is_alike || made.is_none_or(|made| made.as_bytes() == to), "{:?}", form.steps);
                }
            }
        }
    }

    #[test]
    fn the_digest_is_found_in_its_usual_texts() {
        let digest = sha256(b"any");
        let hex = codec::hex(&digest);
        for text in [hex.clone(), codec::base64url(&hex), codec::base64_padded(&hex), codec::base32(&digest)] {
            let layers = Layers::of(std::str::from_utf8(&text).unwrap()).unwrap();
            assert_eq!(layers.inner(), digest);
            assert_eq!(layers.wrap(&digest).unwrap().into_bytes(), text);
        }
        assert!(Layers::of("").is_none() && Layers::of("~").is_none());
        let summed = codec::base64url(&[b"Zk3p0qVnTr8YhWcXeD2b".as_slice(), &sha256(b"")].concat());
        let layers = Layers::of(std::str::from_utf8(&summed).unwrap()).unwrap();
        assert_eq!(layers.inner(), b"Zk3p0qVnTr8YhWcXeD2b");
    }
}
