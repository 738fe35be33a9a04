//! Refreshing.

use crate::disclose::placeholder::is_placeholder;
use crate::disclose::{Secret, Shown};
use crate::flow::{Flow, TokenExchange};
use crate::login::{Login, Stage};
use crate::oauth::answer::AnswerBody;
use crate::oauth::part::Message;
use crate::oauth::spec::{RFC6749, RFC9700};
use crate::oauth::{Param, jwt};
use crate::providers::Cause;
use crate::rules::assessment::{
    NoFinding, OrNoFinding, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Change, Check, Confidence, Found, NewValue, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "refresh-token-reused",
        summary: "a refresh token was reused after it had been exchanged",
        why: "Servers that rotate refresh tokens treat a second use as theft: they refuse it, and often revoke the \
              whole chain. Two tabs, two processes or a retry cause this without any thief.",
        fix: "Refresh in one place at a time (lock across tabs and processes); store the newest token at once.",
        errors: &["invalid_grant"],
        refusals: &[Refusal::RefreshTokenReused, Refusal::RefreshTokenRevoked],
        spec: &[RFC6749.at("6"), RFC9700.at("4.14.2")],
        optional: Optional::NONE.stage(Stage::Reuse).about(&[Cause::RefreshReused]),
        check: Check::Refresh(reused),
    },
    Rule {
        id: "refresh-token-stale",
        summary: "the client used an old refresh token despite a newer one",
        why: "After a refresh or a new login the server knows the newer token; the old one is often used up, or \
              belongs to a replaced session.",
        fix: "Replace the stored refresh token whenever an answer contains a new one.",
        errors: &["invalid_grant"],
        refusals: &[Refusal::RefreshTokenUnknown, Refusal::RefreshTokenReused],
        spec: &[RFC6749.at("6"), RFC9700.at("4.14.2")],
        optional: Optional::NONE.stage(Stage::Reuse).about(&[Cause::RefreshExpired, Cause::RefreshReused]),
        check: Check::Refresh(stale),
    },
    Rule {
        id: "refresh-scope-widened",
        summary: "the refresh asks for a scope that was not granted",
        why: "A refresh may narrow the scope, never widen it: the server answers `invalid_scope` or `invalid_grant`.",
        fix: "Leave `scope` out when refreshing; ask for more in a new authorization request.",
        errors: &["invalid_scope", "invalid_grant"],
        refusals: &[Refusal::ScopeWidened],
        spec: &[RFC6749.at("6")],
        optional: Optional::NONE.stage(Stage::Scope),
        check: Check::Refresh(widened),
    },
];

fn reused(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = token.params.filled("refresh_token").or_not_applicable()?;
    not_assessed_if(sent.is_placeholder(), "the refresh token is redacted")?;
    ruled_out_if(login.succeeded(token), "the server accepted the refresh token")?;
    let told = login.stages(token) == [Stage::Reuse];
    if !told {
        keeps_old_tokens(login)?;
    }
    let earlier = |ended: &dyn Fn(&TokenExchange) -> bool| {
        login.flow.tokens.iter().find(|other| {
            other.is_before(token) && other.params.value("refresh_token") == Some(sent.value.as_str()) && ended(other)
        })
    };
    let answered = earlier(&TokenExchange::succeeded);
    let lost = || earlier(&|other| other.answer.status.is_none_or(|status| status == 0));
    let first = answered.or_else(lost);
    let newer = first.and_then(|first| first.answer.refresh_token.as_ref()).map(Secret::expose);
    let stays = answered.is_some() && newer.is_none_or(|newer| newer == sent.value);
    let Some(first) = first.filter(|_| !stays) else {
        return used_elsewhere(token, sent, answered, told);
    };
    let exchange = first.seen.exchange;
    let found = if answered.is_some() {
        let message = format!("This refresh token had already been exchanged for a new one (exchange {exchange}).");
        // A server may keep the old one (RFC 6749 section 6) and refuse it for another reason.
        Found::proven_if(told, message)
    } else {
        Found::likely(format!(
            "This refresh token had been sent before (exchange {exchange}), but that request has no answer: a server \
             that rotates refresh tokens has used it up, and the client never got the new one."
        ))
    };
    let earlier_sent = first.params.get("refresh_token").unwrap_or(sent);
    Ok(found
        .shows("first", first.seen, earlier_sent)
        .shows("again", token.seen, sent)
        .token(newest(&login.flow.tokens, token)))
}

/// The capture shows no use of the token that brought another: the server may say that there was one.
fn used_elsewhere(token: &TokenExchange, sent: &Param, answered: Option<&TokenExchange>, told: bool) -> Assessment {
    if told {
        return Ok(Found::likely("The server says that this refresh token was used before. The capture doesn't show where: in another tab or process, or before the recording began.")
            .fallback()
            .shows("sent", token.seen, sent)
            .token_param("refresh_token", NewValue::Needed("the newest refresh token")));
    }
    let Some(answered) = answered else {
        return not_assessed("the capture shows no earlier use of this refresh token; it can't show one elsewhere");
    };
    let exchange = answered.seen.exchange;
    if answered.answer.body == AnswerBody::Missing {
        return not_assessed(format!(
            "the capture does not show whether exchange {exchange} got a newer refresh token for this one"
        ));
    }
    not_assessed(format!(
        "exchange {exchange} got no newer refresh token, so this one stays valid (RFC 6749 \u{a7}6) unless it was used elsewhere"
    ))
}

/// Ends a rule about old refresh tokens where the provider documents that they stay valid.
fn keeps_old_tokens(login: &Login<'_>) -> Result<(), NoFinding> {
    let keeps = login.provider().and_then(|provider| Some((provider, provider.keeps_refresh_tokens?)));
    keeps.map_or(Ok(()), |(provider, source)| {
        ruled_out(format!("{} does not revoke a refresh token when it is used ({})", provider.name, source.cite()))
    })
}

/// Sends the refresh token that the chain got last.
fn newest(chain: &[TokenExchange], token: &TokenExchange) -> Change {
    let issued = chain.iter().filter(|other| other.is_before(token));
    let newest = issued.filter_map(|other| other.answer.refresh_token.as_ref()).next_back();
    let newest = newest.filter(|newest| {
        !is_placeholder(newest.expose()) && token.params.value("refresh_token") != Some(newest.expose())
    });
    let value = newest.map_or(NewValue::Needed("the newest refresh token"), |newest| NewValue::Known(newest.clone()));
    Change::Set("refresh_token".to_owned(), value)
}

fn stale(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = token.params.filled("refresh_token").filter(|sent| !sent.is_placeholder()).or_not_applicable()?;
    not_applicable_if(login.succeeded(token) || login.is_beyond_search())?;
    let used_before = login.flow.tokens.iter().any(|other| {
        other.is_before(token) && other.params.value("refresh_token") == Some(sent.value.as_str()) && other.succeeded()
    });
    not_applicable_if(used_before)?;
    keeps_old_tokens(login)?;
    let client = token.client_id();
    let earlier = || {
        let flows = login.traffic.flows.iter();
        flows
            .flat_map(|flow| flow.tokens.iter().map(move |other| (flow, other)))
            .filter(|(_, other)| other.is_before(token) && other.answer.refresh_token.is_some())
    };
    let is_of_client = |other: &TokenExchange| other.client_id() == client;
    let mut own = earlier().filter(|(_, other)| issues(other, |issued| issued == sent.value) && is_of_client(other));
    let (family, own) =
        own.next_back().or_not_assessed("the capture does not show where this refresh token comes from")?;
    // Another user of the same client has a chain of his own.
    let root = |flow: &Flow| flow.parent.unwrap_or(flow.id);
    let replaces = |flow: &Flow, other: &TokenExchange| {
        let is_login =
            flow.parent.is_none() && subject(own).zip(subject(other)).is_none_or(|(own, other)| own == other);
        root(flow) == root(family) || is_login
    };
    let mut newer = earlier().filter(|(flow, other)| {
        other.seen.order > own.seen.order
            && issues(other, |issued| issued != sent.value)
            && is_of_client(other)
            && replaces(flow, other)
    });
    let (_, newer) = newer
        .next_back()
        .or_not_assessed("the capture has no newer refresh token of this login; it can't show one elsewhere")?;
    let (own, newer) = (own.seen, newer.seen);
    Ok(Found::likely(format!(
        "The refresh token is from exchange {}, but exchange {} issued a newer one.",
        own.exchange, newer.exchange
    ))
    .shows("sent", token.seen, sent)
    .shows_value(
        "newer one issued",
        newer,
        Message::TokenResponse.body("refresh_token"),
        Shown::Public("(not shown)".to_owned()),
    )
    .token_param("refresh_token", NewValue::Needed("the newest refresh token")))
}

fn issues(token: &TokenExchange, wanted: impl Fn(&str) -> bool) -> bool {
    token.answer.refresh_token.as_ref().is_some_and(|issued| wanted(issued.expose()))
}

/// Returns the user whom an ID token names.
fn subject(token: &TokenExchange) -> Option<String> {
    let claims = jwt::claims(token.answer.id_token.as_ref()?.expose())?;
    claims.get("sub")?.as_str().map(str::to_owned)
}

fn widened(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let asked = token.params.filled("scope").or_not_applicable()?;
    not_applicable_if(asked.is_placeholder())?;
    ruled_out_if(login.succeeded(token), "the server accepted the scope")?;
    let parent = login.parent();
    let granted = parent.and_then(|flow| {
        let answered = flow.tokens.iter().find_map(|token| token.answer.scope.clone());
        answered.or_else(|| flow.asked("scope").map(|scope| scope.value.clone()))
    });
    let granted = granted.or_not_assessed("the scope that was granted is not in the capture")?;
    let has_refresh_token = |flow: &Flow| flow.tokens.iter().any(|token| token.answer.refresh_token.is_some());
    let is_granted = |scope: &str| {
        let mut had = granted.split([' ', ',']);
        had.any(|had| is_same_scope(had, scope))
            // Servers that issue a refresh token for it need not list it.
            || scope == "offline_access" && parent.is_some_and(has_refresh_token)
    };
    let scopes = asked.value.split([' ', ',']).filter(|scope| !scope.is_empty());
    let more: Vec<&str> = scopes.filter(|scope| !is_granted(scope)).collect();
    ruled_out_if(more.is_empty(), "the refresh asks only for what was granted")?;
    not_assessed_if(
        more.iter().any(|scope| scope.ends_with("/.default")),
        "the client's registration decides which scopes `.default` stands for",
    )?;
    let confidence = match token.answer.error.as_deref() {
        Some("invalid_scope") => Confidence::Proven,
        _ if token.answer.says(&["scope"]) => Confidence::Likely,
        _ => Confidence::Possible,
    };
    Ok(Found::new(confidence, format!("The refresh asks for `{}`, which was not granted.", more.join(" ")))
        .shows("sent", token.seen, asked)
        .shows_value_at("granted", token.seen, Message::TokenResponse.body("scope"), Shown::Public(granted), None)
        .token(Change::Remove("scope".to_owned())))
}

/// Returns whether two scopes are one: some servers answer with the long name (`https://graph.example/User.Read`) of a short one.
fn is_same_scope(granted: &str, asked: &str) -> bool {
    let ends = |long: &str, short: &str| {
        let rest = long.strip_suffix(short);
        !short.is_empty() && rest.is_some_and(|rest| rest.contains("://") && rest.ends_with(['/', '.']))
    };
    granted == asked || ends(granted, asked) || ends(asked, granted)
}
