//! What becomes of a verifier of the usual form: its S256 decides, so that the challenge in one file still fits to the verifier in
//! another, where both are redacted under one key.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use sha2::{Digest, Sha256};

use super::Key;
use super::pkce::is_alike;
use super::shape::is_random;
use crate::explain::{Fault, Layers, challenge_alone, repaired_challenge};
use crate::oauth::pkce::{PLAIN_WORDS, s256};

/// Returns what takes the place of a verifier of 32 random bytes; `None` of one of another form, and where there is one recording.
pub(crate) fn verifier(key: &Key, verifier: &str) -> Option<String> {
    (key.is_shared() && is_usual(verifier)).then(|| drawn(key, &s256(verifier)))
}

/// Returns what takes the place of a challenge whose verifier is not in the recording: the same mistake makes it of the verifier that
/// takes the place of that one. `None` where no S256 can be read in it.
pub(crate) fn challenge(key: &Key, challenge: &str) -> Option<String> {
    if !key.is_shared() {
        return None;
    }
    if is_usual(challenge) && challenge_alone(challenge).is_none() {
        return Some(s256(&drawn(key, challenge)));
    }
    let right = repaired_challenge(challenge)?;
    let alone = challenge_alone(challenge).filter(|alone| alone.fault != Fault::Constant)?;
    let layers = Layers::of(challenge)?;
    let new = drawn(key, &right);
    let digest = Sha256::digest(&new);
    let inner = [digest.to_vec(), HEXLOWER.encode(&digest).into_bytes(), HEXUPPER.encode(&digest).into_bytes()];
    inner.iter().filter_map(|inner| layers.wrap(inner)).find(|other| {
        other.len() == challenge.len()
            && repaired_challenge(other) == Some(s256(&new))
            && is_alike(Some(&alone), challenge_alone(other).as_ref())
    })
}

fn drawn(key: &Key, right: &str) -> String {
    BASE64URL_NOPAD.encode(&key.derive(b"verifier", right.as_bytes()))
}

/// 43 characters of base64url, of each class some, and no words.
fn is_usual(value: &str) -> bool {
    let has = |class: fn(&u8) -> bool| value.bytes().any(|byte| class(&byte));
    let lower = value.to_ascii_lowercase();
    value.len() == USUAL
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && is_random(value)
        && !PLAIN_WORDS.iter().any(|word| lower.contains(word))
}

/// How long 32 bytes are in base64url.
const USUAL: usize = 43;

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "wYpq3vXb1mKf8sTzR5nLh2cJd7gQe9aUo4iEx6tVBkM";

    #[test]
    fn a_pair_fits_though_neither_half_knows_the_other() {
        let key = Key::from_bytes(&[7; 32]).expect("it is long enough");
        let new = verifier(&key, VERIFIER).expect("it has the usual form");
        assert_eq!(challenge(&key, &s256(VERIFIER)), Some(s256(&new)));
        let hex = |verifier: &str| HEXLOWER.encode(&Sha256::digest(verifier));
        let packed = |verifier: &str| BASE64URL_NOPAD.encode(hex(verifier).as_bytes());
        assert_eq!(challenge(&key, &hex(VERIFIER)), Some(hex(&new)));
        assert_eq!(challenge(&key, &packed(VERIFIER)), Some(packed(&new)));
        let padded = |verifier: &str| format!("{}=", s256(verifier));
        assert_eq!(challenge(&key, &padded(VERIFIER)), Some(padded(&new)));
    }

    #[test]
    fn what_has_words_or_another_length_is_left() {
        let key = Key::from_bytes(&[7; 32]).expect("it is long enough");
        for value in ["short", "my-code-verifier-is-this-0123456789-ABCDEFG", &format!("{VERIFIER}x")] {
            assert_eq!(verifier(&key, value), None, "{value}");
        }
    }
}
