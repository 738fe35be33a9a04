//! What something in front of a server answers, before anyone looks at the OAuth message.

use crate::capture::{Content, Exchange};

/// Why an answer says nothing of the request.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum TurnedAway {
    /// A limit of requests (RFC 6585 §4).
    TooMany,
    /// A test whether a person sits in front of a browser.
    Challenged,
    /// The URL or the headers are too long for the server.
    TooLarge,
}

/// Reads whether something in front of the server answered.
pub(crate) fn turned_away(exchange: &Exchange) -> Option<TurnedAway> {
    let response = exchange.response.as_ref()?;
    let status = response.status?;
    let says = |name: &str, values: &[&str]| {
        response.header(name).is_some_and(|value| values.contains(&value.as_str().trim().to_ascii_lowercase().as_str()))
    };
    if status >= 400 && (says("cf-mitigated", &["challenge"]) || says("x-amzn-waf-action", &["challenge", "captcha"])) {
        return Some(TurnedAway::Challenged);
    }
    let page = || match response.body.as_ref().map(|body| &body.content) {
        Some(Content::Text(text)) => text.as_str(),
        _ => "",
    };
    match status {
        403 | 503 if page().contains("/cdn-cgi/challenge-platform/") => Some(TurnedAway::Challenged),
        429 => Some(TurnedAway::TooMany),
        414 | 431 | 494 => Some(TurnedAway::TooLarge),
        400 if page().contains("Request Header Or Cookie Too Large") => Some(TurnedAway::TooLarge),
        _ => None,
    }
}
