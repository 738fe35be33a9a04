//! Values that must not leave by accident.

use std::fmt;
use std::ops::Range;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

/// A credential: a code, verifier, token, secret or password.
///
/// `Debug`, `Display` and `Serialize` give its shape, `43 chars, sha256:1f2e…`: enough to see that two values are equal or
/// cut, nothing to log in with. The digest is cut to 16 bits, so that it does not confirm a guessed password; a short value or a
/// number, of which there are too few to guess, has none.
#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
pub struct Secret(String);

impl Secret {
    /// Takes the value in.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// Returns the value itself: for comparing and recomputing, never for showing.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the value with every letter and digit replaced by `*`: the structure that a difference shows in (`*/***%2B*`),
    /// without the content.
    pub fn masked(&self) -> String {
        masked(&self.0)
    }
}

fn masked(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() { '*' } else { c }).collect()
}

/// Returns a text with ranges of it masked, whatever their order; they may overlap.
pub(super) fn mask(text: &str, ranges: &[Range<usize>]) -> String {
    let mut ranges: Vec<&Range<usize>> = ranges.iter().collect();
    ranges.sort_by_key(|range| range.start);
    let mut shown = String::with_capacity(text.len());
    let mut done = 0;
    for range in ranges {
        let mut start = range.start.max(done).min(text.len());
        let mut end = range.end.max(done).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        shown.push_str(&text[done..start]);
        shown.push_str(&masked(&text[start..end]));
        done = end;
    }
    shown.push_str(&text[done..]);
    shown
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("empty");
        }
        let count = self.0.chars().count();
        let noun = if count == 1 { "char" } else { "chars" };
        write!(f, "{count} {noun}")?;
        let is_guessed = count < SHORT || count < LONG_NUMBER && self.0.bytes().all(|byte| byte.is_ascii_digit());
        if is_guessed {
            return Ok(());
        }
        let digest = Sha256::digest(self.0.as_bytes());
        write!(f, ", sha256:{:02x}{:02x}…", digest[0], digest[1])
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({self})")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From how many characters on a value has a digest: 16 bits of it would tell which of a few short ones it is.
const SHORT: usize = 8;
/// And from how many digits on a number has.
const LONG_NUMBER: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_which_there_are_few_has_no_digest() {
        for (value, shown) in [("4935", "4 chars"), ("Summer1", "7 chars"), ("20260302", "8 chars"), ("7", "1 char")] {
            assert_eq!(Secret::new(value).to_string(), shown);
        }
    }

    #[test]
    fn no_way_of_printing_shows_the_value() {
        let secret = Secret::new("correct-horse");
        let shown = format!("{secret} {secret:?} {} {}", serde_json::to_string(&secret).unwrap(), secret.masked());
        assert!(!shown.contains("correct") && !shown.contains("horse"), "{shown}");
        assert_eq!(secret.to_string(), "13 chars, sha256:9dca…");
        assert_eq!(secret.masked(), "*******-*****");
    }
}
