//! What a verifier and a challenge look like (RFC 7636 §4.1 and §4.2).

use std::ops::RangeInclusive;

/// The lengths of a verifier.
pub(super) const VERIFIER_LENGTH: RangeInclusive<usize> = 43..=128;

/// A longer verifier is compared, and not searched.
pub(super) const MAX_VERIFIER: usize = 4096;

/// A longer challenge is compared, and not searched. The longest derivation known, JSON encoded twice, has about 700
/// bytes.
pub(super) const MAX_CHALLENGE: usize = 8192;

/// Returns whether a verifier may have this character.
pub(super) fn is_verifier_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Returns whether a value has the shape of a verifier: 43 to 128 of its characters.
pub(super) fn is_verifier_shaped(value: &[u8]) -> bool {
    VERIFIER_LENGTH.contains(&value.len()) && value.iter().all(|&byte| is_verifier_char(byte))
}

/// Returns whether a value has the shape of an S256 challenge: the base64url of 32 bytes.
pub(super) fn is_challenge_shaped(value: &[u8]) -> bool {
    value.len() == 43 && value.iter().all(|&byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
