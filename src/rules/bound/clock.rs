//! Whether the clocks agree.

use jiff::Timestamp;
use oauth_doctor_wire::duration;

use crate::disclose::Shown;
use crate::flow::{Seen, TokenExchange};
use crate::login::Login;
use crate::oauth::jwt;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{OIDC_CORE, RFC7523, RFC9110};
use crate::rules::assessment::{instant, not_assessed, not_assessed_if, ruled_out_if};
use crate::rules::{Assessment, Check, Found, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "clock-skew",
    summary: "the clocks of client and server differ",
    why: "Codes, assertions and tokens are valid between two times, and each side uses its own clock. If the clocks \
          differ, something that one side has just issued is too old, or not yet valid, for the other.",
    fix: "Synchronise both clocks with NTP; until then, allow for the difference when you check `iat`, `nbf` and `exp`.",
    errors: &["invalid_client", "invalid_grant"],
    refusals: &[
        Refusal::AssertionExpired,
        Refusal::ProofMissing,
        Refusal::ProofRepeated,
        Refusal::ProofMalformed,
        Refusal::ProofMethodDiffers,
        Refusal::ProofUrlDiffers,
        Refusal::ProofNotFresh,
        Refusal::ProofReused,
        Refusal::ProofKeyDiffers,
        Refusal::GrantAssertionExpired,
        Refusal::SubjectTokenExpired,
    ],
    spec: &[RFC9110.at("6.6.1"), RFC7523.at("3"), OIDC_CORE.at("3.1.3.7")],
    optional: Optional::NONE.needs("the right time on both sides"),
    check: Check::Request(skew),
}];

fn skew(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    assertion(token).unwrap_or_else(|| recorded(login, token))
}

/// What the client signed says what time it was there.
fn assertion(token: &TokenExchange) -> Option<Assessment> {
    let date = token.seen.date?;
    let sent = token.params.filled("client_assertion")?;
    let claims = jwt::claims(&sent.value)?;
    // One that had expired by the recorder's clock, too, or that nobody timed, may be an old one.
    let was_good = |exp: i64| token.seen.time.is_some_and(|time| time.as_second() - exp <= TOLERATED);
    let late =
        jwt::time(&claims, "exp").filter(|exp| date.as_second() - exp > 0 && was_good(*exp)).map(|exp| ("exp", exp));
    let ahead = ["nbf", "iat"]
        .into_iter()
        .filter_map(|name| Some((name, jwt::time(&claims, name)?)))
        // A client that wrote down when it made the assertion has the time of the server; what begins later is meant to.
        .filter(|_| jwt::time(&claims, "iat").is_none_or(|iat| (iat - date.as_second()).abs() > TOLERATED))
        .find(|(_, time)| time - date.as_second() > TOLERATED);
    // No clock is wrong by years: such a time is in another unit.
    let (name, time) = late.or(ahead).filter(|(_, time)| (time - date.as_second()).abs() < YEAR)?;
    let by = duration::of_seconds((date.as_second() - time).abs());
    let message = if name == "exp" {
        format!(
            "The client's assertion had expired {by} before it arrived, by the server's clock: the client's clock is slow, or the client cached the assertion."
        )
    } else {
        format!(
            "The client's assertion becomes valid only {by} after it arrived, by the server's clock: the client's clock is fast."
        )
    };
    // Servers allow for some minutes.
    let found = Found::proven_if((date.as_second() - time).abs() > 300, message);
    let found = found.warning_if(!token.answer.is_error("invalid_client"));
    let part = sent.part().join(name);
    Some(Ok(found
        .shows_value("server", token.seen, Message::TokenResponse.header("date"), Shown::Public(date.to_string()))
        .shows_value_at("client", token.seen, part, Shown::Public(instant(time)), sent.at)))
}

/// What the recorder wrote down against `Date` of answers that no cache keeps.
fn recorded(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let flow = login.flow;
    let pages = flow.authorize.iter().flat_map(|authorize| &authorize.answers);
    let redirects = pages.filter(|answer| answer.status.is_some_and(|status| (300..400).contains(&status)));
    let posts = flow.tokens.iter().filter(|token| token.method == "POST");
    let seen = redirects.map(|answer| answer.seen).chain(posts.map(|token| token.seen));
    let mut differences: Vec<(i64, Seen, Timestamp, Timestamp)> = seen
        .filter(|seen| seen.input == token.seen.input)
        .filter_map(|seen| {
            let (date, time) = (seen.date?, seen.time?);
            Some((date.as_second() - time.as_second(), seen, date, time))
        })
        .collect();
    differences.sort_by_key(|(difference, seen, ..)| (*difference, seen.exchange));
    differences.dedup_by_key(|(_, seen, ..)| seen.exchange);
    let (Some(least), Some(most)) = (differences.first(), differences.last()) else {
        return not_assessed("the answers have no `Date`, or the capture has no times");
    };
    ruled_out_if(
        least.0.abs() <= TOLERATED && most.0.abs() <= TOLERATED,
        "the recording's times and the answers' `Date` agree",
    )?;
    // The time that the answer took is between the two.
    not_assessed_if(
        differences.len() < 2 || most.0 - least.0 > AGREE,
        "a `Date` differs from the recording's time, but no other answer confirms it",
    )?;
    let by = least.0;
    let zone = by.rem_euclid(QUARTER).min(QUARTER - by.rem_euclid(QUARTER)) <= AGREE && by.abs() >= QUARTER;
    not_assessed_if(
        zone || by.abs() > DAY,
        "the recording uses a different time zone for its times, or made-up times",
    )?;
    let which = if by > 0 { "behind" } else { "ahead of" };
    let signed = token.answer.id_token.as_ref().and_then(|id_token| {
        let issued = jwt::time(&jwt::claims(id_token.expose())?, "iat")?;
        Some(issued).filter(|issued| (issued - token.seen.date.map_or(0, Timestamp::as_second)).abs() <= AGREE)
    });
    let confirmed = if signed.is_some() { ", and so does `iat` of the ID token" } else { "" };
    let message = format!(
        "The clock of the machine that recorded this is {} {which} the server's: {} answers show it{confirmed}. A \
         client on that machine that checks `iat` or `exp` may reject what it receives.",
        duration::of_seconds(by.abs()),
        differences.len()
    );
    let (_, seen, date, time) = *least;
    let found = if signed.is_some() { Found::proven(message) } else { Found::likely(message) };
    Ok(found
        .only(Severity::Warning)
        .shows_value("recorder", seen, Message::Recording.at(Component::Time), Shown::Public(format!("{time:.0}")))
        .shows_value("server", seen, Message::Response.header("date"), Shown::Public(date.to_string())))
}

/// Clocks differ by a few seconds everywhere.
const TOLERATED: i64 = 60;
/// How far two measures of one difference may be apart: `Date` counts seconds, and an answer takes time.
const AGREE: i64 = 10;
/// Time zones differ by quarters of an hour.
const QUARTER: i64 = 15 * 60;
const DAY: i64 = 24 * 60 * 60;
const YEAR: i64 = 365 * DAY;
