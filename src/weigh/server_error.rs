//! What the server said about a request that it refused.

use super::meaning::Words;
use crate::disclose::Scrubber;
use crate::flow::{Seen, TokenExchange};
use crate::login::{Login, Outcome};
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
    let clean = |text: Option<&str>| text.map(|text| scrubber.clean_words(text));
    let refusal = |seen: Seen, status, error: Option<&str>, description: Option<&str>| {
        Some(ServerError {
            exchange: seen.exchange,
            status,
            error: clean(error),
            description: clean(description),
            meaning: None,
        })
    };
    let says = |token: &TokenExchange| token.answer.error.is_some() || token.answer.description.is_some();
    if let Some(statement) =
        login.statement().filter(|_| login.decisive().is_none_or(|token| !token.refused() || !says(token)))
    {
        let facts = &statement.facts;
        return refusal(statement.seen, facts.status, facts.error.as_deref(), Some(&statement.said));
    }
    if let Some(token) = login.decisive().filter(|token| token.refused()) {
        let answer = &token.answer;
        return refusal(token.seen, answer.status, answer.error.as_deref(), answer.description.as_deref());
    }
    if let Some(response) = login.flow.error_response() {
        let value = |name: &str| response.params.value(name);
        return refusal(response.seen, None, value("error"), value("error_description"));
    }
    if let Some(refused) = &login.flow.refused_device {
        let answer = &refused.answer;
        return refusal(refused.seen, answer.status, answer.error.as_deref(), answer.description.as_deref());
    }
    if let Some(step) = login.flow.refused_registration() {
        return refusal(step.seen, step.status, step.error.as_deref(), step.description.as_deref());
    }
    // The server still asked to wait when the recording ended.
    let mut pending = login.flow.tokens.iter().rev().filter(|token| token.is_pending());
    if let Some(token) = pending.next().filter(|_| login.outcome() == Outcome::Incomplete) {
        let answer = &token.answer;
        return refusal(token.seen, answer.status, answer.error.as_deref(), answer.description.as_deref());
    }
    let page = login.flow.authorize.as_ref()?.refusal()?;
    refusal(page.seen, page.status, page.error.as_deref(), page.error_text.as_deref())
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
        None if error.is_some() && login.decisive().is_some_and(|token| token.answer.body == AnswerBody::Missing) => {
            "invalid_grant"
        }
        None => NO_ERROR,
        Some(code) if rules::all().any(|rule| rule.errors.contains(&code)) => code,
        Some(_) => "invalid_grant",
    }
}
