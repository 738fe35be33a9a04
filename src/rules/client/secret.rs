//! How the client proves who it is.

use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::flow::{Shows, TokenExchange};
use crate::login::client::{credentials, has_basic_of_another, issued_secrets, names_reason};
use crate::login::{Login, Stage};
use crate::oauth::redirect_uri::is_of_page;
use crate::oauth::spec::{RFC6749, RFC7591, RFC8252, RFC10017};
use crate::oauth::{ClientType, Grant, Registration};
use crate::providers::Cause;
use crate::rules::assessment::{
    OrNoFinding, not_applicable, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Change, Check, Found, NewValue, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "client-auth-duplicated",
        summary: "the client authenticates in more than one way",
        why: "A client must not use more than one authentication method in a request. Strict servers answer \
              `invalid_request`, others check whichever they look at first.",
        fix: "Send the credentials once, by the method that the client is registered for.",
        errors: &["invalid_request", "invalid_client"],
        refusals: &[Refusal::AuthenticationRepeated],
        spec: &[RFC6749.at("2.3")],
        optional: Optional::NONE.shows(&[Shows::Values]).stage(Stage::Client).about(&[Cause::ClientAuth]),
        check: Check::Request(duplicated),
    },
    Rule {
        id: "client-secret-from-public-client",
        summary: "a client that cannot keep a secret sends one",
        why: "A page or app cannot keep a secret, so it is registered without one, and a server that receives one \
              refuses the client (`invalid_client`). If the server accepts it, everyone who opens the page has the \
              secret.",
        fix: "Register the client as public, remove `client_secret` and use PKCE; or exchange the code on a server that keeps the \
              secret.",
        errors: &["invalid_client", "unauthorized_client"],
        refusals: &[Refusal::SecretFromPublicClient],
        spec: &[RFC6749.at("2.1"), RFC8252.at("8.5"), RFC10017.at("6.3.3.1")],
        optional: Optional::NONE.stage(Stage::Client).about(&[Cause::ClientAuth, Cause::PublicSecret]),
        check: Check::Request(public_secret),
    },
    Rule {
        id: "client-secret-mismatch",
        summary: "the secret is not the one that the registration issued",
        why: "Registering a client issues a secret, and a new registration or an update issues a new one. A client \
              that sends a secret from an older registration, or another client's, gets `invalid_client`.",
        fix: "Send the `client_secret` from this client's latest registration; store it when the registration answers, \
              and drop the old one.",
        errors: &["invalid_client", "unauthorized_client"],
        refusals: &[Refusal::SecretDiffers],
        spec: &[RFC7591.at("3.2.1"), RFC6749.at("2.3.1")],
        optional: Optional::NONE
            .stage(Stage::Client)
            .needs("the `client_secret` that the client is registered with")
            .about(&[Cause::ClientAuth]),
        check: Check::Request(other_secret),
    },
];

fn duplicated(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let used = credentials(token);
    let named =
        token.answer.says(&["multiple", "more than one", "two ", "both ", "duplicate", "only one", "ambiguous"]);
    match used.as_slice() {
        [] => return not_applicable(),
        [_] if named && token.refused() => {
            return not_assessed("the request shows one method; a certificate of the connection may be a second one");
        }
        [_] if !token.shows(Shows::Headers) => {
            return not_assessed("the text doesn't show whether the request has an Authorization header as well");
        }
        [one] => return ruled_out(format!("the client authenticates only once ({one})")),
        _ => {}
    }
    let blamed = token.answer.is_any(&["invalid_request", "invalid_client"]) || token.answer.status == Some(401);
    let message = format!("The client authenticates in {} ways at once: {}.", used.len(), used.join(" and "));
    let mut found = if has_basic_of_another(token) && !named {
        Found::possible(format!(
            "{message} The header is meant for something else, such as an API gateway, but the server may read it too."
        ))
    } else {
        let is_decided = blamed && (named || !names_reason(token));
        Found::proven_if(is_decided || login.succeeded(token), message)
    };
    if let Some(basic) = &token.basic {
        found = found.shows_basic(token.seen, basic);
    }
    for name in ["client_secret", "client_assertion"] {
        if let Some(secret) = token.params.filled(name) {
            found = found.shows("sent", token.seen, secret);
        }
    }
    let kept = kept(login, &used);
    for method in used.iter().filter(|method| **method != kept) {
        found = match *method {
            "client_secret_basic" => {
                let client = token.params.get("client_id").is_none().then(|| token.client_id()).flatten();
                let found = found.token(Change::DropAuthorization);
                match client {
                    Some(client) => found.token_param("client_id", client),
                    None => found,
                }
            }
            "client_secret_post" => found.token(Change::Remove("client_secret".to_owned())),
            _ => ["client_assertion", "client_assertion_type"]
                .into_iter()
                .fold(found, |found, name| found.token(Change::Remove(name.to_owned()))),
        };
    }
    Ok(found)
}

/// Returns the method that stays: that of the registration, or else one that the server supports, or else the first.
fn kept(login: &Login<'_>, used: &[&'static str]) -> &'static str {
    let registered = login.registered(|registration| registration.token_endpoint_auth_method.as_deref());
    let supported = login.metadata().map(|metadata| metadata.auth_methods.as_slice()).unwrap_or_default();
    let is_registered = |method: &&&str| registered.as_ref().is_some_and(|registered| registered.value == **method);
    let is_supported = |method: &&&str| supported.iter().any(|supported| supported == **method);
    used.iter().find(is_registered).or_else(|| used.iter().find(is_supported)).unwrap_or(&used[0])
}

fn public_secret(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let in_body = token.params.filled("client_secret");
    let basic = token.basic.as_ref().filter(|basic| basic.has_secret());
    not_applicable_if(in_body.is_none() && basic.is_none())?;
    let named = token.answer.says(&["public client", "is public"]) || login.is_told(Cause::PublicSecret);
    // Only an app on the user's device can receive a scheme of its own (RFC 8252 §7.1); its server may redeem the code.
    let native = login.flow.asked("redirect_uri").is_some_and(|uri| !is_of_page(&UrlParts::parse(&uri.value)));
    let registered = login.registered(Registration::client_type);
    let public = registered.as_ref().filter(|client| client.value == ClientType::Public);
    let confidential = registered.is_some() && public.is_none();
    not_applicable_if(!(token.from_browser || native || named || public.is_some()))?;
    let blamed = token.answer.is_any(&["invalid_client", "unauthorized_client"]) || token.answer.status == Some(401);
    // A server that judges the secret of this client has one for it; an app may leave the exchange to a server of its own.
    let judged = matches!(login.stage(token), Some(Stage::Secret | Stage::Registration)) && !named;
    let has_secret = confidential || judged;
    not_applicable_if(has_secret && !named && public.is_none() && !token.from_browser)?;
    let found = if named {
        Found::proven("The client sends a secret, but the server says that it is registered without one.")
    } else if let Some(client) = public.filter(|_| blamed) {
        Found::proven_if(
            !names_reason(token),
            "The client sends a secret but is registered as a public client, which has none.",
        )
        .shows_value(
            "registered",
            client.seen,
            client.part("client_type"),
            Shown::Public(client.value.as_str().to_owned()),
        )
    } else if !token.from_browser {
        Found::possible(
            "A client secret is sent for an app on the user's device: if the app itself sends it, everyone who has the app can read it.",
        )
        .only(Severity::Warning)
        .fix("Keep the secret out of the app (RFC 8252 §8.5): let your server redeem the code, or register the app as a public client without a secret.")
    } else if blamed && !has_secret {
        Found::likely(
            "A page in a browser sends a client secret, and the server refuses the client: a public client has no secret to send.",
        )
    } else {
        Found::proven("A page in a browser sends a client secret: everyone who opens the page can read it.")
            .only(Severity::Warning)
            .fix("Exchange the code on a server that keeps the secret, or register the page as a public client that uses PKCE and has no secret.")
    };
    let is_confidential_only = login.flow.grant == Grant::ClientCredentials;
    let found = if is_confidential_only {
        found.fix("Only a confidential client may use `client_credentials` (RFC 6749 §4.4): register the client as confidential, and send this request from a server that keeps the secret.")
    } else {
        found
    };
    // Without its secret, a client that has one is refused.
    let is_kept = is_confidential_only || !named && public.is_none() && (has_secret || !token.from_browser);
    let (found, dropped) = match (in_body, basic) {
        (Some(param), _) => (found.shows("sent", token.seen, param), Some(Change::Remove("client_secret".to_owned()))),
        (None, Some(basic)) => (found.shows_basic(token.seen, basic), Some(Change::DropAuthorization)),
        (None, None) => (found, None),
    };
    if is_kept {
        return Ok(found);
    }
    let found = found.token(dropped);
    Ok(match login.asked("client_id").filter(|_| token.params.filled("client_id").is_none()) {
        Some(client) => found.token_param("client_id", client),
        None => found,
    })
}

fn other_secret(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(token.params.filled("client_secret").is_none() && token.basic.is_none())?;
    let issued = issued_secrets(login, token);
    let (last, _) = issued.last().or_not_applicable()?;
    ruled_out_if(issued.iter().any(|(_, is_same)| *is_same), "the secret is the one that the registration issued")?;
    ruled_out_if(login.succeeded(token), "the server accepted the secret")?;
    let refused = token.answer.is_any(&["invalid_client", "unauthorized_client"]) || token.answer.status == Some(401);
    not_assessed_if(!refused, "the server does not complain about the client; it may have replaced the secret since")?;
    let is_of_secret = token.answer.says(&["secret", "credential"]) && !names_reason(token);
    // The secret may have been replaced where the capture does not show it.
    let found = Found::proven_if(
        is_of_secret,
        "The client sends a different secret than its registration issued, and the server refuses the client.",
    );
    let secret = last.value.client_secret.clone().or_not_applicable()?;
    let part = last.part("client_secret");
    let found = found.shows_value("registered", last.seen, part, Shown::Secret(secret.clone()));
    Ok(match (token.params.filled("client_secret"), &token.basic) {
        (Some(sent), _) => {
            found.shows("sent", token.seen, sent).token(Change::Set(sent.name.clone(), NewValue::Known(secret)))
        }
        (None, Some(basic)) => {
            let found = found.shows_basic(token.seen, basic);
            match token.client_id() {
                Some(client) => found.token(Change::BasicCredentials(client, secret)),
                None => found,
            }
        }
        (None, None) => found,
    })
}
