//! JWTs that a client signs: as its authentication (`private_key_jwt`), or as the grant itself.

use oauth_doctor_wire::duration;
use oauth_doctor_wire::url::UrlParts;
use serde_json::{Map, Value};

use super::signed::assertion;
use crate::disclose::Shown;
use crate::flow::TokenExchange;
use crate::login::{Login, Stage};
use crate::oauth::jwt::ASSERTION_TYPE;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{OIDC_CORE, RFC7523};
use crate::oauth::{Param, jwt};
use crate::rules::assessment::{
    OrNoFinding, not_applicable, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
    within_search,
};
use crate::rules::{Assessment, Check, Confidence, Found, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "assertion-claims-wrong",
        summary: "the assertion lacks a claim, has another type, or names another client",
        why: "An assertion must say who made it (`iss`), whom it is about (`sub`), whom it is for (`aud`) and until when (`exp`, in \
              seconds); one that authenticates a client names its `client_id` in both `iss` and `sub`.",
        fix: "Sign an assertion with all of these claims; for client authentication set `iss` and `sub` to the `client_id`.",
        errors: &["invalid_client", "invalid_grant"],
        refusals: &[
            Refusal::AssertionTypeDiffers,
            Refusal::GrantAssertionMalformed,
            Refusal::ClientIdMissing,
            Refusal::AssertionMalformed,
            Refusal::AssertionOfOtherClient,
            Refusal::AssertionExpired,
        ],
        spec: &[RFC7523.at("3"), OIDC_CORE.at("9")],
        optional: Optional::NONE.stage(Stage::Assertion),
        check: Check::Request(claims_wrong),
    },
    Rule {
        id: "assertion-audience",
        summary: "the assertion is for another server",
        why: "The server must reject an assertion whose `aud` does not name it: by the URL of its token endpoint or by its issuer, \
              whichever it asks for, compared character by character.",
        fix: "Set `aud` to what the server documents: its issuer, or the URL of its token endpoint, exactly as its metadata spells \
              it.",
        errors: &["invalid_client", "invalid_grant"],
        refusals: &[Refusal::AssertionAudienceDiffers, Refusal::GrantAssertionAudienceDiffers],
        spec: &[RFC7523.at("3")],
        optional: Optional::NONE.stage(Stage::Assertion),
        check: Check::Request(audience),
    },
    Rule {
        id: "assertion-expired",
        summary: "the assertion or subject token is not valid at this time",
        why: "A server refuses a token after its `exp` and before its `nbf` or `iat`. One that is made ahead and stored, or made on \
              a machine whose clock is wrong, is out of time when it arrives.",
        fix: "Sign a new assertion for each request, valid for a minute or two, and synchronise the clock of the machine that does.",
        errors: &["invalid_client", "invalid_grant", "invalid_request"],
        refusals: &[Refusal::AssertionExpired, Refusal::GrantAssertionExpired, Refusal::SubjectTokenExpired],
        spec: &[RFC7523.at("3")],
        optional: Optional::NONE.stage(Stage::Assertion),
        check: Check::Request(expired),
    },
    Rule {
        id: "assertion-replayed",
        summary: "the same assertion was sent before",
        why: "A server may remember the `jti` of each assertion until it expires, and refuses the second use as a replay. A retry \
              or a cached assertion is one.",
        fix: "Sign a new assertion, with a new `jti`, for each request.",
        errors: &["invalid_client", "invalid_grant"],
        refusals: &[Refusal::AssertionReused],
        spec: &[RFC7523.at("3"), OIDC_CORE.at("9")],
        optional: Optional::NONE.stage(Stage::Assertion),
        check: Check::Request(replayed),
    },
];

/// Those that the client signs itself.
const SIGNED: &[&str] = &["client_assertion", "assertion"];

fn claims_wrong(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let jwt = assertion(login, token, SIGNED)?;
    if let Some(kind) = token
        .params
        .filled("client_assertion_type")
        .filter(|kind| jwt.is_client() && !kind.is_placeholder() && kind.value != ASSERTION_TYPE)
    {
        return Ok(Found::proven(format!(
            "The `client_assertion` is a JWT, and `client_assertion_type` must be `{ASSERTION_TYPE}`."
        ))
        .shows("sent", token.seen, kind)
        .token_param(&kind.name, ASSERTION_TYPE));
    }
    // Some servers want no `sub` in a grant: the issuer is whom it is about.
    let required: &[&str] = if jwt.is_client() { &["iss", "sub", "aud", "exp"] } else { &["iss", "aud", "exp"] };
    if let Some(claim) = required.iter().find(|claim| !jwt.claims.contains_key(**claim)) {
        return Ok(Found::likely(format!("The `{}` has no `{claim}`.", jwt.param.name))
            .lacks("sent", token.seen, jwt.part(claim))
            .token(jwt.renewed()));
    }
    if let Some(exp) = jwt.time("exp").filter(|exp| *exp >= FAR) {
        return Ok(Found::likely(format!(
            "The `exp` of the `{}` is far in the future: it is in milliseconds, and must be in seconds.",
            jwt.param.name
        ))
        .shows_value_at("sent", token.seen, jwt.part("exp"), Shown::Public((exp / 1000).to_string()), jwt.param.at)
        .token(jwt.renewed()));
    }
    if jwt.is_client() && !jwt.is_federated() {
        let named = token.params.filled("client_id").filter(|id| !id.is_placeholder());
        let at = named.map_or(jwt.param.at, |id| id.at);
        let client = named.map(|id| id.value.as_str()).or(jwt.text("sub"));
        let differs = ["sub", "iss"].into_iter().find(|claim| jwt.text(claim) != client);
        if let (Some(claim), Some(client)) = (differs, client) {
            let said = jwt.text(claim).unwrap_or_default().to_owned();
            let what = if named.is_some() { "the `client_id` of the request" } else { "its `sub`" };
            return Ok(Found::proven(format!(
                "The `{claim}` of the `client_assertion` is `{said}`, and {what} is `{client}`; they must be the same."
            ))
            .shows_value_at(
                "client",
                token.seen,
                Message::TokenRequest.body("client_id"),
                Shown::Public(client.to_owned()),
                at,
            )
            .shows_value_at("sent", token.seen, jwt.part(claim), Shown::Public(said), jwt.param.at)
            .token(jwt.renewed()));
        }
    }
    ruled_out("the assertion has the claims that it needs")
}

fn audience(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let jwt = assertion(login, token, SIGNED)?;
    let sent = jwt::texts(&jwt.claims, "aud");
    not_applicable_if(sent.is_empty())?;
    not_assessed_if(
        jwt.is_federated(),
        "another party signed the assertion; which audience the server expects of it is part of its registration",
    )?;
    let metadata = login.metadata();
    let issuer = metadata.and_then(|metadata| metadata.issuer.as_deref());
    let endpoint = metadata.and_then(|metadata| metadata.token_endpoint.as_deref());
    let right = [Some(token.endpoint.as_str()), endpoint, issuer];
    ruled_out_if(sent.iter().any(|aud| right.contains(&Some(*aud))), "the assertion is for this server")?;
    let first = sent.first().or_not_applicable()?;
    let named = token.answer.says(&["audience", "'aud'", "\"aud\"", "`aud`", " aud "])
        && (jwt.param.name == "assertion" || token.answer.says(&["assertion", "jwt", "client auth", "token"]));
    let same_host = UrlParts::parse(first).host.eq_ignore_ascii_case(UrlParts::parse(&token.endpoint).host);
    let host = UrlParts::parse(first).host;
    let is_of_provider = login.provider().is_some_and(|provider| provider.has_host(host));
    let confidence = match (named, issuer) {
        (true, Some(_)) => Confidence::Proven,
        (true, None) if !same_host => Confidence::Proven,
        (true, None) | (false, Some(_)) => Confidence::Likely,
        (false, None) if same_host => {
            return not_assessed("what the server calls itself (its issuer) is not in the capture");
        }
        // The issuer may have a host of its own beside that of the endpoint, and not quite another domain.
        (false, None) if !is_of_provider && !shares_domain(first, &token.endpoint) => Confidence::Likely,
        (false, None) => Confidence::Possible,
    };
    let known = issuer.map_or_else(String::new, |issuer| format!(" of the issuer `{issuer}`"));
    let mut found = Found::new(
        confidence,
        format!(
            "The assertion is for `{}`; the request went to `{}`{known}.",
            Shown::masked_url(first),
            Shown::masked_url(&token.endpoint)
        ),
    );
    if let (Some(metadata), Some(issuer)) = (metadata, issuer) {
        found = found.shows_value_at(
            "issuer",
            crate::flow::Seen { exchange: metadata.exchange, ..token.seen },
            Message::Metadata.param("issuer"),
            Shown::url(issuer),
            None,
        );
    }
    Ok(found
        .shows_endpoint("sent to", token)
        .shows_value_at("sent", token.seen, jwt.part("aud"), Shown::url(first), jwt.param.at)
        .token(jwt.renewed()))
}

/// Returns whether the hosts of two URLs end in the same two labels.
fn shares_domain(one: &str, other: &str) -> bool {
    let labels = |url: &str| {
        let host = UrlParts::parse(url).host.to_ascii_lowercase();
        host.rsplit('.').take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    labels(one) == labels(other)
}

fn expired(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let names = [SIGNED, &["subject_token"]].concat();
    let jwt = assertion(login, token, &names)?;
    let now = token.seen.time.map(jiff::Timestamp::as_millisecond).or_not_assessed("the capture has no times")?;
    let late = jwt.time("exp").map(|exp| ("exp", now.saturating_sub(exp)));
    // Against the server's own clock it is a matter of clocks, which has a rule of its own.
    let by_server = token.seen.date.is_some() && jwt.param.name == "client_assertion";
    let early = ["nbf", "iat"]
        .into_iter()
        .filter(|_| !by_server)
        .find_map(|claim| Some((claim, jwt.time(claim).filter(|time| *time < FAR)?.saturating_sub(now))));
    let (claim, by, message) = match (late, early) {
        (Some((claim, by)), _) if by > SKEW => (claim, by, "had expired {} before it was sent"),
        (_, Some((claim, by))) if by > SKEW => (claim, by, "becomes valid {} after it was sent: a clock is wrong"),
        (None, None) => return not_applicable(),
        _ => return ruled_out("the assertion is valid at the time of the request"),
    };
    let message = message.replace("{}", &duration::of_milliseconds(by));
    let shown = jwt.time(claim).unwrap_or_default() / 1000;
    let shown = jiff::Timestamp::from_second(shown).map_or_else(|_| shown.to_string(), |time| time.to_string());
    Ok(Found::proven(format!("The `{}` {message}.", jwt.param.name))
        .shows_value_at(claim, token.seen, jwt.part(claim), Shown::Public(shown), jwt.param.at)
        .shows_value(
            "sent at",
            token.seen,
            Message::TokenRequest.at(Component::Time),
            Shown::Public(token.seen.time.map_or_else(String::new, |time| format!("{time:.0}"))),
        )
        .token(jwt.renewed()))
}

fn replayed(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let jwt = assertion(login, token, SIGNED)?;
    within_search(login)?;
    let id = |claims: &Map<String, Value>| {
        let text = |claim: &str| Some(claims.get(claim)?.as_str()?.to_owned());
        Some((text("iss"), text("jti")?))
    };
    let own = id(&jwt.claims);
    let same = |other: &Param| {
        other.value == jwt.param.value
            || own.is_some() && jwt::claims(&other.value).and_then(|claims| id(&claims)) == own
    };
    let tokens = login.traffic.flows.iter().flat_map(|flow| &flow.tokens);
    let earlier = tokens
        .filter(|other| other.is_before(token))
        .find_map(|other| Some((other, other.params.filled(&jwt.param.name).filter(|param| same(param))?)));
    let (other, first) = earlier.or_ruled_out("the capture shows one use of this assertion")?;
    let named = token.answer.says(&["jti", "replay", "already", "reuse", "been used"]);
    Ok(Found::proven_if(
        named || other.succeeded(),
        format!("The same `{}` was sent before (exchange {}).", jwt.param.name, other.seen.exchange),
    )
    .shows("first", other.seen, first)
    .shows("again", token.seen, jwt.param)
    .token(jwt.renewed()))
}

/// By how many milliseconds two clocks may differ.
const SKEW: i64 = 60_000;

/// The year 5138 in milliseconds: what lies behind is a number of milliseconds in the place of seconds.
const FAR: i64 = 100_000_000_000_000;
