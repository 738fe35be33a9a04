//! The authorization response: whether it answers the request, and whether the client can read it.

use super::state::{state_mismatch, state_missing};
use crate::disclose::Shown;
use crate::explain::drift;
use crate::flow::{AuthorizationResponse, Delivery, Seen};
use crate::login::{Login, Reaction};
use crate::oauth::MetadataMember;
use crate::oauth::metadata::fits_template;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{RESPONSE_TYPES, RFC6749, RFC9207, RFC9700};
use crate::rules::assessment::{
    OrNoFinding, not_applicable, not_applicable_if, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "issuer-mismatch",
        summary: "the authorization response's issuer differs from the metadata's",
        why: "`iss` protects against mix-up attacks: a client compares it with the issuer of the metadata, character \
              by character, and must stop when they differ, even by just a trailing slash.",
        fix: "Make the metadata's issuer and the `iss` parameter the same string, and configure the client with exactly that string.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::IssuerMissing, Refusal::IssuerDiffers],
        spec: &[RFC9207.at("2.4")],
        optional: Optional::NONE.needs("a response with the `iss` of the server that the client asked"),
        check: Check::Response(issuer),
    },
    Rule {
        id: "state-mismatch",
        summary: "the client got back a different state than it sent",
        why: "The client compares `state` with the stored value and stops the login if they differ, because a forged \
              response looks the same. A `+` that was not percent-encoded comes back as a space.",
        fix: "Use base64url or hexadecimal text for `state`, encode it as a query parameter, and keep one stored value per login.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::StateMissing, Refusal::StateDiffers],
        spec: &[RFC6749.at("4.1.2"), RFC9700.at("4.7.1")],
        optional: Optional::NONE.needs("a response with the `state` that was sent"),
        check: Check::Response(state_mismatch),
    },
    Rule {
        id: "response-mode-lost",
        summary: "the response came in a different mode than requested",
        why: "A code in the fragment never reaches a server: browsers do not send it. A client that reads the query \
              finds nothing, and a router that uses the fragment overwrites the code.",
        fix: "Ask for `response_mode=query` in the code flow, and read the response where you asked for it.",
        errors: &[NO_ERROR],
        refusals: &[],
        spec: &[RESPONSE_TYPES.at("2.1")],
        optional: Optional::NONE,
        check: Check::Response(response_mode),
    },
    Rule {
        id: "state-missing",
        summary: "the authorization request, or the response to it, has no state",
        why: "Without `state` (or PKCE, or a nonce) anyone can send the user's browser a response from a login that it \
              didn't start, and the client can't tell which login a response belongs to.",
        fix: "Send an unguessable `state` with each authorization request and compare it when the response arrives.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::StateMissing],
        spec: &[RFC6749.at("10.12"), RFC9700.at("4.7.1")],
        optional: Optional::NONE.needs("a response with the `state` that was sent"),
        check: Check::Authorize(state_missing),
    },
];

fn issuer(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let metadata = login.metadata().or_not_assessed("the server's metadata is not in the capture")?;
    let expected = metadata.issuer.as_ref().or_not_applicable()?;
    not_assessed_if(response.is_unread(), "the response is encrypted or cannot be read")?;
    let reaction = login.reaction_to_response();
    let Some(iss) = response.params.filled("iss") else {
        return if metadata.iss_parameter && response.params.get("code").is_some() {
            let found = "The server's metadata promises `iss` in the authorization response, but there is none.";
            Ok(Found::proven(found).if_client_stopped(reaction).lacks(
                "came back",
                response.seen,
                Message::Callback.query("iss"),
            ))
        } else {
            not_applicable()
        };
    };
    not_assessed_if(iss.is_placeholder(), "`iss` is redacted")?;
    ruled_out_if(fits_template(expected, &iss.value), "for this tenant, `iss` is the issuer of the server's metadata")?;
    let mut documents = login.traffic.metadata.naming(MetadataMember::Issuer, &iss.value);
    let other = documents.any(|other| other.exchange != metadata.exchange);
    let whose = if other {
        "; it belongs to another server in this capture, so a response from one server went to a login at the other"
    } else {
        ""
    };
    match drift::uri(expected, &iss.value) {
        None if !metadata.iss_parameter && reaction != Reaction::WentOn => ruled_out(
            "`iss` is the issuer of the server's metadata, which doesn't announce the parameter; no client may object to that",
        ),
        None => ruled_out("`iss` is the issuer of the server's metadata"),
        Some(difference) => Ok(Found::proven(format!(
            "The `iss` of the response is not the issuer of the metadata: {}{whose}.",
            difference.clause()
        ))
        .if_client_stopped(reaction)
        .shows_value_at(
            "metadata",
            Seen { exchange: metadata.exchange, ..Seen::default() },
            Message::Metadata.param("issuer"),
            Shown::Public(expected.clone()),
            None,
        )
        .shows("came back", response.seen, iss)),
    }
}

fn response_mode(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let asked = login.flow.asked("response_mode").map(|mode| mode.value.as_str());
    let is_hidden = login.flow.authorize.as_ref().is_some_and(|authorize| authorize.hidden_params);
    not_assessed_if(
        is_hidden && asked.is_none(),
        "`response_mode` may be in a pushed request or request object that cannot be read",
    )?;
    let came = match response.delivery {
        Delivery::Query => "query",
        Delivery::Fragment => "fragment",
        Delivery::FormPost => "form_post",
    };
    let hybrid = login.flow.asked("response_type").is_some_and(|kind| kind.value.contains(' '));
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
    not_assessed_if(response.is_unread() && !in_jwt, "the response is encrypted or cannot be read")?;
    let known = ["query", "fragment", "form_post"].contains(&wanted);
    let error = response.params.get("error").is_some();
    not_applicable_if(!known || error)?;
    let is_signed = response.params.get("response").is_some();
    let reaction = login.reaction_to_response();
    // A server that sends the browser on has dealt with what it was given, and it is given no fragment.
    let mut callbacks = response.callbacks.iter().filter(|callback| !callback.fragment_only);
    let sent_on = !reaction.is_stop()
        && callbacks.any(|callback| callback.status.is_some_and(|status| (300..400).contains(&status)));
    ruled_out_if(reaction == Reaction::WentOn || sent_on, "the client read the response and continued")?;
    if wanted == came && in_jwt && !is_signed {
        return Ok(not_signed(response));
    }
    if wanted == came {
        return ruled_out(format!("the response came as `{came}`, as it should"));
    }
    let asked = asked.map_or_else(
        || "the client asked for no mode, and the default is `query`".to_owned(),
        |mode| format!("the client asked for `{mode}`"),
    );
    let param = ["code", "access_token", "id_token"].iter().find_map(|name| response.params.get(name));
    let routes = login.flow.asked("redirect_uri").filter(|uri| uri.value.contains('#'));
    let route = if routes.is_some() && came == "fragment" {
        " The `redirect_uri` has its own fragment, a route of the page, so the address has two `#` and the router \
         treats the response as a route."
    } else {
        ""
    };
    let server = response
        .callbacks
        .iter()
        .find(|callback| came == "fragment" && callback.status.is_some_and(|status| status >= 400));
    let server = server.map_or(String::new(), |callback| {
        format!(
            " A server handles the callback (exchange {}, HTTP {}), and browsers don't send fragments to servers.",
            callback.seen.exchange,
            callback.status.unwrap_or_default()
        )
    });
    let mut found =
        Found::likely(format!("The response came as `{came}`; {asked}. No token request follows.{route}{server}"))
            .decided_by_client();
    if let Some(uri) = routes.filter(|_| !route.is_empty()) {
        found = found
            .shows("registered", login.flow.authorize.as_ref().map_or(response.seen, |authorize| authorize.seen), uri)
            .fix("Use a `redirect_uri` without a fragment, as the specification requires, and `response_mode=query`; go to the route afterwards.");
    }
    if let Some(param) = param {
        found = found.shows("came back", response.seen, param);
    }
    Ok(found)
}

/// A signed response was asked for (JARM), and a plain one came: whoever checks the signature finds none.
fn not_signed(response: &AuthorizationResponse) -> Found {
    Found::likely("The client asked for a response in a signed JWT, but the parameters came unsigned. No token request follows.")
        .decided_by_client()
        .lacks("came back", response.seen, Message::Callback.at(Component::Response))
        .fix("Make the server support the requested `response_mode` (`response_modes_supported` in its metadata), or ask for one that it supports.")
}
