//! The ID token.

use oauth_doctor_wire::duration;
use serde_json::{Map, Value};

use crate::disclose::placeholder::is_placeholder;
use crate::disclose::{Secret, Shown};
use crate::explain::drift;
use crate::flow::{Seen, TokenExchange};
use crate::login::{Login, server_time};
use crate::oauth::metadata::fits_template;
use crate::oauth::part::{Message, Part};
use crate::oauth::spec::{DISCOVERY, OIDC_CORE};
use crate::oauth::{MetadataMember, jwt};
use crate::rules::assessment::{
    NoFinding, OrNoFinding, clause, instant, not_applicable, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "nonce-mismatch",
        summary: "the ID token has a different nonce than the authorization request",
        why: "The client compares the nonce in the ID token with the one that it sent and must reject any other: the \
              token may belong to a different login.",
        fix: "Keep one nonce per login, under its `state`; the server must copy the request's nonce into the ID token.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::NonceMissing, Refusal::NonceDiffers],
        spec: &[OIDC_CORE.at("3.1.3.7")],
        optional: Optional::NONE.needs("an ID token that was issued for this login"),
        check: Check::Token(nonce),
    },
    Rule {
        id: "id-token-issuer",
        summary: "the ID token has a different issuer than the server's metadata",
        why: "A client must reject an ID token whose `iss` is not, character by character, the issuer that it \
              discovered: a slash, the port, a different host name or a different tenant is enough.",
        fix: "Configure one issuer at the server, so that its metadata, the authorization response and the ID token \
              use the same string, and configure the client with exactly that string.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::IdTokenIssuerDiffers],
        spec: &[OIDC_CORE.at("3.1.3.7"), DISCOVERY.at("4.3")],
        optional: Optional::NONE.needs("an ID token that was issued for this login"),
        check: Check::Token(issuer),
    },
    Rule {
        id: "id-token-audience",
        summary: "the ID token is not for the client that requested it",
        why: "A client must reject an ID token whose `aud` doesn't contain its `client_id`: it was issued to someone else.",
        fix: "Configure the client with the `client_id` that the server knows; if the server puts a different audience \
              into ID tokens, correct that at the server. An API's audience belongs in the access token.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::IdTokenAudienceDiffers],
        spec: &[OIDC_CORE.at("3.1.3.7")],
        optional: Optional::NONE.needs("an ID token that was issued for this login"),
        check: Check::Token(audience),
    },
    Rule {
        id: "id-token-expired",
        summary: "the ID token had already expired when it was issued",
        why: "A client must reject an ID token after its `exp`. A token that has expired on arrival comes from a \
              cache, from a lifetime of zero, or from a server whose machines have different clocks.",
        fix: "Make the server issue a new ID token for each code, with a lifetime of a few minutes, and synchronise \
              the clocks of its machines.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::IdTokenExpired],
        spec: &[OIDC_CORE.at("3.1.3.7")],
        optional: Optional::NONE.needs("an ID token that was issued for this login"),
        check: Check::Token(expired),
    },
];

/// Returns the claims of the ID token that came back, or why there is nothing to assess.
fn claims(login: &Login<'_>, token: &TokenExchange) -> Result<Map<String, Value>, NoFinding> {
    let Some(id_token) = &token.answer.id_token else {
        let asked = login.flow.asked("scope").is_some_and(|scope| scope.value.split(' ').any(|word| word == "openid"));
        not_assessed_if(asked && login.succeeded(token), "the ID token is not in the capture")?;
        return not_applicable();
    };
    jwt::claims(id_token.expose()).or_not_assessed("the ID token is encrypted, opaque or redacted")
}

fn weigh(login: &Login<'_>, token: &TokenExchange, found: Found) -> Found {
    found.if_client_stopped(login.reaction_to_token(token))
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name)?.as_str().filter(|value| !is_placeholder(value))
}

fn issuer(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let claims = claims(login, token)?;
    let iss = text(&claims, "iss").or_not_assessed("the ID token has no readable issuer")?;
    let authorize = login.flow.authorize_endpoint();
    let all = &login.traffic.metadata;
    let documents = || {
        let by_authorize = authorize.into_iter().flat_map(|url| all.naming(MetadataMember::AuthorizationEndpoint, url));
        by_authorize.chain(all.naming(MetadataMember::TokenEndpoint, &token.endpoint))
    };
    let discovered = || documents().filter_map(|metadata| Some((metadata.exchange, metadata.issuer.as_deref()?)));
    ruled_out_if(
        discovered().any(|(_, issuer)| issuer == iss || fits_template(issuer, iss)),
        "the ID token is from the issuer of the server's metadata",
    )?;
    let response = login.flow.response();
    let returned = || {
        let response = response?;
        let iss = response.params.filled("iss").filter(|iss| !iss.is_placeholder())?;
        Some((response.seen.exchange, Message::Callback.param("iss"), iss.value.as_str()))
    };
    let metadata = discovered().next().map(|(exchange, issuer)| (exchange, Message::Metadata.param("issuer"), issuer));
    let (exchange, part, expected) = metadata
        .or_else(returned)
        .or_not_assessed("neither the server's metadata nor `iss` of the authorization response is in the capture")?;
    ruled_out_if(expected == iss, "the ID token is from the issuer that the authorization response names")?;
    let difference = clause(drift::uri(expected, iss));
    let found =
        Found::proven(format!("The `iss` of the ID token is not the issuer that the server announced: {difference}."));
    // Some issuers leave the scheme away, and clients know it.
    let found = if expected.strip_prefix("https://") == Some(iss) {
        found.only(Severity::Warning)
    } else {
        weigh(login, token, found)
    };
    let announced = Seen { exchange, ..Seen::default() };
    Ok(found.shows_value_at("announced", announced, part, Shown::url(expected), None).shows_value(
        "came back",
        token.seen,
        Message::TokenResponse.body("id_token.iss"),
        Shown::url(iss),
    ))
}

fn audience(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let claims = claims(login, token)?;
    let client = login
        .flow
        .client_id()
        .filter(|client| !is_placeholder(client))
        .or_not_assessed("the `client_id` is not in the capture")?;
    let audiences = jwt::texts(&claims, "aud");
    not_assessed_if(audiences.iter().any(|audience| is_placeholder(audience)), "`aud` of the ID token is redacted")?;
    let part = Message::TokenResponse.body("id_token.aud");
    let (asked, by) = match &login.flow.authorize {
        Some(authorize) if authorize.params.filled("client_id").is_some() => {
            (authorize.seen, Message::AuthorizeRequest.param("client_id"))
        }
        _ => (token.seen, Message::TokenRequest.param("client_id")),
    };
    let shown = |found: Found, part: Part, value: Shown| {
        Ok(found.shows_value("asked for by", asked, by, Shown::Public(client.clone())).shows_value(
            "came back",
            token.seen,
            part,
            value,
        ))
    };
    if audiences.contains(&client.as_str()) {
        let party = text(&claims, "azp").filter(|party| audiences.len() > 1 && *party != client);
        return match party {
            Some(party) => shown(
                Found::proven(
                    "The ID token has several audiences and names a different client as its authorized party (`azp`).",
                )
                .only(Severity::Warning),
                Message::TokenResponse.body("id_token.azp"),
                Shown::Public(party.to_owned()),
            ),
            None => ruled_out("the ID token is for this client"),
        };
    }
    if audiences.is_empty() {
        return Ok(Found::proven("The ID token has no `aud`; a client that checks it rejects the login.")
            .only(Severity::Warning)
            .lacks("came back", token.seen, part));
    }
    let found = Found::proven("The `aud` of the ID token does not contain the login's `client_id`.");
    // An identifier in hexadecimal may come back in the other case.
    let found = if audiences.iter().any(|audience| audience.eq_ignore_ascii_case(&client)) {
        found.only(Severity::Warning)
    } else {
        weigh(login, token, found)
    };
    shown(found, part, Shown::Public(audiences.join(", ")))
}

fn expired(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let claims = claims(login, token)?;
    let exp = jwt::time(&claims, "exp").or_not_assessed("the ID token has no readable `exp`")?;
    let now = server_time(&token.seen)
        .filter(|now| now.is_its_own)
        .or_not_assessed("the answer has no `Date`, so the capture does not show the server's time")?;
    let late = now.since(exp.saturating_mul(1000)) / 1000;
    ruled_out_if(late <= 0, "the ID token was valid when it was issued")?;
    not_assessed_if(late <= SKEW, "the ID token had just expired, within the time by which two clocks may differ")?;
    let found = Found::proven(format!(
        "The ID token had expired {} before the answer that delivered it, by the server's own clock.",
        duration::of_seconds(late)
    ));
    Ok(weigh(login, token, found).shows_value("answered", token.seen, now.part(), now.shown()).shows_value(
        "expired",
        token.seen,
        Message::TokenResponse.body("id_token.exp"),
        Shown::Public(instant(exp)),
    ))
}

fn nonce(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let authorize = login.flow.authorize.as_ref().or_not_applicable()?;
    let sent = login.asked("nonce");
    not_assessed_if(
        sent.is_none() && authorize.hidden_params,
        "`nonce` may be in a pushed request or request object that cannot be read",
    )?;
    let sent = sent.or_not_applicable()?;
    let claims = claims(login, token)?;
    let part = Message::TokenResponse.body("id_token.nonce");
    match claims.get("nonce").and_then(|nonce| nonce.as_str()) {
        Some(nonce) if is_placeholder(nonce) => not_assessed("the nonce of the ID token is redacted"),
        Some(nonce) if nonce == sent.value => {
            ruled_out("the ID token carries the nonce of the authorization request")
        }
        Some(nonce) => {
            let other = login
                .other_requests()
                .find(|(_, authorize)| authorize.params.value("nonce") == Some(nonce));
            let whose = other
                .map(|(flow, _)| format!(": it belongs to another login (login {})", flow.id))
                .unwrap_or_default();
            Ok(weigh(
                login,
                token,
                Found::proven(format!(
                    "The ID token has a different nonce than the authorization request{whose}."
                )),
            )
            .shows("sent before", authorize.seen, sent)
            .shows_value("came back", token.seen, part, Shown::Secret(Secret::new(nonce))))
        }
        None => Ok(Found::proven("The authorization request has a nonce, but the ID token has none; a client that checks it rejects the login.")
            .only(Severity::Warning)
        .shows("sent before", authorize.seen, sent)
        .lacks("came back", token.seen, part)),
    }
}

/// By how many seconds two clocks may differ.
const SKEW: i64 = 60;
