//! What the token endpoint answered with.

use crate::disclose::Shown;
use crate::flow::TokenExchange;
use crate::login::Login;
use crate::oauth::AnswerBody;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::RFC6749;
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "token-response-not-json",
    summary: "the token endpoint did not answer with JSON",
    why: "A page instead of JSON comes from a wrong URL, a proxy or firewall, or a login page in front of the \
          endpoint; the client fails with a parse error that hides the cause.",
    fix: "Read the status and the body before parsing; send `Accept: application/json`; find out what answered.",
    errors: &[NO_ERROR],
    refusals: &[Refusal::AnswerNotJson],
    spec: &[RFC6749.at("5.1"), RFC6749.at("5.2")],
    optional: Optional::NONE.needs("the address of the token endpoint, and its answer"),
    check: Check::Request(not_json),
}];

fn not_json(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(login.is_to_backend(token))?;
    let what = match token.answer.body {
        AnswerBody::Form if token.answer.error.is_some() && token.answer.status == Some(200) => {
            return Ok(Found::proven("The token endpoint answered HTTP 200 with a form that contains an error: a client that checks only the status, or expects JSON, misses it.")
                .only(Severity::Warning)
                .shows_error(token));
        }
        AnswerBody::Missing => return not_assessed("the body of the answer is not in the capture"),
        _ => login.answered_in_place_of_json(token).or_not_applicable()?,
    };
    let status = token.answer.status.unwrap_or_default();
    let because = match status {
        500.. => "the server failed, or a proxy in front of it couldn't reach it; the log has the reason",
        _ => "a wrong URL, a proxy or firewall, or a login page in front of it",
    };
    Ok(Found::likely(format!("The token endpoint answered HTTP {status} with {what} instead of JSON: {because}."))
        .fallback()
        .shows_value(
            "answered",
            token.seen,
            Message::TokenResponse.at(Component::Body),
            Shown::Public(what.to_owned()),
        ))
}
