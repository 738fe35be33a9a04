//! How often and when the code was redeemed.

use oauth_doctor_wire::duration;

use crate::disclose::Shown;
use crate::flow::{AuthorizationResponse, TokenExchange};
use crate::login::{Login, Stage};
use crate::oauth::Param;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{RFC6749, RFC9700};
use crate::providers::{Cause, Lifetime, Provider, SourceKind};
use crate::rules::assessment::{
    OrNoFinding, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Check, Confidence, Found, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "code-reused",
        summary: "the code was redeemed more than once",
        why: "A code works once. A second request fails with `invalid_grant`, whatever the message says, and the \
              server may revoke the first request's tokens. Effects that run twice, a reloaded callback page and \
              automatic retries cause this.",
        fix: "Redeem a code once: guard the callback, take the code out of the URL, never retry the request.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::CodeReused, Refusal::DeviceCodeUnknown],
        spec: &[RFC6749.at("4.1.2"), RFC9700.at("4.5.2")],
        optional: Optional::NONE
            .stage(Stage::Reuse)
            .needs("a fresh `code` from a new login: each works once, and only for a short time")
            .about(&[Cause::CodeReused]),
        check: Check::Request(reused),
    },
    Rule {
        id: "code-expired",
        summary: "the code was redeemed too late",
        why: "Codes are short-lived: the specification recommends ten minutes at most, and many servers keep one for a \
              minute or less. The capture shows how old the code was, but not how long this server keeps codes.",
        fix: "Redeem the code as soon as the callback arrives; watch out for breakpoints, queues, manual copying and slow start-ups.",
        errors: &["invalid_grant"],
        refusals: &[Refusal::CodeExpired],
        spec: &[RFC6749.at("4.1.2")],
        optional: Optional::NONE
            .stage(Stage::Expiry)
            .needs("a fresh `code` from a new login: each works once, and only for a short time")
            .about(&[Cause::CodeExpired]),
        check: Check::Token(expired),
    },
];

fn reused(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let code = token.params.filled_any(ONE_TIME).or_not_applicable()?;
    not_assessed_if(code.is_placeholder(), "the code is redacted; equal placeholders don't mean equal codes")?;
    let same = |other: &&TokenExchange| {
        other.seen.exchange != token.seen.exchange
            && other.params.value(&code.name) == Some(code.value.as_str())
            && !other.is_pending()
            && !matches!(other.answer.status, Some(301..=308))
    };
    let all = || login.flow.tokens.iter().filter(same);
    // A client that was refused, or its proof, did not get as far as the code.
    let got_through = |other: &TokenExchange| {
        !Stage::named(&other.answer).iter().any(|stage| (Stage::Identity..=Stage::Proof).contains(stage))
    };
    // A client that polls asks again after any answer but a token (RFC 8628 §3.5).
    let is_polled = login.flow.grant.is_polled();
    let spends =
        |other: &&TokenExchange| other.is_before(token) && got_through(other) && (!is_polled || other.succeeded());
    let earlier: Vec<&TokenExchange> = all().filter(spends).collect();
    if login.succeeded(token) {
        let again = all().find(|other| token.is_before(other) && other.refused() && !other.was_turned_away());
        return again
            .map_or_else(|| ruled_out("this request got the token"), |again| Ok(sent_again(code, token, again)));
    }
    ruled_out_if(token.answer.is_success(), "the server did not refuse this request")?;
    not_assessed_if(token.was_turned_away(), "the server was too busy to judge the code")?;
    ruled_out_if(
        token.answer.is_any(&["invalid_dpop_proof", "use_dpop_nonce"]),
        "the server complained about the DPoP proof, which it checks before the code",
    )?;
    let unreadable =
        login.flow.tokens.iter().any(|other| other.is_before(token) && other.params.is_empty() && !other.is_pending());
    not_assessed_if(
        unreadable && earlier.is_empty(),
        "another token request of this login cannot be read, so it may have redeemed the same code",
    )?;
    let Some(first) = earlier.first() else {
        let answered = login.stages(token);
        if answered.contains(&Stage::Reuse) {
            let confidence = if answered.len() == 1 { Confidence::Likely } else { Confidence::Possible };
            let says = if answered.len() == 1 { "was" } else { "may have been" };
            let message = format!(
                "The server says that this code {says} redeemed before. The capture shows no earlier redemption; if there was one, it was elsewhere: on a server, in another tab, or before the recording began."
            );
            return Ok(Found::new(confidence, message).fallback().shows("sent", token.seen, code));
        }
        let handed_on = login.flow.backend.filter(|backend| backend.order < token.seen.order);
        if let Some(backend) = handed_on {
            return Ok(Found::likely(format!(
                "The page first handed the code to its own server (exchange {}), which may have redeemed it, and then redeemed it itself.",
                backend.exchange
            ))
            .fallback()
            .shows("sent", token.seen, code));
        }
        return match all().count() {
            0 if token.excerpt || token.is_unanswered => {
                not_assessed("only what was copied is in the capture; there may be other requests with this code")
            }
            0 => not_assessed("the capture shows one redemption of this code; it can't show one elsewhere"),
            1 => not_assessed(
                "the capture shows no redemption of the code before this one; the one repeat afterwards is a consequence",
            ),
            n => not_assessed(format!(
                "the capture shows no redemption of the code before this one; the {n} repeats afterwards are a consequence"
            )),
        };
    };
    let redeemed = earlier.iter().find(|other| other.succeeded());
    let first = redeemed.unwrap_or(first);
    let gap = token.seen.since(&first.seen);
    let how = how_repeated(login, first, token, gap);
    let when = gap.map(|gap| format!(", {} before", duration::of_milliseconds(gap))).unwrap_or_default();
    let message = if redeemed.is_some() {
        format!("This code had already been redeemed (exchange {}{when}).{how}", first.seen.exchange)
    } else {
        let burns = login.provider().and_then(|provider| Some((provider, provider.burns_code?)));
        let used_up = match burns {
            Some((provider, source)) => format!(
                "{} uses up a code with the first attempt, even a failed one ({})",
                provider.name,
                source.cite()
            ),
            None => "the server may have used it up".to_owned(),
        };
        format!("This code had already been sent (exchange {}{when}), and {used_up}.{how}", first.seen.exchange)
    };
    let first_code = first.params.get(&code.name).or_not_applicable()?;
    // A server that fails by itself answers so to any request.
    let found = Found::proven_if(redeemed.is_some() && !token.met_busy_server(), message)
        .shows("first", first.seen, first_code)
        .shows("again", token.seen, code);
    Ok(match code.name.as_str() {
        "code" => found,
        "pre-authorized_code" => {
            found.fix("Redeem the code of a credential offer once; get a new offer for another try.")
        }
        _ => found.fix(
            "Stop polling when the token arrives, and let one place poll; ask for a new device code for another token.",
        ),
    })
}

/// The codes that work once (RFC 6749 §4.1.2, RFC 8628 §3.4, OpenID Connect CIBA §10.1, `OpenID4VCI` §3.5).
const ONE_TIME: &[&str] = &["code", "device_code", "auth_req_id", "pre-authorized_code"];

/// The login worked, and the client sent the code once more anyway.
fn sent_again(code: &Param, token: &TokenExchange, again: &TokenExchange) -> Found {
    Found::proven(format!(
        "This code was sent again after it had been redeemed (exchange {}). The server refused the repeat, and may revoke the first request's tokens.",
        again.seen.exchange
    ))
    .only(Severity::Warning)
    .shows("first", token.seen, code)
}

fn how_repeated(login: &Login<'_>, first: &TokenExchange, again: &TokenExchange, gap: Option<i64>) -> String {
    let between = first.seen.order..again.seen.order;
    let reloaded = login
        .flow
        .responses
        .iter()
        .flat_map(|response| &response.callbacks)
        .find(|callback| between.contains(&callback.seen.order));
    if let Some(callback) = reloaded {
        return format!(
            " The callback page was loaded a second time in between (exchange {}): a reload, or the back button.",
            callback.seen.exchange
        );
    }
    if first.has_authorization != again.has_authorization && !first.succeeded() {
        return " The two requests authenticate the client in different ways: a library tries one after the other."
            .to_owned();
    }
    let status = first.answer.status.unwrap_or_default();
    if status == 429 || status >= 500 {
        return format!(" The first was answered with HTTP {status}: an automatic retry.");
    }
    match gap {
        Some(gap) if gap < 1000 => " Requests this close together usually come from code that runs twice: an effect in React's StrictMode, two listeners, a double submit.".to_owned(),
        Some(gap) if gap < 15_000 => " It looks like a retry, automatic or by the user.".to_owned(),
        _ => String::new(),
    }
}

fn expired(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(login.succeeded(token) || !token.refused())?;
    let answered = login.stages(token);
    let Some((response, code)) = login.flow.delivery() else {
        return expired_elsewhere(token, &answered);
    };
    not_assessed_if(
        token.seen.input != response.seen.input && answered != [Stage::Expiry],
        "the code was issued and redeemed in different inputs, whose clocks may differ, so its age is unknown",
    )?;
    // The first sighting is the server's redirect, whose `Date` is the server's, or else the request of the callback.
    let is_redirect = response.callbacks.iter().all(|callback| callback.seen.order != response.seen.order);
    let by_server = token.seen.since_at_server(&response.seen).filter(|_| is_redirect);
    let age = by_server.or_else(|| token.seen.since(&response.seen)).filter(|age| *age >= 0);
    if age.is_none() && answered == [Stage::Expiry] {
        return expired_elsewhere(token, &answered);
    }
    let age = age.or_not_assessed("the capture has no usable times")?;
    let told = login.told();
    ruled_out_if(
        !told.is_empty() && !told.contains(&Cause::CodeExpired),
        "the server's message is about something else",
    )?;
    // "Expired or already used" names nothing for sure.
    let named = answered.contains(&Stage::Expiry);
    let says = named && (answered.len() == 1 || age >= 60_000);
    let lifetime = login.provider().and_then(|provider| Some((provider, provider.code_lifetime.as_ref()?)));
    // Some servers say `invalid_request` of a code.
    let names_code = lifetime.is_some()
        && matches!(login.stage(token), Some(Stage::Grant | Stage::Code))
        && !token.answer.says(&["missing", "required"]);
    let grant = token.answer.is_error("invalid_grant") || token.answer.error.is_none() || says || names_code;
    let old = duration::of_milliseconds(age);
    let is_client = answered.iter().all(|stage| *stage < Stage::Code) && !answered.is_empty();
    ruled_out_if(!grant && is_client, "the server refused the client, before it looked at the code")?;
    not_assessed_if(!grant, "the server did not say that it is about the code")?;
    if let Some(seconds) = login.facts.server.code_lifetime {
        let found = against_given(age, says, seconds)?;
        return Ok(show_age(found, response, code, token, old));
    }
    if let Some(known) = lifetime.and_then(|(provider, lifetime)| against_documented(age, says, provider, lifetime)) {
        return Ok(show_age(known?, response, code, token, old));
    }
    let found = match (age, says) {
        (600_000.., _) => Found::likely(format!(
            "The code was {old} old when it was redeemed; codes should live for 10 minutes at most."
        )),
        (_, true) => {
            Found::likely(format!("The server says that the code has expired; it was {old} old when it was redeemed."))
        }
        (60_000.., false) => Found::possible(format!(
            "The code was {old} old when it was redeemed; many servers keep codes for 60 seconds or less."
        )),
        _ => {
            return not_assessed(format!(
                "the code was {old} old; the capture does not show how long this server keeps codes"
            ));
        }
    };
    Ok(show_age(found, response, code, token, old))
}

/// What the server says about a code whose age the capture does not show.
fn expired_elsewhere(token: &TokenExchange, answered: &[Stage]) -> Assessment {
    not_assessed_if(
        answered != [Stage::Expiry],
        "the authorization response is not in the capture, so the age of the code is unknown",
    )?;
    let code = token.params.filled("code").or_not_applicable()?;
    Ok(Found::likely("The server says that the code has expired; the capture does not show when it was issued.")
        .fallback()
        .shows("sent", token.seen, code))
}

fn show_age(found: Found, response: &AuthorizationResponse, code: &Param, token: &TokenExchange, age: String) -> Found {
    let redeemed = Shown::Public(age);
    found.shows("issued", response.seen, code).shows_value(
        "redeemed",
        token.seen,
        Message::TokenRequest.at(Component::Age),
        redeemed,
    )
}

/// Judges the age of a code by the lifetime that the user knows.
fn against_given(age: i64, says: bool, seconds: u32) -> Assessment {
    let (old, kept) = (duration::of_milliseconds(age), duration::of_milliseconds(i64::from(seconds) * 1000));
    if age > i64::from(seconds) * 1000 {
        let message =
            format!("The code was {old} old when it was redeemed; you say that this server keeps codes for {kept}.");
        return Ok(Found::proven_if(says, message));
    }
    if says {
        return Ok(Found::likely(format!(
            "The server says that the code has expired; it was {old} old when it was redeemed, less than the {kept} that you gave: compare the clocks and the configuration."
        )));
    }
    ruled_out(format!("the code was {old} old; you say that this server keeps codes for {kept}"))
}

/// Judges the age of a code by the lifetime that its provider documents: found, ruled out, or neither.
fn against_documented(age: i64, says: bool, provider: &Provider, lifetime: &Lifetime) -> Option<Assessment> {
    let limit = i64::from(lifetime.seconds) * 1000;
    let (old, name) = (duration::of_milliseconds(age), provider.name);
    let kept = match lifetime.seconds {
        seconds if seconds % 60 == 0 && seconds >= 120 => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} seconds"),
    };
    let keeps = if lifetime.configurable {
        format!("{name} keeps codes for {kept} by default")
    } else {
        format!("{name} keeps codes for {kept}")
    };
    let by = lifetime.source.cite();
    let sure = lifetime.source.kind != SourceKind::Community;
    if age > limit {
        let confidence = if sure || says { Confidence::Likely } else { Confidence::Possible };
        let message = format!("The code was {old} old when it was redeemed; {keeps} ({by}).");
        return Some(Ok(Found::new(confidence, message)));
    }
    (sure && !says && !lifetime.configurable).then(|| ruled_out(format!("the code was {old} old; {keeps} ({by})")))
}
