//! Names and sentences that people write instead of a value.

/// `your-client-id`, `the_code_from_callback`, `yourSecret`: nothing but words, of which one is what people write instead of a
/// value, and another the name of one.
pub(crate) fn is_name_in_words(lower: &str) -> bool {
    if lower.len() > 64 {
        return false;
    }
    let parts = || lower.split(['_', '-', ' ']).filter(|part| !part.is_empty());
    let stands_in = |part: &str| STAND_INS.contains(&part);
    let names = |part: &str| VALUE_NAMES.contains(&part);
    let joined = lower.strip_prefix("your").is_some_and(|rest| JOINED_NAMES.contains(&rest));
    joined
        || parts().any(stands_in)
            && parts().any(names)
            && parts().all(|part| stands_in(part) || names(part) || FILLERS.contains(&part))
}

/// `the code from the callback`, `same as above`.
pub(crate) fn is_prose(lower: &str) -> bool {
    let mut words = lower.split(' ').peekable();
    let is_word =
        |word: &str| word.len() <= 20 && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '(' | ')' | ','));
    let of_a_sentence = ["the", "your", "my", "from", "same", "this", "our", "above"];
    lower.len() <= 120
        && lower.split(' ').count() >= 3
        && words.all(is_word)
        && lower.split(' ').any(|word| of_a_sentence.contains(&word))
}

/// What people write before or behind the name of a value to say that it stands for one.
const STAND_INS: &[&str] =
    &["your", "my", "the", "here", "from", "insert", "replace", "some", "original", "goes", "placeholder"];
/// The names of values that nobody shows.
const VALUE_NAMES: &[&str] =
    &["code", "secret", "verifier", "challenge", "token", "password", "id", "state", "nonce", "value"];
const FILLERS: &[&str] = &[
    "client",
    "auth",
    "authorization",
    "access",
    "refresh",
    "callback",
    "redirect",
    "uri",
    "url",
    "pkce",
    "app",
    "with",
    "in",
    "response",
    "request",
    "browser",
    "a",
    "step",
    "1",
    "2",
    "previous",
    "generated",
    "random",
    "string",
    "app",
];
/// What `your` is written together with: `yourClientId`.
const JOINED_NAMES: &[&str] = &[
    "code",
    "clientid",
    "clientsecret",
    "secret",
    "verifier",
    "codeverifier",
    "authcode",
    "token",
    "state",
    "authorizationcode",
];
