//! Whether what is under a name is a value, and not a word about it.

use crate::disclose::placeholder::{is_placeholder, is_unset};
use crate::redact::Kind;
use crate::redact::shape::is_random;

/// How sure it is that a name belongs to what stands behind it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Tie {
    /// A parameter, a member, a header.
    Firm,
    /// A colon in a sentence or a listing.
    Loose,
}

/// Returns whether a text under the name of a secret is one.
pub(super) fn is_value(kind: Kind, value: &str, tie: Tie) -> bool {
    if is_unset(value) || is_placeholder(value) || matches!(value, "true" | "false" | "0" | "1" | "-") {
        return false;
    }
    let has_digit = value.contains(|c: char| c.is_ascii_digit());
    let has_letter = value.contains(char::is_alphabetic);
    if !has_digit && !has_letter {
        return false;
    }
    let has_space = value.contains(char::is_whitespace);
    match (kind, tie) {
        // Any word may be a password, and any name that of a person.
        (Kind::Password | Kind::Cookie, Tie::Firm) => {
            !(has_space && value.starts_with('(')) && (kind == Kind::Password || !is_phrase(value))
        }
        (Kind::Verifier | Kind::Challenge, Tie::Firm) => !is_word(value) || value.len() >= SHORTEST,
        // `" + encodeURIComponent(name) + "` is a part of a program.
        (Kind::Personal, Tie::Firm) => (has_letter || value.len() > 4) && !value.contains(" + ") && !is_phrase(value),
        (Kind::Code | Kind::State | Kind::Token, Tie::Firm) => {
            !has_space && !is_word(value) && !is_path(value) && (has_letter || value.len() > 4)
        }
        (Kind::Opaque | Kind::Host, _) => true,
        (Kind::Password, Tie::Loose) => !has_space && value.len() >= 6 && has_digit && !value.ends_with(':'),
        (_, Tie::Loose) => !has_space && is_random(value) && !value.ends_with(':'),
    }
}

/// `open`, `refresh_token_not_found`, `ERR_BAD_REQUEST`, `Already`: a word of a program, not a value that it drew.
pub(crate) fn is_word(value: &str) -> bool {
    let is_constant = value.contains('_')
        && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    if is_constant {
        return true;
    }
    let letters = value.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '-' | '.' | ':'));
    // Codes for people to type have no vowels, so that they are not words.
    let has_vowel = value.contains(|c: char| !c.is_ascii() || "aeiouyAEIOUY".contains(c)) || value.len() < 4;
    letters && has_vowel && value.len() <= 40 && !is_capitalised_inside(value)
}

/// `token: "/oauth2/v1/token"`: where something is.
fn is_path(value: &str) -> bool {
    value.starts_with('/') && value.len() < LONGEST_PATH && !is_random(value)
}

/// A longer path is a value that begins so.
const LONGEST_PATH: usize = 64;

/// `search total footer count`: more words in small letters than a name has.
fn is_phrase(value: &str) -> bool {
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    value.split(' ').count() > LONGEST_NAME && value.split(' ').all(is_word)
}

/// Names in small letters have no more words.
const LONGEST_NAME: usize = 4;
/// A shorter word is not a verifier (RFC 7636 §4.1).
const SHORTEST: usize = 43;

/// Has a capital behind a small letter more than once, as `aGVsbG8` and no name has.
fn is_capitalised_inside(value: &str) -> bool {
    let pairs = value.as_bytes().windows(2);
    pairs.filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_under_the_name_of_a_secret_are_none() {
        for value in [
            "ERR_BAD_REQUEST",
            "refresh_token_not_found",
            "open",
            "POST",
            "400",
            "{{code}}",
            "undefined",
            "Already",
            "/oauth2/v1/token",
        ] {
            assert!(!is_value(Kind::Code, value, Tie::Firm), "{value}");
        }
        for value in ["SplxlOBeZQQYbYS6WxSbIA", "4/0AdV", "abc123", "AbCdEfGhIj"] {
            assert!(is_value(Kind::Code, value, Tie::Firm), "{value}");
        }
        assert!(is_value(Kind::Personal, "ann maria lee", Tie::Firm));
        assert!(!is_value(Kind::Personal, "list of all items in this cart", Tie::Firm));
        assert!(is_value(Kind::Password, "hunter", Tie::Firm));
        assert!(!is_value(Kind::Password, "incorrect", Tie::Loose));
    }
}
