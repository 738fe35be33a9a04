//! What verifiers and challenges are.

use crate::explain::{self, ChallengeMethod, Relation};

/// A verifier and a challenge that may belong together.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Pair<'a> {
    pub(crate) verifier: &'a str,
    pub(crate) challenge: &'a str,
}

/// Returns the challenges that a value has if it is a verifier and the client makes no mistake or the most frequent ones. This is
/// cheap enough for every value of a recording: verifiers are not always called so.
pub(crate) fn challenges_of(value: &str) -> [String; 5] {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(value.as_bytes());
    let encodings =
        [data_encoding::BASE64URL_NOPAD, data_encoding::BASE64URL, data_encoding::BASE64_NOPAD, data_encoding::BASE64];
    let [url, padded, standard, standard_padded] = encodings.map(|encoding| encoding.encode(&digest));
    [url, padded, standard, standard_padded, data_encoding::HEXLOWER.encode(&digest)]
}

/// Returns whether a verifier or a challenge is nobody's secret: a word of a program, an example of RFC 7636, one character
/// repeated.
pub(crate) fn is_public(value: &str) -> bool {
    let mut characters = value.chars();
    let first = characters.next();
    explain::pkce::is_placeholder(value) || characters.all(|character| Some(character) == first)
}

/// Returns how a pair relates, as a check of the recording says it.
pub(crate) fn relation(pair: Pair<'_>) -> Relation {
    explain::pkce(pair.verifier, pair.challenge, ChallengeMethod::S256)
}

/// Returns the characters that are not letters and digits, sorted.
pub(crate) fn specials(value: &str) -> Vec<char> {
    let mut out = value.chars().filter(|character| !character.is_ascii_alphanumeric()).collect::<Vec<_>>();
    out.sort_unstable();
    out
}

/// Returns whether two explanations say the same.
pub(crate) fn is_alike(left: Option<&explain::Explanation>, right: Option<&explain::Explanation>) -> bool {
    let said = |explanation: &explain::Explanation| (explanation.steps.clone(), explanation.text.clone());
    left.map(said) == right.map(said)
}
