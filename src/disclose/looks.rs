//! Tells what looks like a credential, whatever its name.

use oauth_doctor_wire::uuid::is_uuid;

/// Returns whether a word looks random: long, of letters and digits, and not an identifier for support (a UUID).
pub(crate) fn is_opaque(word: &str) -> bool {
    if word.len() < OPAQUE {
        return false;
    }
    changes(word) >= MIXED && !is_uuid(word)
}

/// Returns how often a word changes between letters and digits.
fn changes(word: &str) -> usize {
    let mut kinds = word.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.is_ascii_digit());
    let mut last = kinds.next();
    kinds.filter(|kind| last.replace(*kind) != Some(*kind)).count()
}

pub(crate) fn is_opaque_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '~' | '%')
}

/// Returns whether a word looks like what people choose as a password, `Summer2024!`: letters with digits and a mark.
pub(crate) fn is_chosen(word: &str) -> bool {
    let has = |wanted: fn(char) -> bool| word.contains(wanted);
    word.len() >= CHOSEN
        && has(char::is_alphabetic)
        && has(|c| c.is_ascii_digit())
        && has(|c| matches!(c, '!' | '$' | '*' | '^' | '~'))
}

/// Returns whether a text may be the name of a client that nothing else names: it looks neither random nor chosen.
pub(crate) fn may_name_client(text: &str) -> bool {
    let has = |wanted: fn(&u8) -> bool| text.as_bytes().iter().any(wanted);
    let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    is_uuid(text) || !is_mixed && !text.split(['.', ':', '/']).any(|part| is_opaque(part) || is_chosen(part))
}

/// Returns whether a name changes between letters and digits as no name does that people give.
pub(crate) fn is_scrambled(word: &str) -> bool {
    let letters = word.as_bytes().windows(2);
    let rises = letters.filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
    let has_digit = word.contains(|c: char| c.is_ascii_digit());
    word.len() >= SCRAMBLED && (changes(word) >= MIXED || has_digit && rises >= MIXED)
}

/// Returns whether a text is made of words: of letters with separators between them.
pub(crate) fn is_wordy(text: &str) -> bool {
    text.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '_' | '.' | ' ' | '/' | ':'))
}

/// Returns whether a text is a sentence, or the beginning of one: three words or more, of letters.
pub(crate) fn is_prose(text: &str) -> bool {
    let mut words = text.split([' ', '+']).map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation())).peekable();
    let count = words.clone().filter(|word| !word.is_empty()).count();
    count >= PROSE && words.all(|word| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | ':' | '/')))
}

/// Returns whether a word is a time or a version, which looks like a value that was drawn: `2024-08-09T17:14:00Z`, `PHP/5.2.6-1`.
pub(crate) fn is_time_or_version(word: &str) -> bool {
    let bytes = word.as_bytes();
    let is_date = bytes.len() >= 10
        && bytes[..10].iter().zip(*b"0000-00-00").all(
            |(byte, form)| {
                if form == b'-' { *byte == b'-' } else { byte.is_ascii_digit() }
            },
        );
    let version = word.split_once('/').filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_version =
        version.is_some_and(|(_, version)| version.starts_with(|c: char| c.is_ascii_digit()) && version.contains('.'));
    is_date || is_version
}

/// Returns whether a word that stands behind the name of a credential is one, and not the next word of the sentence: `token must`,
/// `code AADSTS54005`.
pub(crate) fn is_value(word: &str) -> bool {
    let mut inner = word.chars().skip(1);
    let has_digit = word.contains(|c: char| c.is_ascii_digit());
    let has_letter = word.contains(char::is_alphabetic);
    let is_code = {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase() || matches!(c, '-' | '_'));
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
    };
    let is_camel =
        word.contains(|c: char| c.is_ascii_lowercase()) && inner.any(|c| c.is_ascii_uppercase()) && !is_class(word);
    // `client id/secret`: words between which somebody has the choice.
    let is_choice = word.split('/').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()));
    let has_mark = !is_choice && word.contains(['!', '$', '*', '^', '~', '#', '%', '@', '&', '+', '/']);
    word.len() >= SHORTEST && has_letter && !is_code && !is_uuid(word) && (has_digit || is_camel || has_mark)
}

/// Returns whether a word is what a program calls an error: `InvalidGrantException`, `OAuthError`.
pub(crate) fn is_class(word: &str) -> bool {
    let stem = ["Exception", "Error", "Fault"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or_default();
    let capitals = stem.bytes().filter(u8::is_ascii_uppercase).count();
    let are_words = stem.len() + 1 >= capitals * 3;
    are_words && capitals > 0 && stem.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Shorter words of letters and digits are error codes and names.
const OPAQUE: usize = 14;
/// How often a random word changes between letters and digits, and a name such as `oauth2-server` does not.
const MIXED: usize = 3;
/// Fewer words are no sentence.
const PROSE: usize = 3;
/// Shorter names are names.
const SCRAMBLED: usize = 8;
/// The shortest password that is told by its form.
const CHOSEN: usize = 6;
/// The shortest value behind the name of a credential.
const SHORTEST: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_identifiers_for_support_are_no_credentials() {
        for word in
            ["oauth2-server", "8ea59452-6283-46a9-ad40-f575122c0ece", "AADSTS54005", "invalid_grant", "spa-2-web-1"]
        {
            assert!(!is_opaque(word) && !is_chosen(word) && may_name_client(word), "{word}");
        }
        for word in [
            "must",
            "Already",
            "expired",
            "400",
            "E0000011",
            "IDX10223",
            "appid/redirect",
            "InvalidGrantException",
            "OAuthError",
        ] {
            assert!(!is_value(word), "{word}");
        }
        for text in ["error:Please+choose+a+valid+username.", "Basic Auth (client id / secret)"] {
            assert!(is_prose(text), "{text}");
        }
        assert!(!is_prose("client01 secret01") && !is_prose("correct horse") && !is_prose("a b c1"));
        for word in ["2024-08-09T17:14:00Z", "PHP/5.2.6-1+lenny8"] {
            assert!(is_time_or_version(word), "{word}");
        }
        assert!(!is_time_or_version("B91F1320:2F41") && !is_time_or_version("4/0AbC-dE9.x"));
        assert!(
            is_value("AbCdEfGhError") && is_value("Winter106162!x") && is_value("hunter2") && is_chosen("Summer2024!")
        );
        assert!(is_opaque("B2PwpsuHFCmizG5Y0Bg0"));
    }
}
