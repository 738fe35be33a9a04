//! When an assertion was made, and whether it was sent before.

use oauth_doctor_wire::duration;
use serde_json::{Map, Value};

use super::signed::{Assertion, FAR, SIGNED, assertion};
use crate::disclose::Shown;
use crate::flow::TokenExchange;
use crate::login::{Login, Stage, says_assertion_was_used, server_time};
use crate::oauth::spec::{OIDC_CORE, RFC7523, RFC8693};
use crate::oauth::{Param, jwt};
use crate::rules::assessment::{OrNoFinding, not_applicable, not_assessed, not_assessed_if, ruled_out, within_search};
use crate::rules::{Assessment, Check, Found, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "assertion-expired",
        summary: "the assertion or subject token is not valid at this time",
        why: "A server rejects a token after its `exp` and before its `nbf` or `iat`. A token that was made ahead and \
              stored, or made on a machine with a wrong clock, is out of date when it arrives.",
        fix: "Sign a new assertion for each request, valid for a minute or two, and synchronise that machine's clock.",
        errors: &["invalid_client", "invalid_grant", "invalid_request"],
        refusals: &[Refusal::AssertionExpired, Refusal::GrantAssertionExpired, Refusal::SubjectTokenExpired],
        spec: &[RFC7523.at("3"), RFC8693.at("2.1")],
        optional: Optional::NONE.stage(Stage::Assertion),
        check: Check::Request(expired),
    },
    Rule {
        id: "assertion-replayed",
        summary: "the same assertion was sent before",
        why: "A server may remember the `jti` of each assertion until it expires, and reject a second use as a replay. \
              A retry or a cached assertion causes this.",
        fix: "Sign a new assertion, with a new `jti`, for each request.",
        errors: &["invalid_client", "invalid_grant"],
        refusals: &[Refusal::AssertionReused],
        spec: &[RFC7523.at("3"), OIDC_CORE.at("9")],
        optional: Optional::NONE.stage(Stage::Assertion),
        check: Check::Request(replayed),
    },
];

fn expired(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let names = [SIGNED, &["subject_token"]].concat();
    let jwt = assertion(login, token, &names)?;
    let now = server_time(&token.seen).or_not_assessed("the capture has no times")?;
    let late = jwt.time("exp").map(|exp| ("exp", now.since(exp)));
    let early = ["nbf", "iat"]
        .into_iter()
        .find_map(|claim| Some((claim, now.since(jwt.time(claim).filter(|time| *time < FAR)?).saturating_neg())));
    let (claim, by, message) = match (late, early) {
        (Some((claim, by)), _) if by > SKEW || by > 0 && token.answer.says(&["expired"]) => {
            (claim, by, "had expired {} before it was answered")
        }
        (_, Some((claim, by))) if by > SKEW => (claim, by, "becomes valid {} after it was answered"),
        (None, None) => return not_applicable(),
        _ if !now.is_its_own => {
            return not_assessed(
                "the assertion is valid by the recorder's clock; the answer has no `Date`, so the server's time is \
                 unknown",
            );
        }
        (Some((_, by)), _) | (_, Some((_, by))) if by > 0 || says_when(token) => {
            return not_assessed(
                "the `Date` of the answer is at the edge of the assertion's lifetime, or the server has a different \
                 limit",
            );
        }
        _ => return ruled_out("the assertion is valid at the time of the answer, by the server's clock"),
    };
    // Which of the two clocks is wrong is a question of its own.
    let is_made_now = jwt.time("iat").is_some_and(|iat| now.since(iat).abs() <= SKEW);
    let may_differ = if claim == "exp" { was_good_when_recorded(token, &jwt) } else { !is_made_now };
    let is_of_clocks = jwt.is_client() && now.is_its_own && may_differ;
    not_assessed_if(is_of_clocks, "the clocks of the two sides may differ, and the assertion is valid by one of them")?;
    let message = message.replace("{}", &duration::of_milliseconds(by));
    let shown = jwt.time(claim).unwrap_or_default() / 1000;
    let shown = jiff::Timestamp::from_second(shown).map_or_else(|_| shown.to_string(), |time| time.to_string());
    Ok(Found::proven_if(now.is_its_own, format!("The `{}` {message}, {}.", jwt.param.name, now.by()))
        .shows_value_at(claim, token.seen, jwt.part(claim), Shown::Public(shown), jwt.param.at)
        .shows_value("answered at", token.seen, now.part(), now.shown())
        .token(jwt.renewed()))
}

/// Returns whether the answer is about the times of the assertion.
fn says_when(token: &TokenExchange) -> bool {
    token.answer.says(&["expired", "not yet valid", "too old", "clock", "'iat'", "`iat`", "'nbf'", "`nbf`", "lifetime"])
}

/// Returns whether the assertion had not expired by the recorder's clock, which may be the client's.
fn was_good_when_recorded(token: &TokenExchange, jwt: &Assertion<'_>) -> bool {
    let recorded = token.seen.time.map(jiff::Timestamp::as_millisecond);
    recorded.zip(jwt.time("exp")).is_some_and(|(time, exp)| time.saturating_sub(exp) <= SKEW)
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
    let sent = tokens
        .filter(|other| other.is_before(token))
        .filter_map(|other| Some((other, other.params.filled(&jwt.param.name)?)));
    let earlier = sent.take(MOST_ASSERTIONS).find(|(_, param)| same(param));
    let named = says_assertion_was_used(&token.answer);
    let Some((other, first)) = earlier else {
        // Without a `jti`, an assertion is nothing that a server remembers.
        if named && own.is_some() {
            let found = Found::likely(format!(
                "The server says that the `{}` was used before; the capture shows one use, and may be missing the other.",
                jwt.param.name
            ));
            return Ok(found.shows("sent", token.seen, jwt.param).shows_error(token).token(jwt.renewed()));
        }
        return not_assessed("the capture shows one use of this assertion, and may be missing another");
    };
    Ok(Found::proven_if(
        named || other.succeeded(),
        format!("The same `{}` was sent before (exchange {}).", jwt.param.name, other.seen.exchange),
    )
    .shows("first", other.seen, first)
    .shows("again", token.seen, jwt.param)
    .token(jwt.renewed()))
}

/// How many assertions one is compared with: each has to be taken apart.
const MOST_ASSERTIONS: usize = 512;

/// By how many milliseconds two clocks may differ.
const SKEW: i64 = 60_000;
