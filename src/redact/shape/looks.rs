//! What a value looks like.

/// Returns the letters and digits of a value in lower case: what stays the same under every encoding.
pub(crate) fn skeleton(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}

/// Returns whether a program drew the value, so that a piece of it is telling: it changes between letters and digits, or between
/// cases, as words do not, or it is a long number.
pub(crate) fn is_random(value: &str) -> bool {
    let count = value.chars().filter(char::is_ascii_alphanumeric).count();
    if count < 8 || value.len() > 4 * count {
        return false;
    }
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let is_hex = || {
        let all = value.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        all && count >= HEX && digits * 5 >= count
    };
    digits == count || is_hex() || is_mixed(value, count / 8 + 2)
}

/// As many hexadecimal digits, of which some are no letters, are no word.
const HEX: usize = 16;

/// Returns whether a word is no name that a programmer made of words: it has digits within, or capitals more often than words begin.
pub(crate) fn is_drawn(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let capitals =
        word.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    digits >= 2 && is_mixed(word, 4) || capitals.count() * 4 >= word.len()
}

/// Returns whether a value changes so often between letters and digits, or between small and capital letters within a word.
pub(crate) fn is_mixed(value: &str, changes: usize) -> bool {
    let mut found = 0;
    let mut last: Option<char> = None;
    for c in value.chars() {
        if let Some(before) = last {
            let digit = before.is_ascii_digit() != c.is_ascii_digit();
            // `camelCase` begins a word with a capital; a capital behind a capital is part of no such word.
            let case = before.is_ascii_lowercase() && c.is_ascii_uppercase();
            let both = before.is_ascii_alphanumeric() && c.is_ascii_alphanumeric();
            found += usize::from(both && (digit || case));
            if found >= changes {
                return true;
            }
        }
        last = Some(c);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_not_random() {
        for value in [
            "SplxlOBeZQQYbYS6WxSbIA",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            "1234567890",
            "602ddb83-becb-1754-4597-3538de425919",
        ] {
            assert!(is_random(value), "{value}");
        }
        for value in [
            "authorization_code",
            "code_challenge_method",
            "ann@example.org",
            "ClientSecretBasic",
            "oauth2-server",
            "S256",
        ] {
            assert!(!is_random(value), "{value}");
        }
    }
}
