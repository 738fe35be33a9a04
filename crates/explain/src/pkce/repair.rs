//! The right value, where the wrong one still holds it.

use super::codec::{base64url, lenient_base64, lenient_hex};
use super::hash::sha256;
use super::input::{inputs, is_legal, lost_end};
use super::{MAX_CHALLENGE, MAX_VERIFIER, is_challenge_shaped};

/// Returns the verifier from which the one that was sent was made, by removing what was added: the one whose S256 is the
/// challenge, 43 to 128 characters of RFC 7636 §4.1. `None` where none is found.
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
    let found = inputs(sent.as_bytes())
        .into_iter()
        .map(|input| input.bytes)
        .find(|bytes| is_right(bytes));
    let bytes = found.or_else(|| lost_end(sent.as_bytes(), is_right).map(|(_, whole)| whole))?;
    let is_verifier = (43..=128).contains(&bytes.len()) && bytes.iter().all(|&byte| is_legal(byte));
    String::from_utf8(bytes).ok().filter(|_| is_verifier)
}

/// Returns the challenge, 43 characters of base64url, that a wrongly encoded one holds: the 32 bytes of a digest in another
/// alphabet of base64, padded, in hexadecimal, or encoded twice. `None` where it is right, and where no 32 bytes are found.
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
/// A digest in hexadecimal, that in base64, and once more.
const MOST_LAYERS: usize = 3;
