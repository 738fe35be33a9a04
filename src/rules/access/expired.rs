//! Whether the token still lives.

use oauth_doctor_wire::duration;

use crate::disclose::Shown;
use crate::flow::{Flow, ResourceRequest, TokenExchange};
use crate::login::access::access_claims;
use crate::login::{Login, Outcome, server_time};
use crate::oauth::jwt;
use crate::oauth::part::{Component, Message, Part};
use crate::oauth::spec::{RFC6749, RFC6750};
use crate::rules::assessment::{OrNoFinding, instant, not_applicable_if, ruled_out, ruled_out_if};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule, Severity};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "access-token-expired",
    summary: "the client presents an access token that has expired",
    why: "An access token lives for `expires_in` seconds, or until its `exp`. The resource then answers 401 `invalid_token`, and goes \
          on to do so until the client has another token.",
    fix: "Get a new access token with the refresh token, shortly before the old one expires or when the resource answers 401, and send \
          the request again. Without a refresh token, begin a new login.",
    errors: &[NO_ERROR],
    refusals: &[],
    spec: &[RFC6750.at("3.1"), RFC6749.at("6")],
    optional: Optional::NONE.since("0.2.0"),
    check: Check::Any(expired),
}];

fn expired(login: &Login<'_>) -> Assessment {
    not_applicable_if(login.outcome() != Outcome::Succeeded)?;
    let with_token = |request: &&ResourceRequest| request.token.is_some() && request.status == Some(401);
    let refused = login.last_refusals().filter(|request| with_token(request)).last();
    let Some(request) = refused else {
        not_applicable_if(!login.flow.resources.iter().any(|request| request.token.is_some()))?;
        return ruled_out("the resource took the token, or the one that the client got in its place");
    };
    let issued = login.issue_of(request).or_not_assessed("the token was delivered in a redirect")?;
    ruled_out_if(login.presents_id_token(request), "the client presents its ID token")?;
    let (late, until, part) = lateness(request, issued)
        .or_not_assessed("the capture does not show how long the token lives, or when it was presented")?;
    ruled_out_if(late < 0, "the token still lived when the resource refused it")?;
    let is_later = |flow: &Flow| flow.began() > request.seen.order && flow.client_id() == login.flow.client_id();
    ruled_out_if(
        login.traffic.logins_after(login.flow.id).iter().any(is_later),
        "the client went for another token after the refusal",
    )?;
    let before = login.flow.resources.iter().filter(|other| other.seen.order < request.seen.order);
    let mut refused_alive = before.filter(|other| other.token == request.token && other.status == Some(401));
    ruled_out_if(
        refused_alive.any(|other| lateness(other, issued).is_some_and(|(late, ..)| late < 0)),
        "the resource refused the token in the same way while it was valid",
    )?;
    let says_so = request.says(&["expired", "expire"]);
    // The clocks of the two servers may differ.
    // Of equal refusals only the last is kept, and the first may have come while the token was valid.
    let is_sure = says_so || late >= SKEW && request.earlier == 0;
    let can_refresh = issued.answer.refresh_token.is_some();
    let next = if can_refresh { " The client has a refresh token and did not use it." } else { "" };
    let message = format!(
        "The access token had expired {} before the client presented it; the resource answered {}.{next}",
        duration::of_seconds(late),
        request.answered()
    );
    let found = Found::proven_if(is_sure, message)
        .shows_value("lived until", issued.seen, part, Shown::Public(instant(until)))
        .shows_value(
            "presented",
            request.seen,
            Message::ResourceRequest.at(Component::Time),
            Shown::Public(server_time(&request.seen).map_or_else(String::new, |time| format!("{:.0}", time.at))),
        );
    // Once is how a client learns that its token has expired.
    let earlier = login.flow.resources.iter().filter(|other| other.token == request.token && other.status == Some(401));
    let is_repeated = request.earlier > 0 || earlier.count() > 1;
    if is_repeated {
        Ok(found.if_refused(true))
    } else {
        let mut found = found;
        found.message.push_str(" The recording ends before the client could get another one.");
        Ok(found.only(Severity::Warning))
    }
}

/// Returns by how many seconds a request came after the end of its token, when that was, and what says so.
fn lateness(request: &ResourceRequest, issued: &TokenExchange) -> Option<(i64, i64, Part)> {
    let now = server_time(&request.seen)?;
    let claimed = access_claims(issued).and_then(|claims| jwt::time(&claims, "exp"));
    if let Some(exp) = claimed {
        return Some((now.at.as_second() - exp, exp, Message::TokenResponse.body("access_token.exp")));
    }
    let lifetime = i64::try_from(issued.answer.expires_in?).ok()?;
    let passed = request.seen.since_at_server(&issued.seen)? / 1000;
    let late = passed.checked_sub(lifetime)?;
    Some((late, now.at.as_second().checked_sub(late)?, Message::TokenResponse.body("expires_in")))
}

/// By how many seconds clocks differ at most that are kept right.
const SKEW: i64 = 300;
