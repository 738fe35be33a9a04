//! Compares a challenge with a verifier, or looks at a challenge alone.

use super::clues::Clues;
use super::search::{MAX_COST, search};
use super::well_formed::{MAX_CHALLENGE, MAX_VERIFIER};
use super::{candidates, codec, constant, hash, shape, wording};
use crate::{ChallengeMethod, Explanation, Relation};

/// Tells how a client made `challenge` from `verifier` (RFC 7636 §4.6).
///
/// Both are the values after form decoding. `challenge` is what the authorize request carried as `code_challenge`,
/// `method` its `code_challenge_method`, and `verifier` what the token request carried as `code_verifier`.
///
/// If a pair allows two readings, the steps name both. A challenge that equals the verifier is
/// [`Fault::NotHashed`](crate::Fault::NotHashed). If it also looks like a challenge (43 characters of base64url), the
/// steps are `none` *and* `swapped`: the client may have sent the challenge as the verifier, and the pair alone cannot
/// tell.
///
/// A verifier of more than 4096 bytes and a challenge of more than 8192 are compared, but not searched.
pub fn pkce(verifier: &str, challenge: &str, method: ChallengeMethod) -> Relation {
    let right = match method {
        ChallengeMethod::S256 => codec::base64url(&hash::sha256(verifier.as_bytes())),
        ChallengeMethod::Plain => verifier.as_bytes().to_vec(),
    };
    if right == challenge.as_bytes() {
        return Relation::Matches;
    }
    if verifier.len() > MAX_VERIFIER || challenge.len() > MAX_CHALLENGE {
        return Relation::Unrelated;
    }
    if method == ChallengeMethod::Plain && codec::base64url(&hash::sha256(verifier.as_bytes())) == challenge.as_bytes()
    {
        return Relation::Explained(wording::other_method());
    }
    let s256 = |input: &[u8]| codec::base64url(&hash::sha256(input));
    if s256(challenge.as_bytes()) == verifier.as_bytes() {
        return Relation::Explained(wording::exchanged());
    }
    let clues = Clues::new(challenge.as_bytes());
    let constant = constant::find(challenge.as_bytes(), &clues);
    let inputs = candidates::candidates(verifier.as_bytes());
    let find = |method| search(&inputs, challenge.as_bytes(), &clues, method, MAX_COST).map(|chain| (chain, method));
    let found = if method == ChallengeMethod::Plain { find(ChallengeMethod::Plain) } else { None };
    if let Some((chain, method)) = found.or_else(|| find(ChallengeMethod::S256))
        && constant.as_ref().is_none_or(|(_, other)| chain.cost <= other.cost)
    {
        return Relation::Explained(wording::explain(&chain, verifier, challenge, method));
    }
    if let Some((constant, chain)) = constant {
        return Relation::Explained(wording::derived_from(constant, &chain));
    }
    let lost = candidates::lost_end(verifier.as_bytes(), |whole| s256(whole) == challenge.as_bytes());
    if let Some((end, character, _)) = lost {
        return Relation::Explained(wording::lost(end, character));
    }
    if let Some(constant) = constant::is_constant(verifier).filter(|_| !verifier.is_empty()) {
        return Relation::Explained(wording::verifier_is(constant));
    }
    if let Some(what) = constant::printed_object(&clues) {
        return Relation::Explained(wording::printed(what));
    }
    Relation::Unrelated
}

/// Tells what is wrong with an S256 challenge (RFC 7636 §4.2), as far as it shows without the verifier.
///
/// Returns `None` for 43 characters of base64url, unless they come from a constant.
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
