//! Whether a token endpoint read what is in a request, as its answer and other requests tell.

use super::login::Login;
use super::stage::Stage;
use crate::flow::TokenExchange;
use crate::oauth::part::Section;
use crate::oauth::{Answer, Basic, Grant, Param};

impl Login<'_> {
    /// Returns whether the server read what a request holds in this part: its words repeat a value that stands nowhere else, they
    /// judge one, or it took another request of the same form.
    pub(crate) fn has_read(&self, token: &TokenExchange, part: Section) -> bool {
        repeats(token, part) || judges(token) || self.takes_form(token, part)
    }

    /// Returns whether the same endpoint gave a token for another request of this method and form.
    fn takes_form(&self, token: &TokenExchange, part: Section) -> bool {
        let has_part = |token: &TokenExchange| token.params.iter().any(|param| param.section == part);
        let is_alike = |other: &&TokenExchange| {
            other.seen.order != token.seen.order
                && other.endpoint == token.endpoint
                && other.method == token.method
                && other.body == token.body
                && has_part(other)
        };
        let mut others = self.compared().flat_map(|flow| &flow.tokens).filter(is_alike);
        has_part(token) && others.any(|other| other.succeeded() && other.answer.access_token.is_some())
    }
}

/// Returns whether the server's words show that it knows the code or refresh token, so that it issued it: they say what became of
/// it, or compare what belongs to it.
pub(crate) fn knows_grant(token: &TokenExchange, stage: Option<Stage>) -> bool {
    let answer = &token.answer;
    let compares = match stage {
        Some(Stage::Pkce) => true,
        // Whether it is registered, a server may look up without the code.
        Some(Stage::RedirectUri) => answer.says(&["match", "differ", "same"]),
        _ => false,
    };
    judges_grant(answer) || compares && !says_missing(answer)
}

/// Returns whether the server, or what is in front of it, says that it has no time for any request.
pub(crate) fn is_busy(token: &TokenExchange) -> bool {
    let answer = &token.answer;
    matches!(answer.status, Some(429 | 502..=504))
        || answer.is_any(&["temporarily_unavailable", "server_error"])
        || answer.says(&["rate limit", "request limit", "limit reached", "too many requests", "throttl"])
}

/// Returns whether the server says that something is not there.
pub(crate) fn says_missing(answer: &Answer) -> bool {
    answer.says(&[
        "missing",
        "required",
        "not provided",
        "not supplied",
        "not specified",
        "not present",
        "must ",
        "empty",
        "blank",
        "null",
        "undefined",
        "expected",
        "could not find",
        "couldn't find",
        "no grant",
        "no code",
        "no client",
        "without",
    ])
}

/// Returns whether the words judge a value that only a request that was read has.
fn judges(token: &TokenExchange) -> bool {
    let answer = &token.answer;
    if says_missing(answer) {
        return false;
    }
    let compares = answer.says(&[
        "verification failed",
        "not match",
        "n't match",
        "mismatch",
        "another client",
        "different client",
    ]);
    // The `Authorization` header may name the client.
    let client =
        answer.says(&["disabled", "suspended", "deactivated", "inactive", "not enabled"]) && !token.has_authorization;
    let user = answer.says(&["locked", "password"]);
    compares || client || user || judges_secret(token) || judges_grant(answer)
}

/// Returns whether the words judge the secret of the client, which a parameter holds and no header: to compare it, a server must
/// know which client it is.
fn judges_secret(token: &TokenExchange) -> bool {
    let answer = &token.answer;
    token.params.filled_any(&["client_secret"]).is_some()
        && !token.has_authorization
        && Stage::named(answer) == [Stage::Secret]
        && answer.says(&["secret"])
        && !answer.says(&[" or ", "/", "credential", "client and", "unknown"])
}

/// Returns whether the words say what became of a code or token; "invalid or expired" is said of a code that is not there, too.
fn judges_grant(answer: &Answer) -> bool {
    let unspecific =
        ["invalid or", "or invalid", "incorrect", "unknown", "not valid", "malformed", "bad ", "not found", "invalid,"];
    let is_end = |stage: &Stage| matches!(stage, Stage::Reuse | Stage::Expiry | Stage::Session);
    let became = Stage::named(answer).iter().any(is_end);
    answer.description.is_some() && became && !answer.says(&unspecific)
}

/// Returns whether the words repeat a value of this part of a request that stands nowhere else in it.
fn repeats(token: &TokenExchange, part: Section) -> bool {
    let Some(description) = token.answer.description.as_deref() else {
        return false;
    };
    let basic = token.basic.as_ref().and_then(Basic::client_id);
    let is_elsewhere = |value: &str| {
        basic.as_deref() == Some(value)
            || token.params.iter().any(|other| other.section != part && other.value == value)
            || token.endpoint.contains(value)
    };
    let mut values = token.params.iter().filter(|param| param.section == part && is_telling(param));
    values.any(|param| holds_word(description, &param.value) && !is_elsewhere(&param.value))
}

/// A word that a server may say by itself tells nothing: `authorization_code`, `web`.
fn is_telling(param: &Param) -> bool {
    let value = param.value.as_str();
    let is_name = param.name == "grant_type" || Grant::parse(value).is_some() || param.is_placeholder();
    !is_name && value.len() >= 4 && value.chars().any(|c| !c.is_ascii_alphabetic() && c != '_')
}

fn holds_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric();
    text.match_indices(word).any(|(at, _)| {
        let (before, behind) = (&text[..at], &text[at + word.len()..]);
        !before.ends_with(is_part) && !behind.starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(description: &str) -> Answer {
        Answer { description: Some(description.to_owned()), ..Answer::default() }
    }

    #[test]
    fn what_became_of_a_code_is_known_of_a_code_that_was_read() {
        for words in
            ["Authorization code has expired", "Code was already redeemed.", "The token was revoked by its user"]
        {
            assert!(judges_grant(&said(words)), "{words}");
        }
        for words in
            ["The code passed is incorrect or expired.", "Invalid or expired code", "The client secret has expired"]
        {
            assert!(!judges_grant(&said(words)), "{words}");
        }
    }

    #[test]
    fn a_value_is_repeated_as_a_whole_word() {
        assert!(holds_word("Client web-1 is disabled", "web-1"));
        assert!(!holds_word("Client web-12 is disabled", "web-1"));
    }
}
