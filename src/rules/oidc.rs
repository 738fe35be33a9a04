//! The ID token.

use crate::flow::TokenExchange;
use crate::oauth::Secret;
use crate::oauth::jwt;
use crate::oauth::spec::OIDC_CORE;
use crate::rules::{Assessment, Check, Found, Login, NO_ERROR, Rule, Severity, Shown};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "nonce-mismatch",
    summary: "the ID token carries another nonce than the authorization request",
    why: "The client compares the nonce of the ID token with the one that it sent and must refuse another one: the token may \
          belong to a different login.",
    fix: "Keep one nonce per login, under its `state`; the server must copy the nonce of the request into the ID token.",
    severity: Severity::Error,
    stage: None,
    errors: &[NO_ERROR],
    spec: &[OIDC_CORE.at("3.1.3.7")],
    since: "0.1.0",
    check: Check::Token(nonce),
}];

fn nonce(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let Some(sent) = login.asked("nonce") else {
        return Assessment::NotApplicable;
    };
    let Some(authorize) = &login.flow.authorize else {
        return Assessment::NotApplicable;
    };
    let Some(id_token) = &token.answer.id_token else {
        return if login.succeeded(token) {
            Assessment::not_assessed("the ID token is not in the capture")
        } else {
            Assessment::NotApplicable
        };
    };
    let Some(claims) = jwt::claims(id_token.expose()) else {
        return Assessment::not_assessed("the ID token is encrypted, opaque or redacted");
    };
    // A client that uses the token afterwards did not mind.
    let weigh = |found: Found| {
        if login.token_was_used(token) {
            found.only(Severity::Warning)
        } else {
            found.decided_by_client()
        }
    };
    let part = "token_response.body.id_token.nonce";
    match claims.get("nonce").and_then(|nonce| nonce.as_str()) {
        Some(nonce) if nonce == sent.value => {
            Assessment::ruled_out("the ID token carries the nonce of the authorization request")
        }
        Some(nonce) => {
            let other = login
                .other_requests()
                .find(|(_, authorize)| authorize.params.value("nonce") == Some(nonce));
            let whose = other
                .map(|(flow, _)| format!(": it is that of another login (login {})", flow.id))
                .unwrap_or_default();
            weigh(Found::proven(format!(
                "The ID token carries another nonce than the authorization request{whose}."
            )))
            .shows("sent before", authorize.seen, sent)
            .shows_value(
                "came back",
                token.seen,
                part,
                Shown::Secret(Secret::new(nonce)),
                token.seen.at,
            )
            .into()
        }
        None => Found::proven("The authorization request has a nonce, and the ID token has none; a client that checks it refuses the login.")
            .only(Severity::Warning)
        .shows("sent before", authorize.seen, sent)
        .lacks("came back", token.seen, part)
        .into(),
    }
}
