//! The authorization response: whether it answers the request, and whether the client can read it.

use crate::disclose::Shown;
use crate::explain::{DriftKind, drift};
use crate::flow::{AuthorizationResponse, AuthorizeRequest, Delivery, Seen};
use crate::login::{Login, Outcome};
use crate::oauth::metadata::fits_template;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{RESPONSE_TYPES, RFC6749, RFC9207, RFC9700};
use crate::oauth::{Named, Param};
use crate::rules::assessment::{
    OrNoFinding, not_applicable, not_applicable_if, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Change, Check, Found, NO_ERROR, NewValue, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "issuer-mismatch",
        summary: "the authorization response names another issuer than the server's metadata",
        why: "`iss` protects against mix-up attacks: a client compares it with the issuer of the metadata, character by \
              character, and must stop when they differ, even by a trailing slash.",
        fix: "Make the issuer of the metadata and the `iss` parameter the same string, and configure the client with exactly it.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::IssuerMissing, Refusal::IssuerDiffers],
        spec: &[RFC9207.at("2.4")],
        optional: Optional::NONE.needs("an answer with the `iss` of the server that was asked"),
        check: Check::Response(issuer),
    },
    Rule {
        id: "state-mismatch",
        summary: "the state that came back is not the one that was sent",
        why: "The client compares `state` with what it stored and stops the login when they differ, because a foreign response \
              looks the same. A `+` that was not percent-encoded comes back as a space.",
        fix: "Use base64url or hexadecimal text for `state`, encode it as a query parameter, and keep one stored value per login.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::StateMissing, Refusal::StateDiffers],
        spec: &[RFC6749.at("4.1.2"), RFC9700.at("4.7.1")],
        optional: Optional::NONE.needs("an answer with the `state` that was sent"),
        check: Check::Response(state_mismatch),
    },
    Rule {
        id: "response-mode-lost",
        summary: "the response came in another way than the one that was asked for",
        why: "A code in the fragment never reaches a server: browsers do not send it. A client that reads the query finds \
              nothing, and a router that uses the fragment overwrites it.",
        fix: "Ask for `response_mode=query` in the code flow, and read the response where it was asked for.",
        errors: &[NO_ERROR],
        refusals: &[],
        spec: &[RESPONSE_TYPES.at("2.1")],
        optional: Optional::NONE,
        check: Check::Response(response_mode),
    },
    Rule {
        id: "state-missing",
        summary: "the authorization request, or the response to it, has no state",
        why: "Without `state` (or PKCE, or a nonce) anybody can send the user's browser a response of a login that it did not \
              begin, and the client cannot tell which of its logins a response answers.",
        fix: "Send an unguessable `state` with each authorization request and compare it when the response arrives.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::StateMissing],
        spec: &[RFC6749.at("10.12"), RFC9700.at("4.7.1")],
        optional: Optional::NONE.needs("an answer with the `state` that was sent"),
        check: Check::Authorize(state_missing),
    },
];

fn issuer(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let metadata = login
        .metadata()
        .or_not_assessed("the server's metadata is not in the capture")?;
    let expected = metadata.issuer.as_ref().or_not_applicable()?;
    let went_on = !login.flow.tokens.is_empty();
    let weigh = |found: Found| {
        if went_on {
            found.only(Severity::Warning)
        } else {
            found.decided_by_client()
        }
    };
    let Some(iss) = response.params.filled("iss") else {
        return if metadata.iss_parameter && response.params.get("code").is_some() {
            let found = "The server's metadata promises `iss` in the authorization response, and there is none.";
            Ok(weigh(Found::proven(found)).lacks("came back", response.seen, Message::Callback.query("iss")))
        } else {
            not_applicable()
        };
    };
    not_assessed_if(iss.is_placeholder(), "`iss` is redacted")?;
    ruled_out_if(
        fits_template(expected, &iss.value),
        "`iss` is the issuer of the server's metadata, for a tenant",
    )?;
    let mut documents = login.traffic.metadata.naming(Named::Issuer, &iss.value);
    let other = documents.any(|other| other.exchange != metadata.exchange);
    let whose = if other {
        ", and it is that of another server in this capture: the response of one server went to a login at the other"
    } else {
        ""
    };
    match drift::uri(expected, &iss.value) {
        None if !metadata.iss_parameter && !went_on => ruled_out(
            "`iss` is the issuer of the server's metadata; that does not announce the parameter, which no client may mind",
        ),
        None => ruled_out("`iss` is the issuer of the server's metadata"),
        Some(difference) => Ok(weigh(Found::proven(format!(
            "`iss` of the response is not the issuer of the metadata: {}{whose}.",
            difference.clause()
        )))
        .shows_value_at(
            "metadata",
            Seen {
                exchange: metadata.exchange,
                ..Seen::default()
            },
            Message::Metadata.param("issuer"),
            Shown::Public(expected.clone()),
            None,
        )
        .shows("came back", response.seen, iss)),
    }
}

fn state_mismatch(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let authorize = login
        .flow
        .authorize
        .as_ref()
        .or_not_assessed("the authorization request is not in the capture")?;
    let sent = authorize.params.filled("state").or_not_applicable()?;
    // A client that goes on to the token request did not mind.
    let minded = login.flow.tokens.is_empty() && login.flow.backend.is_none();
    let weigh = |found: Found| {
        if minded {
            found.decided_by_client()
        } else {
            found.only(Severity::Warning)
        }
    };
    let returned = response.params.filled("state").or_not_applicable()?;
    not_assessed_if(
        sent.is_placeholder() || returned.is_placeholder(),
        "`state` is redacted",
    )?;
    if sent.value != returned.value {
        let difference = drift::drift(&sent.value, &returned.value);
        let is_other = difference
            .as_ref()
            .is_some_and(|drift| drift.kind == DriftKind::Unrelated);
        let clause = difference.map(|drift| drift.clause()).unwrap_or_default();
        let found = if is_other {
            Found::proven(format!("Another `state` came back than was sent: {clause}."))
                .fix("The server must return the `state` of the request: look for what puts another in its place, such as a fixed value, a stub or a proxy.")
        } else {
            Found::proven(format!("`state` came back changed: {clause}."))
        };
        return Ok(weigh(found)
            .shows("sent", authorize.seen, sent)
            .shows("came back", response.seen, returned));
    }
    // The value on the wire is the same, and a decoder reads spaces where the client wrote `+`.
    let raw_plus = sent.raw.contains('+')
        && sent
            .raw
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='));
    let by_script = authorize.started_by.is_none() && !authorize.from_location;
    let answered = response.callbacks.last().is_some_and(|callback| {
        !callback.sets_cookie && !callback.status.is_some_and(|status| (300..400).contains(&status))
    });
    if raw_plus && by_script && minded && answered && login.outcome() != Outcome::Succeeded {
        return Ok(Found::likely(
            "`state` is base64 text that was put into the URL unencoded: each `+` is read as a space when it comes back, so the \
             client compares different strings and stops before the token request.",
        )
        .decided_by_client()
        .shows("sent", authorize.seen, sent)
        .fix("Encode `state` with `encodeURIComponent` or a URL library, or generate it as base64url.")
        .authorize(Change::Set("state".to_owned(), NewValue::text(sent.raw.as_str()))));
    }
    if let Some(found) = changed_on_the_way(login, authorize, sent, response) {
        return Ok(weigh(found));
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
    let is_first = response
        .callbacks
        .first()
        .is_some_and(|first| first.seen.exchange == callback.seen.exchange);
    if !is_first || login.outcome() == Outcome::Succeeded {
        return None;
    }
    let escaped = callback.params.iter().find(|param| param.name == "amp;state");
    let found = match (callback.params.filled("state"), escaped) {
        (Some(came), _) if !came.is_placeholder() => {
            let difference = drift::drift(&sent.value, &came.value)?.clause();
            Found::proven(format!("The callback was requested with another `state` than the redirect carries: {difference}."))
                .shows("sent", authorize.seen, sent)
                .shows("came back", callback.seen, came)
        }
        (None, Some(escaped)) => Found::proven(
            "The callback URL was HTML-escaped before it was requested: the application receives a parameter `amp;state` and no `state`.",
        )
        .shows("sent", authorize.seen, sent)
        .shows("came back", callback.seen, escaped),
        _ => return None,
    };
    Some(found.fix("Request the callback URL exactly as the redirect carries it: no HTML escapes, and without `#_=_`."))
}

fn response_mode(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let asked = login.flow.asked("response_mode").map(|mode| mode.value.as_str());
    let came = match response.delivery {
        Delivery::Query => "query",
        Delivery::Fragment => "fragment",
        Delivery::FormPost => "form_post",
    };
    let hybrid = login
        .flow
        .asked("response_type")
        .is_some_and(|kind| kind.value.contains(' '));
    let wanted = match asked {
        Some(mode) => mode,
        None if hybrid || response.params.get("code").is_none() => return not_applicable(),
        None => "query",
    };
    // The default of a signed response (JARM) is that of the response type.
    let (mode, in_jwt) = match wanted.strip_suffix("jwt") {
        Some(mode) => (mode.trim_end_matches('.'), true),
        None => (wanted, false),
    };
    let wanted = match mode {
        "" if hybrid => "fragment",
        "" => "query",
        mode => mode,
    };
    let known = ["query", "fragment", "form_post"].contains(&wanted);
    let error = response.params.get("error").is_some();
    not_applicable_if(!known || error)?;
    let is_signed = response.params.get("response").is_some();
    // A server that sends the browser on has dealt with what it was given, and it is given no fragment.
    let went_on = response
        .callbacks
        .iter()
        .any(|callback| !callback.fragment_only && callback.status.is_some_and(|status| (300..400).contains(&status)));
    ruled_out_if(
        came != "fragment" && went_on,
        "a server of the application took the response",
    )?;
    if wanted == came && in_jwt && !is_signed {
        return not_signed(login, response);
    }
    if wanted == came {
        return ruled_out(format!("the response came as `{came}`, as it should"));
    }
    ruled_out_if(
        !login.flow.tokens.is_empty() || login.flow.backend.is_some(),
        "the client read the response and went on to the token request",
    )?;
    let asked = asked.map_or_else(
        || "none was asked for, and the default is `query`".to_owned(),
        |mode| format!("`{mode}` was asked for"),
    );
    let param = ["code", "access_token", "id_token"]
        .iter()
        .find_map(|name| response.params.get(name));
    let routes = login.flow.asked("redirect_uri").filter(|uri| uri.value.contains('#'));
    let route = if routes.is_some() && came == "fragment" {
        " The `redirect_uri` has a fragment of its own, a route of the page, so that the address has two `#` and the router takes the \
         response for a route."
    } else {
        ""
    };
    let server = response
        .callbacks
        .iter()
        .find(|callback| came == "fragment" && callback.status.is_some_and(|status| status >= 400));
    let server = server.map_or(String::new(), |callback| {
        format!(
            " A server handles the callback (exchange {}, HTTP {}), and browsers send it no fragment.",
            callback.seen.exchange,
            callback.status.unwrap_or_default()
        )
    });
    let mut found = Found::likely(format!(
        "The response came as `{came}`; {asked}. No token request follows.{route}{server}"
    ))
    .decided_by_client();
    if let Some(uri) = routes.filter(|_| !route.is_empty()) {
        found = found
            .shows("registered", login.flow.authorize.as_ref().map_or(response.seen, |authorize| authorize.seen), uri)
            .fix("Use a `redirect_uri` without a fragment, as the specification asks, and `response_mode=query`; go to the route after that.");
    }
    if let Some(param) = param {
        found = found.shows("came back", response.seen, param);
    }
    Ok(found)
}

/// A signed response was asked for (JARM), and a plain one came: whoever checks the signature finds none.
fn not_signed(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    ruled_out_if(
        !login.flow.tokens.is_empty() || login.flow.backend.is_some(),
        "the client read the response and went on to the token request",
    )?;
    Ok(Found::likely("A response in a signed JWT was asked for, and its parameters came unsigned. No token request follows.")
        .decided_by_client()
        .lacks("came back", response.seen, Message::Callback.at(Component::Response))
        .fix("Let the server support the `response_mode` that is asked for (`response_modes_supported` of its metadata), or ask for one that it does."))
}

fn state_missing(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    if authorize.params.iter().any(|param| param.name.ends_with(";state")) {
        return not_applicable();
    }
    not_assessed_if(
        authorize.hidden_params,
        "`state` may be in a pushed request or request object that cannot be read",
    )?;
    if let Some(sent) = authorize.params.filled("state") {
        return match login.flow.response() {
            Some(response) if response.params.filled("state").is_none() => {
                state_dropped(login, authorize, sent, response)
            }
            _ => not_applicable(),
        };
    }
    // RFC 9700 §2.1 lets a client rely on either of them.
    let protected = authorize.params.filled("code_challenge").is_some() || authorize.params.filled("nonce").is_some();
    let (except, severity) = if protected {
        (", except by PKCE or the nonce", Severity::Note)
    } else {
        ("", Severity::Warning)
    };
    Ok(Found::proven(format!("The authorization request has no `state`, so the client cannot tell its own response from a foreign one{except}."))
        .only(severity)
        .lacks("sent", authorize.seen, Message::AuthorizeRequest.query("state")))
}

fn state_dropped(
    login: &Login<'_>,
    authorize: &AuthorizeRequest,
    sent: &Param,
    response: &AuthorizationResponse,
) -> Assessment {
    let minded = login.flow.tokens.is_empty() && login.flow.backend.is_none() && response.params.get("error").is_none();
    let found = Found::proven(
        "The authorization response has no `state`, although the request had one: a client that compares them stops.",
    );
    let found = if minded {
        found.decided_by_client()
    } else {
        found.only(Severity::Warning)
    };
    Ok(found
        .shows("sent", authorize.seen, sent)
        .lacks("came back", response.seen, Message::Callback.query("state")))
}
