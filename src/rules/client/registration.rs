//! Whether the client is registered for what it asks.

use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::explain::drift;
use crate::flow::AuthorizeRequest;
use crate::login::{Login, Registered};
use crate::oauth::part::Message;
use crate::oauth::redirect_uri::as_requested;
use crate::oauth::spec::{RFC6749, RFC9700};
use crate::providers::Cause;
use crate::rules::assessment::{not_assessed, not_assessed_if, ruled_out};
use crate::rules::{AT_AUTHORIZE, Assessment, Check, Found, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "redirect-uri-unregistered",
    summary: "the server does not accept the client's redirect_uri",
    why: "The server compares `redirect_uri` with the client's registration and must not redirect anywhere else, so \
          the login ends on an error page of the authorization server.",
    fix: "Register exactly the URI that the client sends, or send one exactly as it is registered.",
    errors: &[AT_AUTHORIZE, "redirect_uri_mismatch"],
    refusals: &[Refusal::RedirectUriNotRegistered],
    spec: &[RFC6749.at("3.1.2.4"), RFC9700.at("2.1")],
    optional: Optional::NONE.needs("the redirect URIs that are registered for the client").about(&[Cause::RedirectUri]),
    check: Check::Login(unregistered),
}];

fn unregistered(login: &Login<'_>) -> Assessment {
    if let Some(authorize) = &login.flow.authorize {
        if let Some(found) = refused_at_authorize(login, authorize) {
            return Ok(found);
        }
    }
    if let Some(found) = refused_without_redirect(login) {
        return Ok(found);
    }
    let Some(token) = login.decisive() else {
        return if login.flow.responses.is_empty() {
            match registered_uris(login) {
                Some((uris, None))
                    if login.asked("redirect_uri").is_some_and(|asked| uris.value.contains(&asked.value)) =>
                {
                    ruled_out("the `redirect_uri` is one of the registered ones")
                }
                _ => not_assessed("the client's registration is not in the capture"),
            }
        } else {
            ruled_out("the authorization endpoint redirected to it")
        };
    };
    let blamed = token.answer.is_error("redirect_uri_mismatch") || token.answer.says(&["redirect_uri", "redirect uri"]);
    let (asked, sent) = (login.asked("redirect_uri"), token.params.filled("redirect_uri"));
    let equal = asked.zip(sent).is_some_and(|(asked, sent)| asked.value == sent.value);
    if blamed && equal && !login.succeeded(token) && !arrived_elsewhere(login) {
        if let Some(sent) = sent {
            return Ok(Found::likely("Both requests name the same `redirect_uri`, but the server still complains about it: compare it with the client's registration, character by character.")
                .fallback()
                .shows("sent", token.seen, sent));
        }
    }
    not_assessed_if(
        login.flow.responses.is_empty() || blamed,
        "the capture shows no redirect of the authorization endpoint to a URI that the token endpoint agrees with",
    )?;
    ruled_out("the authorization endpoint redirected to it")
}

/// The page of a server that names the error, where its address has neither a code nor what was asked for.
fn refused_without_redirect(login: &Login<'_>) -> Option<Found> {
    let response =
        login.flow.error_response().filter(|_| login.flow.authorize.is_none() && login.flow.tokens.is_empty())?;
    let error = response.params.filled("error").filter(|error| error.value == "redirect_uri_mismatch")?;
    let message = "The authorization endpoint refuses the `redirect_uri`: it is not registered for the client.";
    Some(Found::likely(message).shows("said", response.seen, error))
}

fn refused_at_authorize(login: &Login<'_>, authorize: &AuthorizeRequest) -> Option<Found> {
    let responses = &login.flow.responses;
    if responses.iter().any(|response| response.params.get("code").is_some()) {
        return None;
    }
    let page = authorize.refusal();
    let in_url = responses.iter().find_map(|response| response.params.value("error_description"));
    let words = page.and_then(|page| page.error_text.as_deref()).or(in_url);
    let names_it = words.is_some_and(|words| {
        let words = words.to_lowercase();
        NAMES.iter().any(|name| words.contains(name))
    });
    let said = words.map(|words| format!(": \u{201c}{}\u{201d}", words.trim_end_matches('.'))).unwrap_or_default();
    let sent = |found: Found| match authorize.asked("redirect_uri") {
        Some(asked) => found.shows("sent", authorize.seen, asked),
        None => found.lacks("sent", authorize.seen, Message::AuthorizeRequest.query("redirect_uri")),
    };
    match registered_uris(login) {
        Some((uris, Some(nearest))) if names_it || page.is_some() => {
            let asked = login.asked("redirect_uri")?;
            let likeness = strsim::jaro_winkler(nearest, &asked.value);
            let difference = drift::uri(nearest, &asked.value).filter(|_| likeness > ALIKE);
            let difference =
                difference.map(|difference| format!("; compared with the closest one, {}", difference.clause()));
            let which = match uris.value.len() {
                1 => "not the one that is".to_owned(),
                many => format!("none of the {many} that are"),
            };
            let message =
                format!("The `redirect_uri` is {which} registered for the client{}.", difference.unwrap_or_default());
            let nearest = Shown::Public(nearest.to_owned());
            let found = Found::proven_if(names_it, message);
            Some(sent(found.shows_value("registered", uris.seen, uris.part("redirect_uris"), nearest)))
        }
        Some((uris, None)) if names_it => {
            let is_named = |uri: &String| {
                uri.ends_with('*') || login.asked("redirect_uri").is_some_and(|asked| *uri == asked.value)
            };
            let is_exact = uris.value.iter().any(is_named);
            Some(sent(if is_exact {
                Found::possible(format!(
                    "The authorization endpoint refuses the `redirect_uri`, although the registration in this capture \
                     has it: compare the `client_id` and the environment. It said{said}."
                ))
            } else {
                Found::likely(format!(
                    "The authorization endpoint refuses the `redirect_uri`, which is registered with a different port: \
                     at a loopback address any port is allowed (RFC 8252 §7.3), but this server compares it. It \
                     said{said}."
                ))
            }))
        }
        _ if names_it => {
            Some(sent(Found::likely(format!("The authorization endpoint refuses the `redirect_uri`{said}."))))
        }
        _ => None,
    }
}

/// From here on a difference tells more than that there is one.
const ALIKE: f64 = 0.85;

/// What servers call a `redirect_uri`.
const NAMES: &[&str] = &[
    "redirect uri",
    "redirect_uri",
    "redirecturi",
    "redirect url",
    "callback url",
    "redirect-uri",
    "redirect_mismatch",
    "reply url",
    "reply address",
];

/// Returns the registered redirect URIs, where they are known, and the one most like what was asked for if that is none of them.
fn registered_uris<'a>(login: &Login<'a>) -> Option<(Registered<&'a [String]>, Option<&'a str>)> {
    let asked = login.asked("redirect_uri")?;
    let uris = login.registered(|registration| {
        let uris = registration.redirect_uris.as_slice();
        (!uris.is_empty()).then_some(uris)
    })?;
    if uris.value.iter().any(|uri| is_registered_as(uri, &asked.value)) {
        return Some((uris, None));
    }
    let likeness = |uri: &&String| strsim::jaro_winkler(uri, &asked.value);
    let nearest = uris.value.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let nearest = nearest.map(String::as_str);
    Some((uris, nearest))
}

/// Servers compare the strings; the port of a loopback address is free (RFC 8252 §7.3), and some take a `*` at the end.
fn is_registered_as(registered: &str, asked: &str) -> bool {
    if let Some(prefix) = registered.strip_suffix('*') {
        return asked.starts_with(prefix);
    }
    let (ours, theirs) = (UrlParts::parse(asked), UrlParts::parse(registered));
    // The port is free at a loopback address only, not at `localhost` (RFC 8252 §7.3).
    let is_address = ours.is_loopback() && !ours.host.ends_with("localhost");
    let same_but_port = is_address
        && ours.scheme == theirs.scheme
        && ours.host == theirs.host
        && ours.path == theirs.path
        && ours.query == theirs.query;
    registered == asked || same_but_port
}

fn arrived_elsewhere(login: &Login<'_>) -> bool {
    let Some(asked) = login.asked("redirect_uri") else {
        return false;
    };
    let expected = UrlParts::parse(&asked.value);
    expected.is_http()
        && login.flow.response().is_some_and(|response| as_requested(&response.target) != as_requested(&asked.value))
}
