//! Recovers the right value from a wrong one that still contains it.

use super::candidates::{candidates, lost_end};
use super::codec::{base64url, lenient_base64, lenient_hex};
use super::hash::sha256;
use super::well_formed::{MAX_CHALLENGE, MAX_VERIFIER, is_challenge_shaped, is_verifier_shaped};

/// Returns the verifier that was changed to the one that was sent. Its S256 is the challenge, and it is well-formed
/// (RFC 7636 §4.1). `None` if no known change leads to it.
///
/// # Example: a line break at the end
///
/// ```
/// use oauth_doctor_explain::original_verifier;
///
/// let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// assert_eq!(original_verifier(&format!("{verifier}\n"), challenge).as_deref(), Some(verifier));
/// assert_eq!(original_verifier("another", challenge), None);
/// ```
pub fn original_verifier(sent: &str, challenge: &str) -> Option<String> {
    if sent.len() > MAX_VERIFIER {
        return None;
    }
    let is_right = |bytes: &[u8]| base64url(&sha256(bytes)) == challenge.as_bytes();
    let found = candidates(sent.as_bytes()).into_iter().map(|candidate| candidate.bytes).find(|bytes| is_right(bytes));
    let bytes = found.or_else(|| lost_end(sent.as_bytes(), is_right).map(|(.., whole)| whole))?;
    Some(bytes).filter(|bytes| is_verifier_shaped(bytes)).and_then(|bytes| String::from_utf8(bytes).ok())
}

/// Returns the right challenge for a wrongly encoded one: for 32 bytes in another alphabet of base64, padded, in
/// hexadecimal, or encoded twice. `None` if the challenge is right already, or if it does not decode to 32 bytes.
///
/// # Example: the standard alphabet, padded
///
/// ```
/// use oauth_doctor_explain::repaired_challenge;
///
/// let right = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// assert_eq!(repaired_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM=").as_deref(), Some(right));
/// assert_eq!(repaired_challenge(right), None);
/// ```
pub fn repaired_challenge(challenge: &str) -> Option<String> {
    if challenge.len() > MAX_CHALLENGE || is_challenge_shaped(challenge.as_bytes()) {
        return None;
    }
    let mut bytes = challenge.as_bytes().to_vec();
    for _ in 0..MOST_LAYERS {
        let digest = lenient_hex(&bytes).filter(|digest| digest.len() == DIGEST);
        bytes = digest.or_else(|| lenient_base64(&bytes, false))?;
        if bytes.len() == DIGEST {
            return String::from_utf8(base64url(&bytes)).ok();
        }
    }
    None
}

/// The length of a SHA-256 digest.
const DIGEST: usize = 32;
/// Hexadecimal, base64 of that, and base64 of that again.
const MOST_LAYERS: usize = 3;
