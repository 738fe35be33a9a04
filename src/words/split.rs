//! Finds the error and its description in a message, in whatever form it is written.

use serde_json::{Map, Value};

use crate::oauth::answer::TOKEN_ERRORS;
use crate::oauth::codes;

/// The error and the description of a message.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Said {
    pub(super) error: Option<String>,
    pub(super) description: Option<String>,
}

/// Takes a message apart: a JSON object anywhere in it, or an error code with words behind or around it.
pub(super) fn split(text: &str) -> Said {
    if let Some(object) = object(text) {
        let string = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
        if let Some(error) = string("error") {
            return Said { error: Some(error), description: string("error_description") };
        }
    }
    let words = text.match_indices(|c: char| c.is_ascii_lowercase()).map(|(at, _)| at);
    let mut from = 0;
    for at in words {
        if at < from {
            continue;
        }
        let length = text[at..].bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
        from = at + length;
        let word = &text[at..from];
        let is_whole = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && !text[from..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if is_whole && word.contains('_') && is_code(word) {
            return Said { error: Some(word.to_owned()), description: description(&text[from..]) };
        }
    }
    Said { error: None, description: description(text) }
}

/// Returns whether this is the code of an error.
pub(super) fn is_code(word: &str) -> bool {
    codes::of(word).is_some() || TOKEN_ERRORS.contains(&word)
}

/// Reads the first JSON object of a text.
fn object(text: &str) -> Option<Map<String, Value>> {
    let at = text.find('{')?;
    let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
    match values.next()?.ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// Returns the words behind an error, without what joins them to it and without what servers add to them.
fn description(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let text = ["error_description", "errorDescription", "description"]
        .iter()
        .find_map(|name| text.strip_prefix(name))
        .unwrap_or(text);
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = [" Trace ID:", "\n", "\\r\\n"].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    let words = text[..end].trim().trim_matches(['"', '\'', '`', '{', '}']);
    let is_bracketed = words.contains(['(', '[']);
    let words = if is_bracketed { words } else { words.trim_end_matches([')', ']']) };
    (!words.is_empty()).then(|| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_taken_apart() {
        for text in [
            "invalid_grant: Code not valid",
            "(invalid_grant) Code not valid",
            "[invalid_grant] Code not valid",
            "OPError: invalid_grant (Code not valid)",
            "oauth2: \"invalid_grant\" \"Code not valid\"",
            "failed: 400 {\"error\":\"invalid_grant\",\"error_description\":\"Code not valid\"}",
            "error: 'invalid_grant', error_description: 'Code not valid'",
        ] {
            let said = split(text);
            let parts = (said.error.as_deref(), said.description.as_deref());
            assert_eq!(parts, (Some("invalid_grant"), Some("Code not valid")), "{text}");
        }
    }

    #[test]
    fn words_without_a_code_are_a_description() {
        assert_eq!(split("Code not valid"), Said { error: None, description: Some("Code not valid".to_owned()) });
        assert_eq!(split("my_invalid_grant_test").error, None);
    }
}
