//! From which characters one is drawn in the place of another.

/// The alphabet of a value as a whole, where it is narrower than letters and digits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Alphabet {
    Any,
    Hex,
}

/// Characters that are in for each other, of which those of the other case have the same numbers.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
const HEX_LETTERS: &str = "abcdef";
const DIGITS: &str = "0123456789";
/// Letters of two bytes, each with a capital of two.
const ACCENTED: &str = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ";

impl Alphabet {
    /// Returns the characters that may be in the place of one; `None` if it stays.
    pub(super) fn of(self, c: char) -> Option<&'static str> {
        match c {
            '0'..='9' => Some(DIGITS),
            'a'..='f' | 'A'..='F' if self == Self::Hex => Some(HEX_LETTERS),
            'a'..='z' | 'A'..='Z' => Some(LETTERS),
            _ if c.is_alphabetic() => Some(ACCENTED),
            _ => None,
        }
    }
}

/// The last character of base64url without padding: of the bits that it holds, some are always 0.
pub(super) fn canonical_end(length: usize, c: char) -> Option<&'static str> {
    let (capitals, small, digits) = match length % 4 {
        3 => ("aeimquy", "cgkosw", "048"),
        2 => ("aq", "gw", ""),
        _ => return None,
    };
    let alphabet = match c {
        'A'..='Z' => capitals,
        'a'..='z' => small,
        _ => digits,
    };
    alphabet.contains(c.to_ascii_lowercase()).then_some(alphabet)
}

/// Draws a character in the place of another one of its alphabet, by the number that `permuted` makes of its number; keeps the case.
pub(super) fn replace(c: char, alphabet: &str, permuted: impl FnOnce(usize, usize) -> usize) -> char {
    let lower = c.to_lowercase().next().unwrap_or(c);
    let count = alphabet.chars().count();
    // A letter of another script takes the place of one that it is mapped to.
    let index = alphabet.chars().position(|known| known == lower).unwrap_or(c as usize % count);
    let new = alphabet.chars().nth(permuted(index, count)).unwrap_or(c);
    if c.is_uppercase() { new.to_uppercase().next().unwrap_or(new) } else { new }
}
