//! What the server said about a request that it refused.

use serde_json::{Map, Value};

use super::meaning::Words;
use crate::disclose::Scrubber;
use crate::flow::{Seen, TokenExchange};
use crate::login::{Login, Outcome};
use crate::oauth::AnswerBody;
use crate::providers::Check;
use crate::rules::{self, AT_AUTHORIZE, NO_ERROR, NOT_BEGUN};

/// The refusal of a server.
#[derive(Debug)]
pub struct ServerError {
    /// The exchange.
    pub exchange: usize,
    /// Whose words these are.
    pub speaker: Speaker,
    /// The HTTP status.
    pub status: Option<u16>,
    /// `error`.
    pub error: Option<String>,
    /// `error_description`; secrets of the capture are masked in it.
    pub description: Option<String>,
    /// What that means.
    pub meaning: Option<Words>,
}

/// Who says that a login is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Speaker {
    /// The server, in its answer.
    Server,
    /// The client, or its library, of what came back to it.
    Client,
    /// A protected resource, of the token that was presented.
    Resource,
    /// A program that wrote down what a server concluded.
    Log,
}

/// Reads the error of a page that is JSON.
fn of_json(page: &str) -> Option<(String, Option<String>)> {
    let page: Map<String, Value> = serde_json::from_str(page).ok()?;
    let text = |name: &str| page.get(name).and_then(Value::as_str).map(str::to_owned);
    Some((text("error")?, text("error_description")))
}

impl Speaker {
    /// Returns the name in JSON: `server`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::Resource => "resource",
            Self::Log => "log",
        }
    }

    /// Returns what stands before the words: `The server said`.
    pub fn says(self) -> &'static str {
        match self {
            Self::Server => "The server said",
            Self::Client => "The client reported",
            Self::Resource => "The resource said",
            Self::Log => "The log says",
        }
    }

    fn of(check: Check) -> Self {
        match check {
            Check::Client => Self::Client,
            Check::Resource => Self::Resource,
            Check::Token | Check::Authorize => Self::Log,
        }
    }
}

/// Returns the refusal that is to be explained.
pub(crate) fn server_error(login: &Login<'_>, scrubber: &Scrubber) -> Option<ServerError> {
    let clean = |text: Option<&str>| text.map(|text| scrubber.clean_words(text));
    let refusal = |seen: Seen, status, error: Option<&str>, description: Option<&str>| {
        let written_as_json = description.filter(|_| error.is_none()).and_then(of_json);
        let (error, description) = match &written_as_json {
            Some((error, description)) => (Some(error.as_str()), description.as_deref()),
            None => (error, description),
        };
        Some(ServerError {
            exchange: seen.exchange,
            speaker: Speaker::Server,
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
        let said = refusal(statement.seen, facts.status, facts.error.as_deref(), Some(&statement.said));
        return said.map(|said| ServerError { speaker: Speaker::of(statement.check), ..said });
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
