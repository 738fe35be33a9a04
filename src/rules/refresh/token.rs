//! Whether what is sent as refresh token is the one that was issued, and still good.

use oauth_doctor_wire::duration;

use crate::disclose::placeholder::is_unset;
use crate::disclose::{Secret, Shown};
use crate::explain::drift;
use crate::flow::{TokenExchange, same_code};
use crate::login::{Login, Stage, issued};
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{RFC6749, RFC7009};
use crate::oauth::{Param, jwt};
use crate::rules::assessment::{
    NoFinding, OrNoFinding, clause, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Check, Found, NewValue, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "refresh-token-wrong-kind",
        summary: "another token was sent in place of the refresh token",
        why: "The answer of a token endpoint has several tokens. An access token or ID token is no refresh token: the server looks \
              it up among those and does not know it (`invalid_grant`).",
        fix: "Store `refresh_token` of the answer and send that one; look for two variables that were mixed up.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::RefreshTokenUnknown],
        spec: &[RFC6749.at("1.5"), RFC6749.at("6")],
        optional: Optional::NONE.stage(Stage::Code),
        check: Check::Refresh(wrong_kind),
    },
    Rule {
        id: "refresh-token-altered",
        summary: "the refresh token was changed between its issue and its use",
        why: "A refresh token is an opaque, case-sensitive string of any length. A column that cuts it, quotes, white space or an \
              encoding too many make another token of it, which the server does not know.",
        fix: "Store and send the token exactly as it came, and encode it once, as a form value.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::RefreshTokenUnknown],
        spec: &[RFC6749.at("6"), RFC6749.at("A.17")],
        optional: Optional::NONE.stage(Stage::Code),
        check: Check::Refresh(altered),
    },
    Rule {
        id: "refresh-token-revoked",
        summary: "the refresh token had been revoked",
        why: "After a revocation the token is dead for good. A logout that revokes it while a timer or another tab still refreshes \
              is the usual way there.",
        fix: "Delete the stored tokens when they are revoked, and stop the timer that refreshes them.",
        errors: &["invalid_grant"],
        refusals: &[Refusal::RefreshTokenRevoked],
        spec: &[RFC7009.at("2.1"), RFC7009.at("2.2")],
        optional: Optional::NONE.stage(Stage::Session).needs("a new refresh token: it takes a new login"),
        check: Check::Refresh(revoked),
    },
    Rule {
        id: "refresh-token-expired",
        summary: "the refresh token had expired",
        why: "Many servers limit the life of a refresh token and name it in the answer (`refresh_expires_in`) or in the token. \
              After that only a new login helps.",
        fix: "Refresh before the token expires, or send the user to a new login; ask the operator for a longer lifetime, or for \
              `offline_access`.",
        errors: &["invalid_grant"],
        refusals: &[Refusal::RefreshTokenExpired],
        spec: &[RFC6749.at("5.2"), RFC6749.at("6")],
        optional: Optional::NONE.stage(Stage::Expiry).needs("a new refresh token: it takes a new login"),
        check: Check::Refresh(expired),
    },
];

/// Returns the refresh token that was sent, or why nothing can be said of it.
fn sent<'a>(login: &Login<'_>, token: &'a TokenExchange) -> Result<&'a Param, NoFinding> {
    let sent = token.params.filled("refresh_token");
    let sent = sent.filter(|sent| !is_unset(&sent.value)).or_not_applicable()?;
    not_assessed_if(sent.is_placeholder(), "the refresh token is redacted")?;
    ruled_out_if(login.succeeded(token), "the server accepted the refresh token")?;
    Ok(sent)
}

/// Returns the answers before this request that issued tokens, the last first.
fn earlier<'a>(login: &Login<'a>, token: &TokenExchange) -> impl Iterator<Item = &'a TokenExchange> {
    let order = token.seen.order;
    let flows = login.traffic.flows.iter().rev().take(if login.is_beyond_search() { 0 } else { usize::MAX });
    flows.flat_map(|flow| flow.tokens.iter().rev()).filter(move |other| other.seen.order < order && other.succeeded())
}

impl<'a> Login<'a> {
    /// Returns the answer whose refresh token the client should have sent: it sent another token of that answer, or a changed one.
    pub(crate) fn issuing_another(&self, token: &TokenExchange) -> Option<&'a TokenExchange> {
        let sent = &token.params.filled("refresh_token")?.value;
        if issued(self, token).is_some() {
            return None;
        }
        earlier(self, token).find(|other| {
            let answer = &other.answer;
            let equals = |token: &Option<Secret>| token.as_ref().is_some_and(|token| token.expose() == sent);
            let issued = answer.refresh_token.as_ref();
            equals(&answer.access_token)
                || equals(&answer.id_token)
                || issued.is_some_and(|issued| same_code(issued.expose(), sent))
        })
    }
}

fn wrong_kind(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = sent(login, token)?;
    let equals = |token: &Option<Secret>| token.as_ref().is_some_and(|token| token.expose() == sent.value);
    let other = earlier(login, token).find_map(|other| {
        let answer = &other.answer;
        let kinds = [("access_token", &answer.access_token), ("id_token", &answer.id_token)];
        let (name, _) = kinds.into_iter().find(|(_, token)| equals(token) && !equals(&answer.refresh_token))?;
        Some((other, name))
    });
    let (other, name) = other.or_ruled_out("what was sent is no access token or ID token of the capture")?;
    let found = Found::proven(format!(
        "The `refresh_token` that was sent is the `{name}` of exchange {}.",
        other.seen.exchange
    ))
    .shows_value(
        &format!("issued as {name}"),
        other.seen,
        Message::TokenResponse.at(Component::Body).named(name.to_owned()),
        sent.shown(),
    )
    .shows("sent", token.seen, sent);
    Ok(match &other.answer.refresh_token {
        Some(right) => found.token_param("refresh_token", NewValue::Known(right.clone())),
        None => found.token_param("refresh_token", NewValue::Needed("the refresh token of the login")),
    })
}

fn altered(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = sent(login, token)?;
    ruled_out_if(issued(login, token).is_some(), "the refresh token is exactly one that was issued")?;
    let alike = earlier(login, token)
        .filter_map(|other| Some((other, other.answer.refresh_token.as_ref()?)))
        .find(|(_, issued)| same_code(issued.expose(), &sent.value));
    let (other, issued) = alike.or_not_assessed("the answer that issued this refresh token is not in the capture")?;
    ruled_out_if(issued.expose() == sent.value, "the refresh token is exactly one that was issued")?;
    let how = clause(drift::drift(issued.expose(), &sent.value));
    Ok(Found::proven(format!("The refresh token is not the one that exchange {} issued: {how}.", other.seen.exchange))
        .shows_value("issued", other.seen, Message::TokenResponse.body("refresh_token"), Shown::Secret(issued.clone()))
        .shows("sent", token.seen, sent)
        .token_param("refresh_token", NewValue::Known(issued.clone())))
}

fn revoked(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = sent(login, token)?;
    not_applicable_if(login.is_beyond_search())?;
    let before = login
        .traffic
        .revocations
        .iter()
        .find(|revocation| revocation.seen.order < token.seen.order && revocation.token.expose() == sent.value);
    let Some(revocation) = before else {
        return not_assessed("the capture shows no revocation of this token; one elsewhere cannot be seen");
    };
    Ok(Found::proven(format!(
        "This refresh token had been revoked (exchange {}) before it was used.",
        revocation.seen.exchange
    ))
    .shows_value("revoked", revocation.seen, Message::RevocationRequest.body("token"), Shown::Secret(revocation.token.clone()))
    .shows("sent", token.seen, sent)
    .fix("Delete the stored tokens when they are revoked, and begin a new login; look for a timer or tab that outlives the logout."))
}

fn expired(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = sent(login, token)?;
    ruled_out_if(
        !token.refused() || !token.answer.is_error("invalid_grant"),
        "the server did not complain about the refresh token",
    )?;
    let unknown = "how long this refresh token lives is not in the capture";
    let (age, lifetime, seen, part) = if let Some((_, other)) = issued(login, token)
        // 0 is Keycloak's word for a token that does not expire.
        && let Some(lifetime) = other.answer.refresh_expires_in.filter(|lifetime| *lifetime > 0)
    {
        let age = token.seen.since(&other.seen).or_not_assessed("the capture has no usable times")?;
        (age, lifetime, other.seen, Message::TokenResponse.body("refresh_expires_in"))
    } else {
        // Some servers issue JWTs as refresh tokens.
        let claims = jwt::claims(&sent.value);
        let claim = |name: &str| claims.as_ref()?.get(name)?.as_i64();
        let (Some(exp), Some(iat), Some(now)) = (claim("exp"), claim("iat"), token.seen.time) else {
            return not_assessed(unknown);
        };
        let Some(lifetime) = exp.checked_sub(iat).and_then(|lifetime| u64::try_from(lifetime).ok()) else {
            return not_assessed(unknown);
        };
        let age = now.as_millisecond().saturating_sub(iat.saturating_mul(1000));
        (age, lifetime, token.seen, Message::TokenRequest.body("refresh_token.exp"))
    };
    let lifetime = i64::try_from(lifetime).unwrap_or(i64::MAX).saturating_mul(1000);
    if age <= lifetime {
        return ruled_out(format!(
            "the refresh token was {} old, and it lives for {}",
            duration::of_milliseconds(age.max(0)),
            duration::of_milliseconds(lifetime)
        ));
    }
    Ok(Found::proven(format!(
        "The refresh token was {} old, and it lived for {}.",
        duration::of_milliseconds(age),
        duration::of_milliseconds(lifetime)
    ))
    .shows_value("lifetime", seen, part, Shown::Public(duration::of_milliseconds(lifetime)))
    .shows("sent", token.seen, sent))
}
