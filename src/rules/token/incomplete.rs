//! Whether the token response has what it must have.

use crate::disclose::Shown;
use crate::flow::TokenExchange;
use crate::login::Login;
use crate::login::access::is_answer_edited;
use crate::oauth::AnswerBody;
use crate::oauth::part::Message;
use crate::oauth::spec::RFC6749;
use crate::rules::assessment::{not_applicable_if, not_assessed_if, ruled_out};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule, Severity};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "token-response-incomplete",
    summary: "the token response lacks what the specification requires of it",
    why: "`access_token` and `token_type` are required, under these names, and `expires_in` is a number. A strict client library refuses \
          another answer with an error of its own, although the server answered 200.",
    fix: "Let the server answer `{\"access_token\": \"…\", \"token_type\": \"Bearer\", \"expires_in\": 3600}`, with a number for \
          `expires_in`. At a server that you do not run, take the answer in the client before its library reads it.",
    errors: &[NO_ERROR],
    refusals: &[],
    spec: &[RFC6749.at("5.1"), RFC6749.at("7.1")],
    optional: Optional::NONE.severity(Severity::Warning).since("0.2.0"),
    check: Check::Request(incomplete),
}];

fn incomplete(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let answer = &token.answer;
    let is_ok = answer.status.is_some_and(|status| (200..300).contains(&status));
    if let Some(alias) = answer.token_alias.filter(|_| is_ok && answer.error.is_none() && answer.id_token.is_none()) {
        not_assessed_if(token.excerpt, "the token response is in pieces")?;
        let message = format!("The token response has a token under the name `{alias}`, and no `access_token`.");
        let part = Message::TokenResponse.body("access_token");
        let reaction = login.reaction_to_token(token);
        return Ok(Found::proven(message).if_client_stopped(reaction).lacks("answered", token.seen, part));
    }
    not_applicable_if(!token.succeeded())?;
    not_assessed_if(answer.body != AnswerBody::Json, "the token response is not in the capture as JSON")?;
    not_assessed_if(is_answer_edited(token) || token.excerpt, "the token response is redacted, or in pieces")?;
    let reaction = login.reaction_to_token(token);
    let weigh = |found: Found| {
        let found = found.if_client_stopped(reaction);
        let severity = found.severity;
        if reaction.is_stop() {
            Found { severity: Some(Severity::Error), ..found }
        } else {
            Found { severity, ..found }
        }
    };
    if answer.is_token_nested {
        let message =
            "The token response has its `access_token` inside of another member; a client looks for it at the top.";
        return Ok(weigh(Found::proven(message)).lacks(
            "answered",
            token.seen,
            Message::TokenResponse.body("access_token"),
        ));
    }
    if answer.token_type.is_none() {
        let lifetime = if answer.is_lifetime_text { ", and its `expires_in` is a text" } else { "" };
        let message = format!("The token response has no `token_type`{lifetime}.");
        return Ok(weigh(Found::proven(message)).lacks(
            "answered",
            token.seen,
            Message::TokenResponse.body("token_type"),
        ));
    }
    if answer.is_lifetime_text {
        let seconds = answer.expires_in.map(|seconds| format!("\"{seconds}\"")).unwrap_or_default();
        let found = weigh(Found::proven("`expires_in` of the token response is a text, and not a number."))
            .shows_value("answered", token.seen, Message::TokenResponse.body("expires_in"), Shown::Public(seconds));
        // Many clients take it, and some servers of note send it.
        return Ok(if reaction.is_stop() { found } else { found.only(Severity::Note) });
    }
    ruled_out("the token response has `access_token` and `token_type`")
}
