//! Who the client says it is, and how it proves it.

use crate::flow::{BodyForm, TokenExchange};
use crate::oauth::placeholder::{is_placeholder, is_unset};
use crate::oauth::spec::{OIDC_CORE, RFC6749, RFC7523};
use crate::rules::{Assessment, Change, Check, Confidence, Found, Login, NewValue, Rule, Severity, Shown};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "client-id-missing",
        summary: "the token request does not say which client it is from",
        why: "A client that does not authenticate must send `client_id`; without it the server cannot know whose code this is, \
              and says `invalid_client`, `invalid_request` or that no authentication method was used.",
        fix: "Add `client_id` to the body of the token request.",
        severity: Severity::Error,
        stage: None,
        errors: &["invalid_client", "invalid_request"],
        spec: &[RFC6749.at("3.2.1"), RFC6749.at("4.1.3")],
        since: "0.1.0",
        check: Check::Token(id_missing),
    },
    Rule {
        id: "client-id-mismatch",
        summary: "the token request comes from another client than the authorization request",
        why: "A code is bound to the client that asked for it. For another client it is an `invalid_grant`, or an \
              `invalid_client` where that one must authenticate.",
        fix: "Use one `client_id` for the whole login; look for two configurations (environments, tenants, server and page).",
        severity: Severity::Error,
        stage: None,
        errors: &["invalid_grant", "invalid_client", "unauthorized_client"],
        spec: &[RFC6749.at("4.1.3"), RFC6749.at("5.2")],
        since: "0.1.0",
        check: Check::Token(id_mismatch),
    },
    Rule {
        id: "client-assertion-reused",
        summary: "the client authenticates with an assertion that it had sent before",
        why: "A server may accept each `client_assertion` once, by its `jti`. A retry that sends the same one again is refused as \
              `invalid_client`, whatever was wrong the first time.",
        fix: "Sign a new assertion, with a new `jti`, for each request, retries included.",
        severity: Severity::Error,
        stage: None,
        errors: &["invalid_client"],
        spec: &[RFC7523.at("3"), OIDC_CORE.at("9")],
        since: "0.1.0",
        check: Check::Token(assertion_reused),
    },
];

fn id_missing(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    if let Some(reason) = login.own_grant(token) {
        return Assessment::ruled_out(reason);
    }
    let authenticates = super::client_auth::authenticates(token);
    if authenticates
        || token
            .params
            .get("client_id")
            .is_some_and(|id| !is_unset(id.value.trim()))
    {
        return Assessment::ruled_out("the request says which client it is from");
    }
    if token.params.is_empty() || matches!(token.body, BodyForm::Stringified | BodyForm::Missing | BodyForm::Other) {
        return Assessment::not_assessed("the parameters of the token request cannot be read");
    }
    if token.params.iter().any(|param| {
        param.name != "client_id" && param.name.to_ascii_lowercase().replace(['-', '_'], "") == "clientid"
            || param.name == "client_key"
    }) {
        return Assessment::NotApplicable;
    }
    let refused = !login.succeeded(token) && token.refused();
    if login.recording.sanitised && !preflight_excludes_authorization(login, token) {
        return Assessment::not_assessed("an `Authorization` header may have been removed from this capture on export");
    }
    let client = login.asked("client_id");
    let message = match token.params.get("client_id") {
        None => {
            "The token request has no `client_id` and no client authentication, so the server cannot know whose code it is."
        }
        Some(_) => {
            "The `client_id` of the token request is empty, or the text of a variable that was never set, and there is no client authentication."
        }
    };
    // A server that judges the grant knew the client.
    let confidence = if refused && token.answer.is_error("invalid_grant") {
        Confidence::Likely
    } else {
        Confidence::Proven
    };
    let mut found = Found::new(confidence, message);
    if let (Some(client), Some(authorize)) = (client, &login.flow.authorize) {
        found = found.shows("sent before", authorize.seen, client).token(Change::Set(
            "client_id".to_owned(),
            NewValue::Value(Shown::param(client)),
        ));
    }
    found.lacks("sent", token.seen, "token_request.body.client_id").into()
}

/// An `Authorization` header to another origin has to be asked for in the preflight, so one that was removed on export would show
/// there.
fn preflight_excludes_authorization(login: &Login<'_>, token: &TokenExchange) -> bool {
    let preflights = login
        .flow
        .preflights
        .iter()
        .filter(|preflight| preflight.endpoint == token.endpoint);
    let asks = |headers: &str| {
        headers
            .split(',')
            .any(|name| name.trim().eq_ignore_ascii_case("authorization"))
    };
    let simple = login.flow.preflights.is_empty() && token.body == BodyForm::Form;
    let asked: Vec<bool> = preflights
        .map(|preflight| preflight.asks_headers.as_deref().is_some_and(asks))
        .collect();
    token.is_cross_origin() && (simple || !asked.is_empty() && !asked.contains(&true))
}

fn id_mismatch(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let Some(asked) = login.asked("client_id") else {
        return Assessment::not_assessed("the authorization request, or its `client_id`, is not in the capture");
    };
    let Some(sent) = token.client_id() else {
        return Assessment::NotApplicable;
    };
    if is_unset(&sent) {
        return Assessment::NotApplicable;
    }
    if is_placeholder(&sent) {
        return Assessment::not_assessed("`client_id` is redacted");
    }
    let raw_basic = token.basic.as_ref().is_some_and(|basic| basic.id == asked.value);
    if sent == asked.value || raw_basic {
        return Assessment::ruled_out("both requests name the same client");
    }
    let message = format!(
        "The code was issued to the client `{}` and is redeemed by `{sent}`.",
        asked.value
    );
    let Some(authorize) = &login.flow.authorize else {
        return Assessment::NotApplicable;
    };
    let found = Found::proven(message).shows("code issued to", authorize.seen, asked);
    let found = match token.params.filled("client_id") {
        Some(param) => found.shows("redeemed by", token.seen, param),
        None => found.shows_value(
            "redeemed by",
            token.seen,
            "token_request.header.authorization",
            Shown::Public(sent),
            token.seen.at,
        ),
    };
    let change = if token.params.filled("client_id").is_none() && token.basic.is_some() {
        Change::BasicUser(asked.value.clone())
    } else {
        Change::Set("client_id".to_owned(), NewValue::Value(Shown::param(asked)))
    };
    found.token(change).into()
}

fn assertion_reused(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let Some(sent) = token.params.filled("client_assertion") else {
        return Assessment::NotApplicable;
    };
    if sent.is_placeholder() {
        return Assessment::not_assessed("`client_assertion` is redacted");
    }
    let is_earlier = |other: &&TokenExchange| {
        other.seen.order < token.seen.order
            && other.params.value("client_assertion") == Some(&sent.value)
            && !matches!(other.answer.status, Some(301..=308))
    };
    let earlier = login.flow.tokens.iter().find(is_earlier);
    let Some((earlier, first)) = earlier.and_then(|other| Some((other, other.params.get("client_assertion")?))) else {
        return Assessment::ruled_out("the capture shows one use of this `client_assertion`");
    };
    if login.succeeded(token) {
        return Assessment::ruled_out("the server accepted the `client_assertion`");
    }
    let named = token
        .answer
        .says(&["jti", "replay", "reuse", "already", "used", "unique"]);
    Found::proven_if(
        named,
        format!(
            "The `client_assertion` is the one of an earlier request (exchange {}), and a server may take each once.",
            earlier.seen.exchange
        ),
    )
    .shows("first", earlier.seen, first)
    .shows("again", token.seen, sent)
    .token(Change::Set(
        "client_assertion".to_owned(),
        NewValue::Needed("a new assertion, with a new jti"),
    ))
    .into()
}
