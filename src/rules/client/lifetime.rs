//! Whether the client's secret is still valid.

use crate::disclose::Shown;
use crate::flow::TokenExchange;
use crate::login::client::issued_secrets;
use crate::login::{Login, Stage, server_time};
use crate::oauth::jwt;
use crate::oauth::spec::{RFC6749, RFC7591};
use crate::providers::Cause;
use crate::rules::assessment::{OrNoFinding, not_assessed_if, ruled_out, ruled_out_if};
use crate::rules::{Assessment, Check, Found, NewValue, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "client-secret-expired",
    summary: "the client's secret had expired",
    why: "A registration can limit the life of its secret (`client_secret_expires_at`). At some servers, such as Apple's, the \
          secret is a JWT with an `exp` of at most six months. After that time, the server refuses the client.",
    fix: "Get or sign a new secret, and replace it in time before it expires.",
    errors: &["invalid_client", "unauthorized_client"],
    // The model keeps no lifetimes of secrets.
    refusals: &[],
    spec: &[RFC7591.at("3.2.1"), RFC6749.at("5.2")],
    optional: Optional::NONE.stage(Stage::Client).needs("a new client secret").about(&[Cause::ClientAuth]),
    check: Check::Request(expired),
}];

fn expired(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let issued = issued_secrets(login, token);
    let registered = issued.iter().rev().find(|(_, is_same)| *is_same).map(|(registered, _)| registered);
    let by_registration =
        registered.and_then(|registered| Some((registered, registered.value.client_secret_expires_at?)));
    let sent = token.params.filled("client_secret").filter(|sent| !sent.is_placeholder());
    let by_secret = sent.and_then(|sent| Some((sent, jwt::time(&jwt::claims(&sent.value)?, "exp")?)));
    let by_secret_or_registration =
        by_secret.map(|(_, expires)| expires).or(by_registration.map(|(_, expires)| expires));
    let expires = by_secret_or_registration.or_not_applicable()?;
    ruled_out_if(login.succeeded(token), "the server accepted the secret")?;
    let refused = token.answer.is_any(&["invalid_client", "unauthorized_client"]) || token.answer.status == Some(401);
    not_assessed_if(!refused, "the server does not complain about the client")?;
    let now = server_time(&token.seen).or_not_assessed("the capture has no times")?;
    let by = now.since(expires.saturating_mul(1000));
    if by <= 0 {
        return ruled_out(format!("the secret is valid at the time of the answer, {}", now.by()));
    }
    not_assessed_if(by <= SKEW, "the time of the answer is at the edge of the secret's lifetime")?;
    let old = oauth_doctor_wire::duration::of_milliseconds(by);
    let shown = jiff::Timestamp::from_second(expires).map_or_else(|_| expires.to_string(), |time| time.to_string());
    let message = format!("The client's secret had expired {old} before the server answered, {}.", now.by());
    let found = Found::proven_if(now.is_its_own, message);
    let found = match (by_secret, by_registration) {
        (Some((sent, _)), _) => {
            let part = sent.part().join("exp");
            found.shows_value_at("expired", token.seen, part, Shown::Public(shown), sent.at)
        }
        (None, Some((registered, _))) => {
            let part = registered.part("client_secret_expires_at");
            found.shows_value("expired", registered.seen, part, Shown::Public(shown))
        }
        (None, None) => found,
    };
    let found = found.shows_value("answered at", token.seen, now.part(), now.shown());
    Ok(match sent {
        Some(sent) => found.token_param(&sent.name, NewValue::Needed("a new client secret")),
        None => found,
    })
}

/// By how many milliseconds clocks may differ.
const SKEW: i64 = 5_000;
