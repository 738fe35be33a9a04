//! The `state`: whether it was sent, and came back as it was sent. The rules are listed with those of the response.

use crate::explain::{DriftKind, drift};
use crate::flow::{AuthorizationResponse, AuthorizeRequest};
use crate::login::{Login, Outcome, Reaction};
use crate::oauth::{Message, Param};
use crate::rules::assessment::{
    OrNoFinding, authorize_request, clause, not_applicable, not_applicable_if, not_assessed_if, ruled_out,
};
use crate::rules::{Assessment, Found, Severity};

pub(super) fn state_mismatch(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let authorize = authorize_request(login)?;
    let sent = authorize.asked("state");
    not_assessed_if(sent.is_none() && authorize.hidden_params, HIDDEN)?;
    let sent = sent.or_not_applicable()?;
    let reaction = login.reaction_to_response();
    let returned = response.params.filled("state").or_not_applicable()?;
    not_assessed_if(sent.is_placeholder() || returned.is_placeholder(), "`state` is redacted")?;
    if sent.value != returned.value {
        let difference = drift::drift(&sent.value, &returned.value);
        let is_other = difference.as_ref().is_some_and(|drift| drift.kind == DriftKind::Unrelated);
        let clause = clause(difference);
        let found = if is_other {
            Found::proven(format!("A different `state` came back than was sent: {clause}."))
                .fix("The server must return the `state` of the request: look for whatever replaces it, such as a fixed value, a stub or a proxy.")
        } else {
            Found::proven(format!("`state` came back changed: {clause}."))
        };
        return Ok(found.if_client_stopped(reaction).shows("sent", authorize.seen, sent).shows(
            "came back",
            response.seen,
            returned,
        ));
    }
    // The value on the wire is the same, and a decoder reads spaces where the client wrote `+`.
    let raw_plus =
        sent.raw.contains('+') && sent.raw.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='));
    let by_script = authorize.started_by.is_none() && !authorize.from_location;
    let answered = response.callbacks.last().is_some_and(|callback| {
        !callback.sets_cookie && !callback.status.is_some_and(|status| (300..400).contains(&status))
    });
    if raw_plus && by_script && reaction != Reaction::WentOn && answered && login.outcome() != Outcome::Succeeded {
        return Ok(Found::likely(
            "`state` is base64 text that went into the URL unencoded: each `+` comes back as a space, so the client \
             compares different strings and stops before the token request.",
        )
        .decided_by_client()
        .shows("sent", authorize.seen, sent)
        .fix("Encode `state` with `encodeURIComponent` or a URL library, or generate it as base64url.")
        .authorize_param("state", sent.raw.as_str()));
    }
    if let Some(found) = changed_on_the_way(login, authorize, sent, response) {
        return Ok(found.if_client_stopped(reaction));
    }
    ruled_out("`state` came back as it was sent")
}

/// The redirect carries the right `state`, and the callback was requested with another: it was copied, or passed on by hand.
fn changed_on_the_way(
    login: &Login<'_>,
    authorize: &AuthorizeRequest,
    sent: &Param,
    response: &AuthorizationResponse,
) -> Option<Found> {
    let callback = response
        .callbacks
        .iter()
        .find(|callback| !callback.params.is_empty() && callback.params.value("state") != Some(sent.value.as_str()))?;
    // Some clients forget the state once they have looked at it, and load the page again.
    let is_first = response.callbacks.first().is_some_and(|first| first.seen.exchange == callback.seen.exchange);
    if !is_first || login.outcome() == Outcome::Succeeded {
        return None;
    }
    let escaped = callback.params.iter().find(|param| param.name == "amp;state");
    let found = match (callback.params.filled("state"), escaped) {
        (Some(came), _) if !came.is_placeholder() => {
            let difference = drift::drift(&sent.value, &came.value)?.clause();
            Found::proven(format!("The callback request has a different `state` than the redirect: {difference}."))
                .shows("sent", authorize.seen, sent)
                .shows("came back", callback.seen, came)
        }
        (None, Some(escaped)) => Found::proven(
            "The callback URL was HTML-escaped before it was requested: the application receives a parameter `amp;state` instead of `state`.",
        )
        .shows("sent", authorize.seen, sent)
        .shows("came back", callback.seen, escaped),
        _ => return None,
    };
    Some(found.fix("Request the callback URL exactly as the redirect gives it: no HTML escapes, and without `#_=_`."))
}

pub(super) fn state_missing(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    if authorize.params.iter().any(|param| param.name.ends_with(";state")) {
        return not_applicable();
    }
    not_applicable_if(login.asks_in_own_way(authorize))?;
    if let Some(sent) = authorize.asked("state") {
        let response = login.flow.response().filter(|response| response.params.filled("state").is_none());
        let response = response.or_not_applicable()?;
        not_assessed_if(response.is_unread(), "the response is encrypted or cannot be read")?;
        return Ok(state_dropped(login, authorize, sent, response));
    }
    not_assessed_if(authorize.hidden_params, HIDDEN)?;
    // RFC 9700 §2.1 lets a client rely on either of them.
    let protected = authorize.asked("code_challenge").is_some() || authorize.asked("nonce").is_some();
    let (except, severity) =
        if protected { (", except through PKCE or the nonce", Severity::Note) } else { ("", Severity::Warning) };
    Ok(Found::proven(format!("The authorization request has no `state`, so the client cannot tell its own response from a forged one{except}."))
        .only(severity)
        .lacks("sent", authorize.seen, Message::AuthorizeRequest.query("state")))
}

fn state_dropped(
    login: &Login<'_>,
    authorize: &AuthorizeRequest,
    sent: &Param,
    response: &AuthorizationResponse,
) -> Found {
    let found = Found::proven(
        "The authorization response has no `state`, but the request had one: a client that compares them stops.",
    );
    // What the server refused fails for that.
    let is_error = response.params.get("error").is_some();
    let found = found.if_client_stopped(login.reaction_to_response()).warning_if(is_error);
    found.shows("sent", authorize.seen, sent).lacks("came back", response.seen, Message::Callback.query("state"))
}

const HIDDEN: &str = "`state` may be in a pushed request or request object that cannot be read";
