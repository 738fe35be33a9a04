//! What the server said of a request that it refused.

use super::meaning::Words;
use crate::disclose::Scrubber;
use crate::login::Login;
use crate::oauth::AnswerBody;
use crate::rules::{self, AT_AUTHORIZE, NO_ERROR, NOT_BEGUN};

/// The refusal of a server.
#[derive(Debug)]
pub struct ServerError {
    /// The exchange.
    pub exchange: usize,
    /// The HTTP status.
    pub status: Option<u16>,
    /// `error`.
    pub error: Option<String>,
    /// `error_description`; secrets of the capture are masked in it.
    pub description: Option<String>,
    /// What that means.
    pub meaning: Option<Words>,
}

/// Returns the refusal that is to be explained.
pub(crate) fn server_error(login: &Login<'_>, scrubber: &Scrubber) -> Option<ServerError> {
    let clean = |text: &Option<String>| text.as_deref().map(|text| scrubber.clean_words(text));
    if let Some(token) = login.decisive().filter(|token| token.refused()) {
        let answer = &token.answer;
        return Some(ServerError {
            exchange: token.seen.exchange,
            status: answer.status,
            error: clean(&answer.error),
            description: clean(&answer.description),
            meaning: None,
        });
    }
    let response = login
        .flow
        .responses
        .iter()
        .find(|response| response.params.filled("error").is_some());
    if let Some(response) = response {
        let value = |name: &str| response.params.value(name).map(|value| scrubber.clean_words(value));
        return Some(ServerError {
            exchange: response.seen.exchange,
            status: None,
            error: value("error"),
            description: value("error_description"),
            meaning: None,
        });
    }
    if let Some(registration) = login.flow.refused_registration() {
        return Some(ServerError {
            exchange: registration.seen.exchange,
            status: registration.status,
            error: clean(&registration.error),
            description: clean(&registration.description),
            meaning: None,
        });
    }
    let refusal = login
        .flow
        .authorize
        .as_ref()?
        .answers
        .iter()
        .rev()
        .find(|answer| answer.refused)?;
    let page = clean(&refusal.error_text);
    Some(ServerError {
        exchange: refusal.seen.exchange,
        status: refusal.status,
        error: clean(&refusal.error),
        description: page,
        meaning: None,
    })
}

/// Returns the code by which the rules that may explain the failure are chosen. Servers mix up `invalid_request` and codes of
/// their own with `invalid_grant`, so what no rule lists counts as that.
pub(crate) fn error_code<'a>(login: &Login<'_>, error: Option<&'a ServerError>) -> &'a str {
    if login.flow.is_prepared_only() {
        return NOT_BEGUN;
    }
    if login.decisive().is_none() && error.is_some() {
        return AT_AUTHORIZE;
    }
    match error.and_then(|error| error.error.as_deref()) {
        None if login.is_unanswered() => "invalid_grant",
        None if error.is_some()
            && login
                .decisive()
                .is_some_and(|token| token.answer.body == AnswerBody::Missing) =>
        {
            "invalid_grant"
        }
        None => NO_ERROR,
        Some(code) if rules::all().any(|rule| rule.errors.contains(&code)) => code,
        Some(_) => "invalid_grant",
    }
}
