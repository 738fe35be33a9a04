//! Why a code challenge does not belong to a code verifier.
//!
//! The derivation of RFC 7636 §4.2 is `base64url(SHA-256(ASCII(verifier)))`. Real clients get each part of it wrong: what
//! is hashed (`input`), with what (`hash`), how the digest becomes text and is encoded, and what happens to the result
//! (`text`). The search goes through all of these and their combinations, the fewest mistakes first (`search`), and
//! is kept small by what the challenge can be decoded to (`clue`). Every chain that it returns was derived forwards
//! and gave the challenge, byte by byte.

use super::{Explanation, Method, Relation};

mod change;
mod clue;
mod code;
mod codec;
mod constant;
mod examples;
mod form;
mod hash;
mod input;
mod repair;
mod search;
mod shape;
#[cfg(test)]
mod tests;
mod text;
mod wording;
mod words;

use clue::Clues;
pub use code::examples;
pub use repair::{original_verifier, repaired_challenge};
use search::{MAX_COST, search};

/// Tells how `challenge` came from `verifier`, for RFC 7636 §4.6.
///
/// Both are the values after form decoding. `challenge` is what the authorize request carried as `code_challenge`, `method`
/// its `code_challenge_method`, and `verifier` what the token request carried as `code_verifier`.
///
/// Where one pair allows two readings, both are told. In particular a challenge that equals the verifier is
/// [`Fault::NotHashed`](super::Fault::NotHashed); if the value also looks like a challenge (43 characters of base64url) the steps are `none` *and*
/// `swapped`, because it may as well be a challenge that was sent as the verifier, and the pair alone cannot tell.
///
/// Values of unlikely length (a verifier beyond 4096 bytes, a challenge beyond 8192) are compared, but not searched.
///
/// # Example: a digest that became hexadecimal text
///
/// ```
/// use oauth_doctor_explain::{Fault, Method, Relation, pkce};
///
/// let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// let challenge = "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3";
/// let Relation::Explained(explanation) = pkce(verifier, challenge, Method::S256) else { panic!() };
/// assert_eq!(explanation.fault, Fault::Hex);
/// assert_eq!(explanation.steps.iter().map(|step| step.as_str()).collect::<Vec<_>>(), ["sha256", "hex"]);
/// ```
pub fn pkce(verifier: &str, challenge: &str, method: Method) -> Relation {
    let right = match method {
        Method::S256 => codec::base64url(&hash::sha256(verifier.as_bytes())),
        Method::Plain => verifier.as_bytes().to_vec(),
    };
    if right == challenge.as_bytes() {
        return Relation::Matches;
    }
    if verifier.len() > MAX_VERIFIER || challenge.len() > MAX_CHALLENGE {
        return Relation::Unrelated;
    }
    if method == Method::Plain && codec::base64url(&hash::sha256(verifier.as_bytes())) == challenge.as_bytes() {
        return Relation::Explained(wording::other_method());
    }
    let s256 = |input: &[u8]| codec::base64url(&hash::sha256(input));
    if s256(challenge.as_bytes()) == verifier.as_bytes() {
        return Relation::Explained(wording::exchanged());
    }
    let clues = Clues::new(challenge.as_bytes());
    let constant = constant::find(challenge.as_bytes(), &clues);
    let inputs = input::inputs(verifier.as_bytes());
    let find = |method| search(&inputs, challenge.as_bytes(), &clues, method, MAX_COST).map(|chain| (chain, method));
    let found = if method == Method::Plain {
        find(Method::Plain)
    } else {
        None
    };
    if let Some((chain, method)) = found.or_else(|| find(Method::S256))
        && constant.as_ref().is_none_or(|(_, other)| chain.cost <= other.cost)
    {
        return Relation::Explained(wording::explain(&chain, verifier, challenge, method));
    }
    if let Some((constant, chain)) = constant {
        return Relation::Explained(wording::derived_from(constant, &chain));
    }
    if let Some((end, _)) = input::lost_end(verifier.as_bytes(), |whole| s256(whole) == challenge.as_bytes()) {
        return Relation::Explained(wording::lost(end));
    }
    if let Some(constant) = constant::is_constant(verifier).filter(|_| !verifier.is_empty()) {
        return Relation::Explained(wording::verifier_is(constant));
    }
    if let Some(what) = constant::printed_object(&clues) {
        return Relation::Explained(wording::printed(what));
    }
    Relation::Unrelated
}

/// Tells what is wrong with an S256 challenge (RFC 7636 §4.2) that shows it by itself, with no verifier at hand.
///
/// Returns `None` for 43 characters of base64url, unless they come from a constant: nothing more can be seen.
pub fn challenge_alone(challenge: &str) -> Option<Explanation> {
    if challenge.len() > MAX_CHALLENGE {
        return None;
    }
    let clues = Clues::new(challenge.as_bytes());
    if let Some((constant, chain)) = constant::find(challenge.as_bytes(), &clues) {
        return Some(wording::derived_from(constant, &chain));
    }
    if let Some(what) = constant::printed_object(&clues) {
        return Some(wording::printed(what));
    }
    shape::shape(challenge.as_bytes()).map(|shape| wording::seen(&shape, challenge))
}

/// Is this the shape of an S256 challenge: the base64url of 32 bytes?
fn is_challenge_shaped(value: &[u8]) -> bool {
    value.len() == 43
        && value
            .iter()
            .all(|&byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// RFC 7636 §4.1 allows 128 characters.
const MAX_VERIFIER: usize = 4096;

/// An S256 challenge has 43 characters; the longest derivation known, JSON encoded twice, has about 700.
const MAX_CHALLENGE: usize = 8192;
