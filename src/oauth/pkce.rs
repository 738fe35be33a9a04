//! PKCE as RFC 7636 defines it.
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

/// How many characters a `code_verifier` may have (RFC 7636 §4.1).
pub const VERIFIER_LENGTH: std::ops::RangeInclusive<usize> = 43..=128;

/// Words that chance does not write into a verifier: six letters and more.
pub const PLAIN_WORDS: &[&str] =
    &["verifier", "challenge", "random", "secret", "password", "example", "abcdef", "123456", "qwerty", "testtest"];

/// Returns the S256 challenge of a verifier: `BASE64URL(SHA256(ASCII(code_verifier)))`, 43 characters (RFC 7636 §4.2).
pub fn s256(verifier: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()))
}

/// Returns a new verifier: 32 random bytes as base64url, 43 characters (RFC 7636 §4.1).
///
/// # Errors
///
/// When the operating system gives no random bytes.
pub fn new_verifier() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(BASE64URL_NOPAD.encode(&bytes))
}

/// Returns whether a character may be in a verifier: `A-Z a-z 0-9 - . _ ~` (RFC 7636 §4.1).
pub fn is_verifier_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~')
}

/// Returns whether a string has the length and the characters of an S256 challenge: 32 bytes as base64url (RFC 7636 §4.2).
pub fn is_s256(challenge: &str) -> bool {
    BASE64URL_NOPAD.decode(challenge.as_bytes()).is_ok_and(|digest| digest.len() == 32)
}

/// Returns whether a string has the length and the characters of a verifier (RFC 7636 §4.1).
pub fn is_verifier(verifier: &str) -> bool {
    VERIFIER_LENGTH.contains(&verifier.len()) && verifier.chars().all(is_verifier_char)
}

/// RFC 7636, appendix B.
pub(crate) const RFC7636_EXAMPLE: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc_holds() {
        assert_eq!(s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_new_verifier_is_well_formed() {
        let verifier = new_verifier().unwrap();
        assert!(is_verifier(&verifier));
    }
}
