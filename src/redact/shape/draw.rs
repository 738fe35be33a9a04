//! Draws the replacement of a value.

use std::ops::RangeInclusive;

use oauth_doctor_wire::uuid::is_uuid;

use super::alphabet::{Alphabet, canonical_end, replace};
use super::looks::skeleton;
use super::stream::Stream;
use crate::disclose::placeholder::{is_placeholder, is_unset};
use crate::redact::Key;

/// Returns a value of the same shape, and the same one for every value of this skeleton. It has as many characters; those that are
/// no letters or digits stay. Each position has a permutation of its own, so that another member of the family tells nothing of it.
/// A further attempt returns another one.
pub(crate) fn substitute(key: &Key, value: &str, attempt: u32) -> String {
    let family = skeleton(value);
    let chars: Vec<char> = value.chars().collect();
    let plan = Plan::of(value, &chars);
    let mut drawn = value.to_owned();
    // A replacement may look like what it must not be: a placeholder, or the value itself.
    for redraw in 0..TRIES {
        let mut stream = Stream::new(key, &family, attempt.saturating_mul(TRIES).saturating_add(redraw));
        drawn = plan.draw(&chars, &mut stream);
        // So may a value of few different characters, which a check calls guessable, like one of many.
        let is_alike = is_placeholder(&drawn) == is_placeholder(value)
            && is_unset(&drawn) == is_unset(value)
            && has_few(&skeleton(&drawn)) == has_few(&family);
        if drawn != value && is_alike {
            break;
        }
    }
    drawn
}

/// Returns whether a short value has few different characters.
fn has_few(family: &str) -> bool {
    let mut different: Vec<char> = family.chars().take(*GUESSABLE.end() + 1).collect();
    let is_short = GUESSABLE.contains(&different.len());
    different.sort_unstable();
    different.dedup();
    is_short && different.len() < *GUESSABLE.start()
}

/// How the characters of a value are drawn.
struct Plan {
    alphabet: Alphabet,
    /// After so many letters and digits the value repeats itself.
    period: usize,
    /// The characters that stay, by their position.
    kept: fn(usize, &[char]) -> bool,
    /// The last character is that of base64.
    has_end: bool,
}

impl Plan {
    fn of(value: &str, chars: &[char]) -> Self {
        let words: Vec<char> = chars.iter().filter(|c| c.is_alphanumeric()).map(char::to_ascii_lowercase).collect();
        let is_hex = !words.is_empty()
            && words.iter().all(char::is_ascii_hexdigit)
            && (words.len() >= 8 && words.iter().any(char::is_ascii_digit));
        let is_number = words.iter().all(char::is_ascii_digit);
        let kept: fn(usize, &[char]) -> bool = if is_uuid(value) {
            // The version and the variant.
            |at, _| at == 14 || at == 19
        } else if is_number && chars.len() >= 2 && looks_like_time(value) {
            |at, _| at < 4
        } else {
            |_, _| false
        };
        let is_url_safe =
            !is_hex && chars.len() > 8 && chars.iter().all(|c| c.is_ascii_alphanumeric() || "-_".contains(*c));
        Self {
            alphabet: if is_hex { Alphabet::Hex } else { Alphabet::Any },
            period: period(&words),
            kept,
            has_end: is_url_safe,
        }
    }

    fn draw(&self, chars: &[char], stream: &mut Stream) -> String {
        let mut position = 0;
        let last = chars.len().saturating_sub(1);
        let drawn = chars.iter().enumerate().map(|(at, &c)| {
            if !c.is_alphanumeric() {
                return c;
            }
            let number = position % self.period;
            position += 1;
            let end = if at == last && self.has_end { canonical_end(chars.len(), c) } else { None };
            match end.or_else(|| self.alphabet.of(c)) {
                Some(alphabet) if !(self.kept)(at, chars) => {
                    replace(c, alphabet, |index, count| stream.permuted(number, index, count))
                }
                _ => c,
            }
        });
        drawn.collect()
    }
}

/// Returns after how many characters a value repeats itself: 1 where it has so few different ones that which of them are equal is
/// what is seen of it, its length where it does not.
fn period(words: &[char]) -> usize {
    let length = words.len().max(1);
    let mut different: Vec<char> = words.iter().copied().take(SHORT).collect();
    different.sort_unstable();
    different.dedup();
    if (8..=SHORT).contains(&length) && different.len() * 4 <= length {
        return 1;
    }
    // The longest beginning that is also an end, as Knuth, Morris and Pratt compute it.
    let mut border = vec![0; words.len()];
    for at in 1..words.len() {
        let mut known = border[at - 1];
        while known > 0 && words[at] != words[known] {
            known = border[known - 1];
        }
        border[at] = known + usize::from(words[at] == words[known]);
    }
    let shift = length - border.last().copied().unwrap_or_default();
    if shift * 2 <= length { shift } else { length }
}

/// Seconds or milliseconds since 1970, in this century: how far two of them are apart is telling.
fn looks_like_time(value: &str) -> bool {
    matches!(value.len(), 10 | 13) && value.starts_with('1')
}

/// How long a value is whose different characters are counted: in a longer one, few of them are a pattern of their own.
const GUESSABLE: RangeInclusive<usize> = 8..=12;
/// How often a replacement is drawn again.
const TRIES: u32 = 8;
/// In a longer value, few different characters are not a pattern.
const SHORT: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        Key::from_bytes(&[byte; 32]).expect("it is long enough")
    }

    fn shape(value: &str) -> String {
        let kind = |c: char| match c {
            '0'..='9' => '0',
            'a'..='z' => 'a',
            'A'..='Z' => 'A',
            _ => c,
        };
        value.chars().map(kind).collect()
    }

    #[test]
    fn a_replacement_has_the_shape_of_the_value() {
        for value in ["SplxlOBeZQQYbYS6WxSbIA", "4/0AdVIWY5jX3eo-_", "Summer2024!", "a", "pa$$ wörd"] {
            let new = substitute(&key(1), value, 0);
            assert_ne!(new, value);
            assert_eq!(
                shape(&new).replace(|c: char| !c.is_ascii(), "?"),
                shape(value).replace(|c: char| !c.is_ascii(), "?")
            );
            assert_eq!(new.len(), value.len());
        }
    }

    #[test]
    fn hex_stays_hex_and_a_uuid_stays_a_uuid() {
        let digest = "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3";
        assert!(substitute(&key(2), digest, 0).bytes().all(|byte| byte.is_ascii_hexdigit()));
        let uuid = substitute(&key(2), "0f8fad5b-d9cb-469f-a165-70867728950e", 0);
        assert!(is_uuid(&uuid) && uuid.as_bytes()[14] == b'4' && uuid.as_bytes()[19] == b'a', "{uuid}");
    }

    #[test]
    fn what_repeats_itself_still_does() {
        let new = substitute(&key(3), "abc1abc1abc1abc1", 0);
        assert!(new.as_bytes().chunks(4).all(|chunk| chunk == &new.as_bytes()[..4]), "{new}");
        let new = substitute(&key(3), "abbaabbbaaabbaba", 0);
        let swapped: String = new.chars().map(|c| if c == new.as_bytes()[0] as char { 'a' } else { 'b' }).collect();
        assert_eq!(swapped, "abbaabbbaaabbaba");
    }

    #[test]
    fn the_end_of_base64_stays_canonical() {
        for byte in 0..40 {
            let new = substitute(&key(byte), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", 0);
            assert!(new.ends_with(['c', 'g', 'k', 'o', 's', 'w']), "{new}");
        }
    }

    #[test]
    fn case_and_separators_do_not_change_what_a_value_becomes() {
        let of = |value: &str| substitute(&key(5), value, 0);
        assert_eq!(skeleton(&of("AB-12 cd")), skeleton(&of("ab12cD")));
        assert_ne!(substitute(&key(5), "ab12cd", 0), substitute(&key(5), "ab12cd", 1));
        assert_ne!(substitute(&key(5), "ab12cd", 0), substitute(&key(6), "ab12cd", 0));
    }
}
