//! Whether the client presents its token at all.

use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::flow::{DiscoveryKind, ResourceRequest};
use crate::login::{Login, Outcome};
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{FETCH, RFC6750};
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if, ruled_out_if};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "token-not-presented",
    summary: "the client has a token and asks the resource without it",
    why: "A login only brings the token; each request to the resource must carry it. Clients lose it where they keep it under one name \
          and look for another, send it to another address, or follow a redirect: `fetch`, curl and most libraries drop \
          `Authorization` on the way to another origin.",
    fix: "Send `Authorization: Bearer` with the token of this login in every request to the resource, at the address that the resource \
          does not redirect.",
    errors: &[NO_ERROR],
    refusals: &[],
    spec: &[RFC6750.at("2.1"), RFC6750.at("3"), FETCH.at("http-redirect-fetch")],
    optional: Optional::NONE.since("0.2.0"),
    check: Check::Any(not_presented),
}];

fn not_presented(login: &Login<'_>) -> Assessment {
    not_applicable_if(login.outcome() != Outcome::Succeeded || login.flow.resources.is_empty())?;
    let bare = |request: &&ResourceRequest| request.token.is_none() && request.status == Some(401);
    let requests = &login.flow.resources;
    let request =
        requests.iter().rfind(bare).or_ruled_out("every request to the resource that was refused carries a token")?;
    let origin = request.origin();
    ruled_out_if(
        login.traffic.granted.get(&origin).is_some_and(|last| *last > request.seen.order),
        "the resource granted a later request",
    )?;
    not_assessed_if(request.has_credentials, "the request carries a credential that is not known to be a token")?;
    not_assessed_if(request.excerpt, "a text does not show every header that was sent")?;
    let is_hidden = login.recording.sanitised;
    // A resource that saw no token names no error (RFC 6750 §3.1), and one that names one means a token that it saw, or says so.
    let saw_token = request.error.as_deref().is_some_and(|error| error != "invalid_request")
        && !request.says(&["authentication required", "missing", "no token", "not provided", "required"]);
    not_assessed_if(is_hidden && saw_token, "the recording may have been made without `Authorization` headers")?;
    let before = || requests.iter().take_while(|other| other.seen.order < request.seen.order);
    let redirect = before().filter(|other| other.token.is_some() && sends_to(other, request)).last();
    let presents_later = |other: &ResourceRequest| {
        other.seen.order > request.seen.order && other.url == request.url && other.token.is_some() && other.is_refused()
    };
    ruled_out_if(requests.iter().any(presents_later), "the same address refuses the token, too")?;
    // Between origins, a browser must drop the header (Fetch, HTTP-redirect fetch), and the other origin may want none: a query may hold
    // a signature that stands for it.
    let leaves = redirect.is_some_and(|redirect| redirect.origin() != request.origin());
    let has_query = redirect.and_then(|redirect| redirect.location.as_deref()).is_some_and(|to| to.contains('?'));
    not_assessed_if(
        leaves && has_query,
        "the query of the address that the resource redirects to may stand for the token",
    )?;
    // Who has logged out asks without a token.
    ruled_out_if(
        redirect.is_none() && login.was_granted_before(request),
        "the client presented its token to this resource before",
    )?;
    let issued = login.decisive().or_not_applicable()?;
    let mut between = login.traffic.revocations.iter().map(|revocation| revocation.seen.order);
    not_assessed_if(
        redirect.is_none() && between.any(|order| (issued.seen.order..request.seen.order).contains(&order)),
        "the client revoked a token before, as one that logs out does",
    )?;
    let answer = request.answered();
    let message = match redirect {
        Some(_) => format!(
            "The resource redirected the request with the token to `{}`, and the client followed without it (exchange {}): {answer}.",
            Shown::masked_url(&request.url),
            request.seen.exchange
        ),
        None => format!(
            "The client got a token (exchange {}), and its request to the resource carries none (exchange {}): {answer}.",
            issued.seen.exchange, request.seen.exchange
        ),
    };
    let has_begun_again = login
        .traffic
        .logins_after(login.flow.id)
        .iter()
        .filter(|flow| flow.client_id() == login.flow.client_id() || flow.client_id().is_none())
        .any(|flow| flow.discovery.iter().take(MANY).any(|step| step.seen.order == request.seen.order));
    let found = match (is_hidden, has_begun_again) {
        (true, _) => {
            Found::possible(format!("{message} The recording may have been made without `Authorization` headers."))
        }
        (false, true) => {
            Found::likely(format!("{message} The client began the login again instead of using its token."))
        }
        (false, false) => {
            Found::proven_if(if redirect.is_some() { !leaves } else { is_named(login, request) }, message)
        }
    };
    ruled_out_if(is_hidden && has_begun_again, "the client began the login again")?;
    let found = match redirect {
        Some(redirect) => found
            .fix("Configure the address that the resource redirects to, or let the client send the token again after a redirect within \
                  the same service.")
            .shows_value(
                "redirected",
                redirect.seen,
                Message::ResourceResponse.header("location"),
                Shown::url(redirect.location.as_deref().unwrap_or_default()),
            ),
        None => found.shows_value(
            "token from",
            issued.seen,
            Message::TokenResponse.at(Component::Status),
            Shown::Public(issued.answer.status.map_or_else(String::new, |status| status.to_string())),
        ),
    };
    Ok(found
        .lacks("sent", request.seen, Message::ResourceRequest.header("authorization"))
        .shows_value(
            "answered",
            request.seen,
            Message::ResourceResponse.at(Component::Status),
            Shown::Public("401".to_owned()),
        )
        .if_refused(!is_hidden))
}

/// Returns whether the login names the resource: by its challenge, its metadata or `resource`.
fn is_named(login: &Login<'_>, request: &ResourceRequest) -> bool {
    let origin = request.origin();
    let is_here = |url: &str| UrlParts::parse(url).origin() == origin;
    let steps = login.flow.discovery.iter().take(MANY);
    let mut steps = steps.filter(|step| matches!(step.kind, DiscoveryKind::Challenge | DiscoveryKind::Resource));
    let asked = login.flow.asked("resource").or_else(|| login.decisive()?.params.filled("resource"));
    steps.any(|step| is_here(&step.url)) || asked.is_some_and(|asked| is_here(&asked.value))
}

/// Returns whether an answer redirects to the URL of another request.
fn sends_to(redirect: &ResourceRequest, request: &ResourceRequest) -> bool {
    let base = |url: &str| url.split(['?', '#']).next().unwrap_or_default().to_owned();
    let is_redirect = redirect.status.is_some_and(|status| (300..400).contains(&status));
    is_redirect && redirect.location.as_deref().is_some_and(|location| base(location) == request.url)
}

/// How many logins behind one, and how many steps of one, are looked at.
const MANY: usize = 64;
