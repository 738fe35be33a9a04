//! Whether what is sent as refresh token is the one that was issued, and still good.

use oauth_doctor_wire::duration;

use crate::disclose::placeholder::is_unset;
use crate::disclose::{Secret, Shown};
use crate::explain::drift;
use crate::flow::{RevokedAt, Seen, Shows, TokenExchange, same_code};
use crate::login::{Login, Stage, issued, server_time};
use crate::oauth::part::{Component, Message, Part};
use crate::oauth::spec::{RFC6749, RFC7009};
use crate::oauth::{Param, jwt};
use crate::providers::Cause;
use crate::rules::assessment::{
    NoFinding, OrNoFinding, clause, not_applicable_if, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Check, Confidence, Found, NewValue, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "refresh-token-wrong-kind",
        summary: "the client sent a different token as the refresh token",
        why: "A token endpoint answers with several tokens. An access token or ID token is not a refresh token: the \
              server doesn't find it among its refresh tokens (`invalid_grant`).",
        fix: "Store `refresh_token` from the answer and send that one; look for two mixed-up variables.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::RefreshTokenUnknown],
        spec: &[RFC6749.at("1.5"), RFC6749.at("6")],
        optional: Optional::NONE.stage(Stage::Code),
        check: Check::Refresh(wrong_kind),
    },
    Rule {
        id: "refresh-token-altered",
        summary: "the refresh token was changed between its issue and its use",
        why: "A refresh token is an opaque, case-sensitive string of any length. A truncating column, quotes, \
              whitespace or one encoding too many turn it into a different token, which the server doesn't know.",
        fix: "Store and send the token exactly as it arrived, and encode it once, as a form value.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::RefreshTokenUnknown],
        spec: &[RFC6749.at("6"), RFC6749.at("A.17")],
        optional: Optional::NONE.shows(&[Shows::Values]).stage(Stage::Code),
        check: Check::Refresh(altered),
    },
    Rule {
        id: "refresh-token-revoked",
        summary: "the refresh token had been revoked",
        why: "A revoked token never works again. Usually a logout revokes it while a timer or another tab still \
              refreshes.",
        fix: "Delete the stored tokens when they are revoked, and stop the timer that refreshes them.",
        errors: &["invalid_grant"],
        refusals: &[Refusal::RefreshTokenRevoked],
        spec: &[RFC7009.at("2.1"), RFC7009.at("2.2")],
        optional: Optional::NONE.stage(Stage::Session).needs("a new refresh token, from a new login"),
        check: Check::Refresh(revoked),
    },
    Rule {
        id: "refresh-token-expired",
        summary: "the refresh token had expired",
        why: "Many servers limit the life of a refresh token and name it in the answer (`refresh_expires_in`) or in \
              the token. After that, only a new login helps.",
        fix: "Refresh before the token expires, or send the user to a new login; ask the server's operator for a \
              longer lifetime, or request `offline_access`.",
        errors: &["invalid_grant"],
        refusals: &[Refusal::RefreshTokenExpired],
        spec: &[RFC6749.at("5.2"), RFC6749.at("6")],
        optional: Optional::NONE
            .stage(Stage::Expiry)
            .about(&[Cause::RefreshExpired])
            .needs("a new refresh token, from a new login"),
        check: Check::Refresh(expired),
    },
];

/// Returns the refresh token that was sent, or why nothing can be said about it.
fn sent<'a>(login: &Login<'_>, token: &'a TokenExchange) -> Result<&'a Param, NoFinding> {
    let sent = token.params.filled("refresh_token");
    let sent = sent.filter(|sent| !is_unset(&sent.value)).or_not_applicable()?;
    not_assessed_if(sent.is_placeholder(), "the refresh token is redacted")?;
    ruled_out_if(login.succeeded(token), "the server accepted the refresh token")?;
    Ok(sent)
}

/// Returns the answers before this request that issued tokens, the last first, and of thousands the last.
fn earlier<'a>(login: &Login<'a>, token: &TokenExchange) -> impl Iterator<Item = &'a TokenExchange> {
    let order = token.seen.order;
    let flows = login.traffic.flows.iter().rev().take(if login.is_beyond_search() { 0 } else { usize::MAX });
    let earlier = flows.flat_map(|flow| flow.tokens.iter().rev());
    earlier.filter(move |other| other.seen.order < order && other.succeeded()).take(MOST_ANSWERS)
}

/// With how many answers a refresh token is compared.
const MOST_ANSWERS: usize = 256;

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
    let Some((other, name)) = other else {
        ruled_out_if(was_accepted(login, token, &sent.value), "the server accepted this refresh token before")?;
        return by_looks(token, sent);
    };
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

/// Judges a token that the capture does not show being issued by what it says of itself.
fn by_looks(token: &TokenExchange, sent: &Param) -> Assessment {
    let unknown = "the capture does not show where this token comes from, and the token doesn't say what it is";
    let (name, how) = kind(&sent.value).or_not_assessed(unknown)?;
    let message = format!("The `refresh_token` that was sent is an {name}, as {how} says.");
    Ok(Found::likely(message)
        .shows("sent", token.seen, sent)
        .token_param("refresh_token", NewValue::Needed("the refresh token of the login")))
}

/// Returns what a JWT is by its own word, where it is not a refresh token, and what says so.
fn kind(token: &str) -> Option<(&'static str, &'static str)> {
    let claims = jwt::claims(token)?;
    let header = jwt::header(token)?;
    let of = |object: &serde_json::Map<String, serde_json::Value>, name: &str| {
        object.get(name)?.as_str().map(str::to_ascii_lowercase)
    };
    match of(&header, "typ").as_deref() {
        Some("at+jwt" | "application/at+jwt") => return Some(("access token", "the `typ` of its header")),
        _ if claims.contains_key("at_hash") || claims.contains_key("c_hash") => {
            return Some(("ID token", "its `at_hash` or `c_hash`"));
        }
        _ => {}
    }
    match of(&claims, "token_use").as_deref() {
        Some("access") => Some(("access token", "its `token_use`")),
        Some("id") => Some(("ID token", "its `token_use`")),
        _ => None,
    }
}

fn altered(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = sent(login, token)?;
    let genuine = issued(login, token).is_some() || was_accepted(login, token, &sent.value);
    ruled_out_if(genuine, "the refresh token matches one that was issued")?;
    let alike = earlier(login, token)
        .filter_map(|other| Some((other, other.answer.refresh_token.as_ref()?)))
        .find(|(_, issued)| same_code(issued.expose(), &sent.value));
    let (other, issued) = alike.or_not_assessed("the answer that issued this refresh token is not in the capture")?;
    ruled_out_if(issued.expose() == sent.value, "the refresh token matches one that was issued")?;
    not_assessed_if(
        is_other_generation(issued.expose(), &sent.value),
        "the refresh token differs from the issued one only in its generation number, as tokens of one chain do",
    )?;
    let how = clause(drift::drift(issued.expose(), &sent.value));
    Ok(Found::proven(format!(
        "The refresh token differs from the one that exchange {} issued: {how}.",
        other.seen.exchange
    ))
    .shows_value("issued", other.seen, Message::TokenResponse.body("refresh_token"), Shown::Secret(issued.clone()))
    .shows("sent", token.seen, sent)
    .token_param("refresh_token", NewValue::Known(issued.clone())))
}

/// Returns whether a request with this refresh token got a token before: it is one that was issued.
fn was_accepted(login: &Login<'_>, token: &TokenExchange, sent: &str) -> bool {
    earlier(login, token).any(|other| other.params.value("refresh_token") == Some(sent))
}

/// Returns whether two tokens differ by a number at their end only, as the tokens of one chain do that some servers count:
/// `abc.1`, `abc.2`, and `abc` before them.
fn is_other_generation(issued: &str, sent: &str) -> bool {
    let stem = |token: &str| {
        let bare = token.trim_end_matches(|c: char| c.is_ascii_digit());
        let counted = bare.len() < token.len() && token.len() - bare.len() <= 6;
        bare.strip_suffix(['.', '-', '_', ':', '~']).filter(|_| counted).map(str::to_owned)
    };
    match (stem(issued), stem(sent)) {
        (Some(issued), Some(sent)) => issued == sent,
        (Some(stem), None) => stem == sent,
        (None, Some(stem)) => stem == issued,
        (None, None) => false,
    }
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
        let answered = login.stages(token);
        let is_gone = login.is_told(Cause::RefreshExpired) && token.answer.says(&["not found"]);
        let told = is_gone
            || answered.contains(&Stage::Session)
                && answered.iter().all(|stage| matches!(stage, Stage::Session | Stage::Reuse));
        not_assessed_if(!told, "the capture shows no revocation of this token; it can't show one elsewhere")?;
        // "Not active" is also what some servers say about a session that expired.
        let named = is_gone || token.answer.says(&["revoked", "logged out", "signed out"]);
        let confidence = if named { Confidence::Likely } else { Confidence::Possible };
        return Ok(Found::new(confidence, "The server says that this refresh token, or its session, has ended: it was revoked, or the user logged out; the capture doesn't show where.")
            .fallback()
            .shows("sent", token.seen, sent));
    };
    let exchange = revocation.seen.exchange;
    let (message, label, message_of) = match revocation.at {
        RevokedAt::Revocation => (
            format!("This refresh token had been revoked (exchange {exchange}) before it was used."),
            "revoked",
            Message::RevocationRequest.body("token"),
        ),
        RevokedAt::Logout => (
            format!(
                "This refresh token had been sent to the logout endpoint (exchange {exchange}) before it was used, so its session has ended."
            ),
            "logged out",
            Message::RevocationRequest.body("refresh_token"),
        ),
    };
    Ok(Found::proven(message)
    .shows_value(label, revocation.seen, message_of, Shown::Secret(revocation.token.clone()))
    .shows("sent", token.seen, sent)
    .fix("Delete the stored tokens when they are revoked, and start a new login; look for a timer or tab that outlives the logout."))
}

fn expired(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = sent(login, token)?;
    let answered = login.stages(token);
    let told = answered == [Stage::Expiry] && !token.answer.says(&["not found"]);
    let is_client = answered.iter().all(|stage| *stage < Stage::Code) && !answered.is_empty();
    ruled_out_if(is_client, "the server refused the client, before it looked at the refresh token")?;
    not_assessed_if(
        !token.refused() || !told && !token.answer.is_error("invalid_grant"),
        "the server did not say that the refresh token is the problem",
    )?;
    let Some((age, lifetime, seen, part, sure)) = age_and_lifetime(login, token, sent) else {
        not_assessed_if(!told, "the capture does not show how old this refresh token is and how long it lives")?;
        return Ok(Found::likely(
            "The server says that the refresh token has expired; the capture does not show how long it lives.",
        )
        .fallback()
        .shows("sent", token.seen, sent));
    };
    let (old, lives) = (duration::of_milliseconds(age.max(0)), duration::of_milliseconds(lifetime));
    if age <= lifetime {
        if told {
            return Ok(Found::likely(format!(
                "The server says that the refresh token has expired. It was {old} old and should have lived for {lives}, but its session may have ended earlier."
            ))
            .shows_value("lifetime", seen, part, Shown::Public(lives))
            .shows("sent", token.seen, sent));
        }
        not_assessed_if(!sure, "the capture does not show the time by the server's clock")?;
        return ruled_out(format!("the refresh token was {old} old and lives for {lives}"));
    }
    Ok(Found::proven_if(sure, format!("The refresh token was {old} old, but it lived for only {lives}."))
        .shows_value("lifetime", seen, part, Shown::Public(lives))
        .shows("sent", token.seen, sent))
}

/// Returns how old a refresh token is and how long it lives, in milliseconds, what says so, and whether one clock measured both.
fn age_and_lifetime(login: &Login<'_>, token: &TokenExchange, sent: &Param) -> Option<(i64, i64, Seen, Part, bool)> {
    let milliseconds = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
    // 0 is Keycloak's word for a token that does not expire.
    let by_answer = issued(login, token)
        .and_then(|(_, other)| Some((other, other.answer.refresh_expires_in.filter(|lifetime| *lifetime > 0)?)));
    if let Some((other, lifetime)) = by_answer {
        let age = token.seen.since_at_server(&other.seen)?;
        return Some((
            age,
            milliseconds(lifetime),
            other.seen,
            Message::TokenResponse.body("refresh_expires_in"),
            true,
        ));
    }
    // Some servers issue JWTs as refresh tokens, and judge them by their own clock.
    let claims = jwt::claims(&sent.value)?;
    let claim = |name: &str| claims.get(name)?.as_i64();
    let (exp, iat, now) = (claim("exp")?, claim("iat")?, server_time(&token.seen)?);
    let lifetime = u64::try_from(exp.checked_sub(iat)?).ok()?;
    let age = now.since(iat.saturating_mul(1000));
    Some((age, milliseconds(lifetime), token.seen, Message::TokenRequest.body("refresh_token.exp"), now.is_its_own))
}
