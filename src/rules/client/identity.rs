//! Who the client says it is, and how it proves it.

use crate::capture::Recorder;
use crate::disclose::placeholder::{is_placeholder, is_unset};
use crate::disclose::{Secret, Shown};
use crate::flow::{Shows, TokenExchange};
use crate::login::client::{has_basic_of_another, preflight_excludes_authorization};
use crate::login::{Login, Stage};
use crate::oauth::part::{Message, Part};
use crate::oauth::spec::{RFC6749, RFC8628};
use crate::oauth::{BodyForm, Grant};
use crate::providers::Cause;
use crate::rules::assessment::{
    NoFinding, OrNoFinding, not_applicable, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Change, Check, Confidence, Found, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "client-id-missing",
        summary: "the token request does not say which client it is from",
        why: "A client that redeems a code without authenticating must send `client_id`. For other grants, the server \
              decides whether a request may be anonymous. If it may not, the server says `invalid_client`, \
              `invalid_request` or that no authentication method was used.",
        fix: "Add `client_id` to the body of the token request.",
        errors: &["invalid_client", "invalid_request"],
        refusals: &[Refusal::ClientIdMissing, Refusal::AuthenticationMissing, Refusal::AuthenticationMethodDiffers],
        spec: &[RFC6749.at("3.2.1"), RFC6749.at("4.1.3"), RFC8628.at("3.4")],
        optional: Optional::NONE
            .shows(&[Shows::Headers, Shows::Body])
            .stage(Stage::Identity)
            .about(&[Cause::Parameter, Cause::ClientAuth]),
        check: Check::Request(id_missing),
    },
    Rule {
        id: "client-id-mismatch",
        summary: "the code or token was issued to a different client",
        why: "A code or refresh token is bound to the client that it was issued to. For any other client, the server \
              answers `invalid_grant`, or `invalid_client` if that client must authenticate.",
        fix: "Use one `client_id` for the whole login; look for a second configuration (page or server).",
        errors: &["invalid_grant", "invalid_client", "unauthorized_client"],
        refusals: &[
            Refusal::ClientIdsContradict,
            Refusal::ClientUnknown,
            Refusal::DeviceCodeUnknown,
            Refusal::CodeOfOtherClient,
            Refusal::RefreshTokenOfOtherClient,
        ],
        spec: &[RFC6749.at("4.1.3"), RFC6749.at("5.2")],
        optional: Optional::NONE.stage(Stage::Identity).about(&[Cause::ClientMismatch, Cause::ClientAuth]),
        check: Check::Request(id_mismatch),
    },
];

fn id_missing(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    // A backend of the application adds what it is registered with.
    not_applicable_if(login.is_to_backend(token))?;
    if let Some(reason) = login.own_grant(token) {
        return ruled_out(reason);
    }
    let is_named = token.basic.as_ref().is_some_and(|basic| !basic.id.is_empty())
        || token.params.filled("client_assertion").is_some()
        || token.params.get("client_id").is_some_and(|id| !is_unset(id.value.trim()));
    ruled_out_if(is_named, "the request says which client it is from")?;
    not_assessed_if(
        token.has_authorization && token.basic.is_none(),
        "the `Authorization` header may name the client, but cannot be read",
    )?;
    not_assessed_if(
        token.params.is_empty() || matches!(token.body, BodyForm::Stringified | BodyForm::Missing | BodyForm::Other),
        "the parameters of the token request cannot be read",
    )?;
    if token.params.iter().any(|param| {
        let name = crate::login::spelling::unescaped(&param.name);
        param.name != "client_id" && name.to_ascii_lowercase().replace(['-', '_'], "") == "clientid"
            || param.name == "client_key"
    }) {
        return not_applicable();
    }
    not_assessed_if(
        login.recording.sanitised && !preflight_excludes_authorization(login, token),
        "the export of this capture may have removed an `Authorization` header",
    )?;
    let is_of_client = token.answer.is_error("invalid_client") || token.answer.status == Some(401);
    let is_lone = is_of_client && login.flow.authorize.is_none() && login.traffic.flows.len() == 1;
    not_assessed_if(
        is_lone && login.recording.recorder == Recorder::Har && !preflight_excludes_authorization(login, token),
        "the recording is too short to show whether its export removed `Authorization` headers",
    )?;
    ruled_out_if(
        login.succeeded(token),
        "the server recognised the client by its certificate, by an assertion or by something removed from this \
         capture",
    )?;
    let is_missed = misses_client(token);
    not_assessed_if(
        !must_name_client(login.flow.grant) && !is_missed,
        "this grant may work without a client, and the server does not say that one is missing",
    )?;
    let client = login.asked("client_id");
    let whose = match login.flow.grant {
        Grant::AuthorizationCode => "whose code it is",
        Grant::RefreshToken => "whose refresh token it is",
        _ => "who asks",
    };
    let message = match (token.params.get("client_id"), token.params.filled("client_secret")) {
        (Some(_), _) => "The `client_id` of the token request is empty, or the text of a variable that was never set, and there is no client authentication.".to_owned(),
        (None, Some(_)) => format!("The token request has a `client_secret` and no `client_id`, so the server cannot know {whose}."),
        (None, None) => {
            format!("The token request has no `client_id` and no client authentication, so the server cannot know {whose}.")
        }
    };
    let mut found = Found::new(how_sure_missing(login, token), message);
    let issued = crate::login::issued(login, token).filter(|_| login.flow.grant == Grant::RefreshToken);
    if let Some(client) = issued.and_then(|(flow, issuing)| issuing.client_id().or_else(|| flow.client_id())) {
        if !is_placeholder(&client) {
            found = found.token_param("client_id", client);
        }
    }
    if let (Some(client), Some(authorize)) = (client, &login.flow.authorize) {
        found = found.shows("sent before", authorize.seen, client).token_param("client_id", client);
    }
    Ok(found.lacks("sent", token.seen, Message::TokenRequest.body("client_id")))
}

/// Returns how sure it is that the server misses the client: one that judges the grant, or something behind it, has taken it.
fn how_sure_missing(login: &Login<'_>, token: &TokenExchange) -> Confidence {
    let judged = ["expired", "used", "redeemed", "revoked", "unknown", "not found", "scope", "target"];
    let is_behind = Stage::from_answer(&token.answer).is_some_and(|stage| stage > Stage::Code);
    match token.answer.error.as_deref() {
        _ if misses_client(token) && must_name_client(login.flow.grant) => Confidence::Proven,
        _ if misses_client(token) => Confidence::Likely,
        _ if is_behind || token.answer.says(&judged) => Confidence::Possible,
        None | Some("invalid_request" | "unauthorized_client") => Confidence::Proven,
        _ => Confidence::Likely,
    }
}

/// Returns whether a client that does not authenticate must name itself: for a code (RFC 6749 §4.1.3) and a device code
/// (RFC 8628 §3.4). The client credentials grant is for clients that authenticate (RFC 6749 §4.4.2). The others leave it to the server
/// (RFC 6749 §4.3.2 and §6, RFC 7521 §4.1, RFC 8693 §2.1).
fn must_name_client(grant: Grant) -> bool {
    matches!(grant, Grant::AuthorizationCode | Grant::DeviceCode | Grant::ClientCredentials)
}

/// Returns whether the server says that it does not know who asks.
fn misses_client(token: &TokenExchange) -> bool {
    let words = ["client_id", "client id", "clientid", "client authentication", "client credentials", "no client"];
    token.answer.is_error("invalid_client") || token.answer.says(&words)
}

fn id_mismatch(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    if let Some(found) = two_clients(login, token) {
        return Ok(found);
    }
    if login.flow.grant == Grant::RefreshToken {
        return other_client(login, token);
    }
    if login.flow.grant == Grant::DeviceCode {
        return device_of_other_client(login, token);
    }
    not_applicable_if(login.flow.grant != Grant::AuthorizationCode)?;
    let Some(asked) = login.asked("client_id") else {
        return not_assessed("the authorization request, or its `client_id`, is not in the capture");
    };
    let is_cut =
        token.basic.as_ref().is_some_and(|basic| basic.is_cut() || basic.secret_behind(&asked.value).is_some());
    ruled_out_if(is_cut, "HTTP Basic has an identifier that was not encoded and is cut at its first colon")?;
    let sent = token.client_id().or_not_applicable()?;
    not_applicable_if(is_unset(&sent))?;
    not_assessed_if(is_placeholder(&sent), "`client_id` is redacted")?;
    let raw_basic = token.basic.as_ref().is_some_and(|basic| basic.id == asked.value);
    ruled_out_if(sent == asked.value || raw_basic, "both requests name the same client")?;
    let authorize = login.flow.authorize.as_ref().or_not_applicable()?;
    if token.swaps_credentials(&asked.value) {
        return Ok(Found::proven("The token request has the client identifier and the secret swapped.")
            .shows("code issued to", authorize.seen, asked)
            .shows_value("sent as identifier", token.seen, part_of_id(token), Shown::Secret(Secret::new(sent)))
            .fix("Send the identifier as the user, or as `client_id`, and the secret as the password, or as `client_secret`; a secret that was sent as an identifier is now in logs: issue a new one.")
            .token(Change::SwapCredentials));
    }
    let message = format!("The code was issued to the client `{}` but redeemed by `{sent}`.", asked.value);
    let found = Found::proven(message).shows("code issued to", authorize.seen, asked);
    let found = match token.params.filled("client_id") {
        Some(param) => found.shows("redeemed by", token.seen, param),
        None => found.shows_value(
            "redeemed by",
            token.seen,
            Message::TokenRequest.header("authorization"),
            Shown::Public(sent),
        ),
    };
    Ok(found.token(sent_by(token, &asked.value)))
}

/// One request that names two clients: in its body, and as the user of its `Authorization` header.
fn two_clients(login: &Login<'_>, token: &TokenExchange) -> Option<Found> {
    let basic = token.basic.as_ref().filter(|basic| !basic.id.is_empty())?;
    let named = token.params.filled("client_id")?;
    let is_known = |id: &str| !is_placeholder(id) && !is_unset(id);
    let (user, body) = (basic.client_id()?, named.value.as_str());
    if basic.secret_behind(body).is_some() || has_basic_of_another(token) {
        return None;
    }
    if user == body || basic.id == body || !is_known(&user) || !is_known(body) {
        return None;
    }
    let message =
        format!("The token request names two clients: `{user}` in the `Authorization` header, `{body}` in its body.");
    // A gateway in front of the server may ask a public client for credentials of its own.
    let found = Found::proven_if(blames_identity(token), message)
        .shows_value(
            "in the header",
            token.seen,
            Message::TokenRequest.header("authorization"),
            Shown::Public(user.clone()),
        )
        .shows("in the body", token.seen, named)
        .token_param("client_id", user);
    Some(found.warning_if(login.succeeded(token)))
}

/// Returns whether the answer is about who the client is.
fn blames_identity(token: &TokenExchange) -> bool {
    let words = ["client_id", "client id", "mismatch", "not match", "two client", "issued to", "another client"];
    token.answer.says(&words)
}

/// The device code was issued to another client.
fn device_of_other_client(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let device = login.flow.device.as_ref();
    let device = device.or_not_assessed("one of the two requests does not name its client")?;
    let (owner, sent) = clients(device.client_id.clone(), token)?;
    ruled_out_if(owner == sent || login.succeeded(token), "both requests name the same client")?;
    Ok(Found::proven(format!("The device code was issued to the client `{owner}` but redeemed by `{sent}`."))
        .shows_value(
            "issued to",
            device.seen,
            Message::DeviceAuthorizationRequest.body("client_id"),
            Shown::Public(owner.clone()),
        )
        .shows_value("redeemed by", token.seen, part_of_id(token), Shown::Public(sent))
        .token_param("client_id", owner))
}

/// Returns where a request names its client.
fn part_of_id(token: &TokenExchange) -> Part {
    match token.params.filled("client_id") {
        Some(param) => param.part(),
        None => Message::TokenRequest.header("authorization"),
    }
}

/// The refresh token was issued to another client, as far as the capture shows who it was issued to.
fn other_client(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let (flow, issuing) = crate::login::issued(login, token)
        .or_not_assessed("the answer that issued this refresh token is not in the capture")?;
    let (owner, sent) = clients(issuing.client_id().or_else(|| flow.client_id()), token)?;
    // Where Basic was not encoded, its user is the identifier as it stands.
    let raw = |token: &TokenExchange| token.basic.as_ref().map(|basic| basic.id.clone());
    let same = owner == sent || raw(issuing).as_ref() == Some(&sent) || raw(token).as_ref() == Some(&owner);
    ruled_out_if(same || login.succeeded(token), "the refresh token was issued to the client that uses it")?;
    let at = |token: &TokenExchange| token.params.filled("client_id").map_or(token.seen.at, |param| param.at);
    let change = sent_by(token, &owner);
    Ok(Found::proven(format!("The refresh token was issued to the client `{owner}` but used by `{sent}`."))
        .shows_value_at("issued to", issuing.seen, part_of_id(issuing), Shown::Public(owner), at(issuing))
        .shows_value_at("used by", token.seen, part_of_id(token), Shown::Public(sent), at(token))
        .token(change))
}

/// Returns the client that something was issued to, and the one that redeems it, where both are known.
fn clients(owner: Option<String>, token: &TokenExchange) -> Result<(String, String), NoFinding> {
    let both = owner.zip(token.client_id());
    let (owner, sent) = both.or_not_assessed("one of the two requests does not name its client")?;
    not_assessed_if(is_placeholder(&owner) || is_placeholder(&sent) || is_unset(&sent), "`client_id` is redacted")?;
    Ok((owner, sent))
}

/// Sends the request as another client.
fn sent_by(token: &TokenExchange, client: &str) -> Change {
    if token.params.filled("client_id").is_none() && token.basic.is_some() {
        Change::BasicUser(client.to_owned())
    } else {
        Change::Set("client_id".to_owned(), client.into())
    }
}
