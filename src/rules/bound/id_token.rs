//! Whether an ID token came, is signed by a key of the server, and tells of a login that is recent enough.

use oauth_doctor_wire::duration;
use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::disclose::placeholder::is_placeholder;
use crate::flow::{KeySet, TokenExchange};
use crate::login::access::{id_token_claims, id_token_header, is_answer_edited, words};
use crate::login::{Login, Reaction, server_time};
use crate::oauth::part::Message;
use crate::oauth::spec::OIDC_CORE;
use crate::oauth::{AnswerBody, MetadataMember, jwt};
use crate::rules::assessment::{
    NoFinding, OrNoFinding, instant, not_applicable, not_applicable_if, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule, Severity};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "id-token-missing",
        summary: "the client asked for `openid`, and the token response has no ID token",
        why: "With `openid` in its scope the token response must bring an ID token; a client that waits for one cannot tell who \
              signed in. Servers leave it out where `openid` is not allowed to this client, or if they are not OpenID providers.",
        fix: "Allow the scope `openid` to this client at the server. If the server issues no ID tokens at all, leave `openid` out and \
              ask its own API who the user is.",
        errors: &[NO_ERROR],
        refusals: &[],
        spec: &[OIDC_CORE.at("3.1.3.3"), OIDC_CORE.at("3.1.2.1")],
        optional: Optional::NONE.since("0.2.0"),
        check: Check::Token(missing),
    },
    Rule {
        id: "id-token-key-unknown",
        summary: "the ID token is signed by a key that the server does not publish",
        why: "`kid` of the ID token names the key that signed it. A client that does not find it among the keys behind `jwks_uri` must \
              refuse the ID token: the keys come from another server or tenant, from a cache, or lack a key that was rotated in.",
        fix: "Publish the key before the server signs with it. Let the client read the keys from `jwks_uri` of this issuer, and read \
              them again when it meets a `kid` that it does not know.",
        errors: &[NO_ERROR],
        refusals: &[],
        spec: &[OIDC_CORE.at("10.1"), OIDC_CORE.at("3.1.3.7")],
        optional: Optional::NONE.since("0.2.0"),
        check: Check::Token(key_unknown),
    },
    Rule {
        id: "id-token-too-old",
        summary: "the user signed in longer ago than the client allows",
        why: "`max_age` asks the server to have the user sign in again where the last time is longer ago, and `auth_time` of the ID token \
              says when that was. A client must refuse an ID token whose `auth_time` is too old.",
        fix: "Let the server have the user sign in again under `max_age` (or `prompt=login`), and write that time into `auth_time`.",
        errors: &[NO_ERROR],
        refusals: &[],
        spec: &[OIDC_CORE.at("3.1.2.1"), OIDC_CORE.at("3.1.3.7")],
        optional: Optional::NONE.since("0.2.0"),
        check: Check::Token(too_old),
    },
];

fn weigh(login: &Login<'_>, token: &TokenExchange, found: Found) -> Found {
    found.if_client_stopped(login.reaction_to_token(token))
}

fn missing(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(!token.succeeded())?;
    let scope = login.flow.asked("scope").or_not_applicable()?;
    not_assessed_if(scope.is_placeholder(), "`scope` is redacted")?;
    not_applicable_if(!words(&scope.value).iter().any(|word| word == "openid"))?;
    let answer = &token.answer;
    ruled_out_if(answer.id_token.is_some(), "the token response has an ID token")?;
    let is_whole = matches!(answer.body, AnswerBody::Json | AnswerBody::Form) && !token.excerpt;
    not_assessed_if(!is_whole || is_answer_edited(token), "the token response is not in the capture as a whole")?;
    let granted = answer.scope.as_deref().map(words);
    let is_granted = granted.as_ref().map(|granted| granted.iter().any(|word| word == "openid"));
    let message = match is_granted {
        Some(true) => "The server granted `openid`, and its token response has no `id_token`.",
        Some(false) => {
            "The client asked for `openid`; the server did not grant it, and its token response has no `id_token`."
        }
        None => "The client asked for `openid`, and the token response has no `id_token`.",
    };
    // A server that is no OpenID provider passes over `openid`, and a client that goes on does not miss the ID token.
    let is_certain = is_granted == Some(true) || login.flow.asked("nonce").is_some();
    let reaction = login.reaction_to_token(token);
    let mut found = Found::proven_if(is_granted == Some(true), message).if_client_stopped(reaction);
    if reaction == Reaction::WentOn || !is_certain && !reaction.is_stop() {
        found = found.only(Severity::Note);
    }
    let found = found.shows(
        "asked for",
        login.flow.authorize.as_ref().map(|authorize| authorize.seen).unwrap_or_default(),
        scope,
    );
    Ok(found.lacks("answered", token.seen, Message::TokenResponse.body("id_token")))
}

/// Returns the sets of keys in the capture that the server of a login publishes.
fn key_sets<'a>(login: &Login<'a>, token: &TokenExchange, iss: Option<&str>) -> Vec<&'a KeySet> {
    let traffic = login.traffic;
    let documents =
        login.metadata().into_iter().chain(traffic.metadata.naming(MetadataMember::TokenEndpoint, &token.endpoint));
    let named: Vec<&str> = documents.filter_map(|metadata| metadata.jwks_uri.as_deref()).take(MANY).collect();
    let origin = |url: &str| UrlParts::parse(url).origin();
    let by_name = || traffic.key_sets.iter().filter(|set| named.contains(&set.url.as_str()));
    let here = [Some(token.endpoint.as_str()), iss].map(|url| url.map(origin));
    let by_origin = || traffic.key_sets.iter().filter(|set| here.contains(&Some(origin(&set.url))));
    let found: Vec<&KeySet> = by_name().take(MANY).collect();
    // A server may publish other keys beside those of its ID tokens.
    if found.is_empty() && named.is_empty() { by_origin().take(MANY).collect() } else { found }
}

fn key_unknown(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let header = id_token_header(token).or_not_applicable()?;
    let text = |name: &str| header.get(name).and_then(|value| value.as_str());
    let is_signed = text("alg").is_some_and(|alg| !alg.eq_ignore_ascii_case("none") && !alg.starts_with("HS"));
    not_applicable_if(!is_signed || header.contains_key("enc"))?;
    let kid = text("kid").filter(|kid| !is_placeholder(kid)).or_not_assessed("the ID token names no key")?;
    let claims = id_token_claims(token).unwrap_or_default();
    let iss = claims.get("iss").and_then(|iss| iss.as_str());
    let sets = key_sets(login, token, iss);
    let last = sets.last().or_not_assessed("the keys of the server are not in the capture")?;
    ruled_out_if(
        sets.iter().any(|set| set.ids.iter().any(|id| id == kid)),
        "the key that signed the ID token is among those of the server",
    )?;
    not_assessed_if(
        sets.iter().any(|set| set.has_unnamed || set.ids.iter().any(|id| is_placeholder(id))),
        "a key of the server has no `kid`, and may be the one",
    )?;
    let is_later = last.seen.order > token.seen.order;
    let when = if is_later { "" } else { ", which were read before the ID token was issued" };
    let message = format!("`kid` of the ID token is `{kid}`, which is not among the keys of the server{when}.");
    Ok(weigh(login, token, Found::proven_if(is_later, message))
        .shows_value(
            "signed by",
            token.seen,
            Message::TokenResponse.body("id_token.kid"),
            Shown::Public(kid.to_owned()),
        )
        .shows_value(
            "published",
            last.seen,
            Message::Keys.body("kid"),
            Shown::Public(last.ids.iter().take(MANY).cloned().collect::<Vec<_>>().join(" ")),
        ))
}

fn too_old(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let authorize = login.flow.authorize.as_ref().or_not_applicable()?;
    let asked = login.flow.asked("max_age").or_not_applicable()?;
    let max_age: i64 = asked.value.trim().parse().ok().or_not_assessed("`max_age` cannot be read")?;
    if !token.succeeded() || token.answer.id_token.is_none() {
        return not_applicable();
    }
    let claims = id_token_claims(token).or_not_assessed("the ID token is encrypted, opaque or redacted")?;
    let part = Message::TokenResponse.body("id_token.auth_time");
    let Some(auth_time) = jwt::time(&claims, "auth_time") else {
        let message = "The client asked for `max_age`, and the ID token has no `auth_time`; a client that checks it refuses the login.";
        return Ok(weigh(login, token, Found::proven(message)).shows("asked for", authorize.seen, asked).lacks(
            "came back",
            token.seen,
            part,
        ));
    };
    // The user may have taken time over the login that the server asked for: what counts is the time of the request.
    let asked_at = server_time(&authorize.seen).or_not_assessed("the capture does not show when the login began")?;
    let age = asked_at.at.as_second() - auth_time;
    ruled_out_if(age <= max_age, "the user signed in as lately as the client wants")?;
    check_clock(age - max_age, asked_at.is_its_own)?;
    let message = format!(
        "The client allows {} since the user signed in; by `auth_time` that was {} before the login began.",
        duration::of_seconds(max_age),
        duration::of_seconds(age)
    );
    Ok(weigh(login, token, Found::proven_if(asked_at.is_its_own, message))
        .shows("asked for", authorize.seen, asked)
        .shows_value("came back", token.seen, part, Shown::Public(instant(auth_time))))
}

/// By the clock of the recording, a difference of some minutes says nothing.
fn check_clock(over: i64, is_its_own: bool) -> Result<(), NoFinding> {
    let least = if is_its_own { SKEW } else { 10 * SKEW };
    if over <= least { ruled_out("the user signed in as lately as the clocks can tell") } else { Ok(()) }
}

/// How many seconds a server may be late or early by its own clock.
const SKEW: i64 = 60;

/// How many documents are looked at.
const MANY: usize = 64;
