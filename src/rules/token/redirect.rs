//! Whether the token endpoint is somewhere else than the client thinks.

use oauth_doctor_wire::url::{UrlParts, resolve};

use crate::disclose::Shown;
use crate::flow::TokenExchange;
use crate::login::Login;
use crate::login::endpoint::{is_sent_to, is_without_body};
use crate::oauth::part::Message;
use crate::oauth::spec::{RFC6749, RFC9110};
use crate::providers::Cause;
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if, ruled_out, ruled_out_if};
use crate::rules::{Assessment, Change, Check, Found, NO_ERROR, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "token-endpoint-redirected",
    summary: "the token endpoint redirected the request",
    why: "After 301, 302 or 303 most clients repeat the request as a GET without its body (usually from http to https, or \
              to a path with a slash), so the server receives no parameters. After 307 or 308 the body must go along; some \
              clients send none, and others send the code to whatever host the redirect names.",
    fix: "Send the token request straight to the final URL.",
    errors: &[NO_ERROR, "invalid_request"],
    refusals: &[Refusal::EndpointNotSecure, Refusal::EndpointDiffers, Refusal::MethodNotPost],
    spec: &[RFC9110.at("15.4"), RFC6749.at("3.2")],
    optional: Optional::NONE
        .needs("the URL of the token endpoint, as the server's metadata names it")
        .about(&[Cause::Method]),
    check: Check::Request(redirected),
}];

fn redirected(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let hop =
        login.flow.tokens.iter().find(|token| token.is_redirected() || matches!(token.answer.status, Some(307 | 308)));
    let hop = hop.or_not_applicable()?;
    not_applicable_if(login.is_to_backend(hop))?;
    let status = hop.answer.status.unwrap_or_default();
    let body_kept = matches!(status, 307 | 308);
    ruled_out_if(login.succeeded(token), "the login worked anyway")?;
    if body_kept {
        return asked_again(login, hop);
    }
    let target = hop.location.as_ref().map(|location| resolve(&hop.endpoint, location));
    let moved = login.moved_to(hop);
    // A password with a slash would be taken for a path.
    let shown = target.as_deref().filter(|_| moved.is_none()).map(Shown::masked_url);
    let found = match shown.as_deref().map(UrlParts::parse) {
        None => Found::proven(format!(
            "The token endpoint answered HTTP {status}; a client that follows it repeats the request as a GET without the parameters."
        )),
        Some(elsewhere) => Found::likely(format!(
            "The token endpoint answered HTTP {status} with a redirect to `{}`: something in front of the server answered, such as a \
             login page of the network, or the endpoint has moved.",
            elsewhere.origin()
        ))
        .fix("Find out what answered instead of the server. Don't send the code or a secret to that address unless the server's metadata names it."),
    };
    let found = found.shows_endpoint("sent to", hop);
    Ok(match target {
        Some(target) => {
            found.shows_value("redirected to", hop.seen, Message::TokenResponse.header("location"), Shown::url(&target))
        }
        None => found,
    }
    .token(moved.map(Change::Endpoint)))
}

/// After 307 or 308 the client sends the same request again, to whatever host.
fn asked_again(login: &Login<'_>, hop: &TokenExchange) -> Assessment {
    let status = hop.answer.status.unwrap_or_default();
    let target = hop.forwards_to().or_not_assessed("the capture does not show where the redirect leads")?;
    let again =
        login.asked_again(hop).or_not_assessed("the capture does not show whether the client followed the redirect")?;
    let (from, to) = (UrlParts::parse(&hop.endpoint), UrlParts::parse(&again.endpoint));
    let is_other_host = !from.host.eq_ignore_ascii_case(to.host);
    let is_named =
        login.metadata().is_some_and(|metadata| metadata.token_endpoints().any(|name| is_sent_to(again, name)));
    let shown = |found: Found| {
        let location = Message::TokenResponse.header("location");
        found
            .shows_endpoint("sent to", hop)
            .shows_value("redirected to", hop.seen, location, Shown::url(&target))
            .token(login.moved_to(hop).map(Change::Endpoint))
    };
    if is_without_body(hop, again) {
        let message = format!(
            "The token endpoint answered HTTP {status} with a redirect to `{}`. The client repeated the request there without its body, so \
             the server received no parameters.",
            Shown::masked_url(&again.endpoint)
        );
        // A recorder may lose a body; it does not make a server miss one.
        let is_missed = again.answer.is_any(&["invalid_request", "unsupported_grant_type"]);
        let found = shown(Found::proven_if(is_missed, message));
        return Ok(if is_other_host && !is_named { found.fix(OF_METADATA) } else { found });
    }
    not_assessed_if(
        again.params.is_empty(),
        "the capture does not show the body that the client sent after the redirect",
    )?;
    if is_other_host && !is_named {
        let message = format!(
            "A redirect (HTTP {status}) made the client repeat the token request, with the code and its credentials, at another host: `{}`.",
            to.origin()
        );
        return Ok(shown(Found::possible(message)).only(Severity::Warning).fix(OF_METADATA));
    }
    ruled_out(format!("the client followed the redirect (HTTP {status}) and kept the body"))
}

const OF_METADATA: &str = "Take the token endpoint from the server's metadata and send the request straight there. Don't let your HTTP \
                           client follow redirects with a token request: whoever answers it gets the code.";
