//! How the client proves who it is.

use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::flow::TokenExchange;
use crate::login::client::credentials;
use crate::login::{Login, Stage};
use crate::oauth::redirect_uri::is_of_page;
use crate::oauth::spec::{RFC6749, RFC9700};
use crate::oauth::{ClientType, Grant, Registration};
use crate::providers::Cause;
use crate::rules::assessment::{not_applicable, not_applicable_if, ruled_out};
use crate::rules::{Assessment, Change, Check, Found, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "client-auth-duplicated",
        summary: "the client authenticates in more than one way",
        why: "A client must not use more than one authentication method in a request. Strict servers answer `invalid_request`, \
              others check the one they look at first.",
        fix: "Send the credentials once, in the way the client is registered for.",
        errors: &["invalid_request", "invalid_client"],
        refusals: &[Refusal::AuthenticationRepeated],
        spec: &[RFC6749.at("2.3")],
        optional: Optional::NONE.stage(Stage::Client).about(&[Cause::ClientAuth]),
        check: Check::Request(duplicated),
    },
    Rule {
        id: "client-secret-from-public-client",
        summary: "a client in a browser sends a client secret",
        why: "A page or app cannot keep a secret: it is registered without one, and a server that is sent one refuses the client \
              (`invalid_client`). Where the server accepts it, everybody who opens the page has it.",
        fix: "Remove `client_secret` and rely on PKCE; register the client as public, or move the exchange to a server.",
        errors: &["invalid_client", "unauthorized_client"],
        refusals: &[Refusal::SecretFromPublicClient],
        spec: &[RFC6749.at("2.1"), RFC9700.at("2.5")],
        optional: Optional::NONE.stage(Stage::Client).about(&[Cause::ClientAuth, Cause::PublicSecret]),
        check: Check::Request(public_secret),
    },
];

fn duplicated(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let used = credentials(token);
    if used.len() < 2 {
        return if used.is_empty() {
            not_applicable()
        } else {
            ruled_out(format!("the client authenticates once ({})", used[0]))
        };
    }
    let blamed = token.answer.is_any(&["invalid_request", "invalid_client"]) || token.answer.status == Some(401);
    let mut found = Found::proven_if(
        blamed || login.succeeded(token),
        format!("The client authenticates in {} ways at once: {}.", used.len(), used.join(" and ")),
    );
    if let Some(basic) = &token.basic {
        found = found.shows_basic(token.seen, basic);
    }
    if let Some(secret) = token.params.filled("client_secret") {
        found = found.shows("sent", token.seen, secret);
    }
    // One method is left: the header, where it is used, else the secret.
    let others = ["client_secret", "client_assertion", "client_assertion_type"].into_iter();
    let others = others.filter(|name| *name != "client_secret" || used.contains(&"client_secret_basic"));
    Ok(others.filter(|name| token.params.get(name).is_some()).fold(found, |found, name| {
        found.token(Change::Remove(name.to_owned()))
    }))
}

fn public_secret(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let in_body = token.params.filled("client_secret");
    let basic = token.basic.as_ref().filter(|basic| basic.has_secret());
    not_applicable_if(in_body.is_none() && basic.is_none())?;
    let named = token.answer.says(&["public client", "is public"]) || login.is_told(Cause::PublicSecret);
    // Only an app on the user's device can receive a scheme of its own (RFC 8252 §7.1).
    let native = login.flow.asked("redirect_uri").is_some_and(|uri| !is_of_page(&UrlParts::parse(&uri.value)));
    let registered = login.registered(Registration::client_type);
    let public = registered.as_ref().filter(|client| client.value == ClientType::Public);
    let confidential = registered.is_some() && public.is_none();
    not_applicable_if(!(token.from_browser || native || named || public.is_some()))?;
    let sender = if native { "An app on the user's device" } else { "A page in a browser" };
    let blamed = token.answer.is_any(&["invalid_client", "unauthorized_client"]) || token.answer.status == Some(401);
    let found = if named {
        Found::proven("The client sends a secret, and the server says that it is registered without one.")
    } else if let Some(client) = public.filter(|_| blamed) {
        Found::proven("The client sends a secret, and it is registered as a public client, which has none.")
            .shows_value(
                "registered",
                client.seen,
                client.part("client_type"),
                Shown::Public(client.value.as_str().to_owned()),
            )
    } else if blamed && !confidential {
        Found::likely(format!(
            "{sender} sends a client secret and the server refuses the client: a public client has no secret to send."
        ))
    } else {
        Found::proven(format!("{sender} sends a client secret: everybody who has it can read it."))
            .only(Severity::Warning)
    };
    let found = match (in_body, basic) {
        (Some(param), _) if login.flow.grant == Grant::ClientCredentials => found
            .shows("sent", token.seen, param)
            .fix("Register the client as confidential: `client_credentials` is for clients with a secret only (RFC 6749 §4.4)."),
        (Some(param), _) => found.shows("sent", token.seen, param).token(Change::Remove("client_secret".to_owned())),
        (None, Some(basic)) if login.flow.grant == Grant::ClientCredentials => found
            .shows_basic(token.seen, basic)
            .fix("Register the client as confidential: `client_credentials` is for clients with a secret only (RFC 6749 §4.4)."),
        (None, Some(basic)) => found.shows_basic(token.seen, basic).token(Change::DropAuthorization),
        (None, None) => found,
    };
    let found = match login.asked("client_id").filter(|_| token.params.filled("client_id").is_none()) {
        Some(client) => found.token_param("client_id", client),
        None => found,
    };
    Ok(found)
}
