//! Authorization requests whose parameters stand elsewhere: pushed (PAR), or in a signed object (JAR).

use oauth_doctor_wire::duration;

use crate::disclose::Shown;
use crate::flow::{AuthorizeRequest, OBJECT_PART, PUSHED_PART, Pushed, Seen};
use crate::login::{Login, is_denial};
use crate::oauth::part::Message;
use crate::oauth::spec::{RFC9101, RFC9126};
use crate::oauth::{Param, jwt};
use crate::rules::assessment::{NoFinding, OrNoFinding, instant, not_applicable_if, ruled_out, ruled_out_if};
use crate::rules::{AT_AUTHORIZE, Assessment, Check, Found, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "par-request-uri-reused",
        summary: "a pushed request was used twice",
        why: "The `request_uri` of a pushed request is valid for one authorization request. Reloading the page, the \
              back button and bookmarks use it a second time.",
        fix: "Push the parameters again for each login, even when the user starts over.",
        errors: &[AT_AUTHORIZE, "invalid_request_uri", "invalid_request"],
        refusals: &[Refusal::RequestUriReused],
        spec: &[RFC9126.at("4"), RFC9126.at("7.3")],
        optional: Optional::NONE.needs("a newly pushed request and its `request_uri`"),
        check: Check::Authorize(reused),
    },
    Rule {
        id: "par-request-uri-expired",
        summary: "a pushed request was used too late",
        why: "The `request_uri` of a pushed request is valid for `expires_in` seconds. Some servers count until the \
              user has logged in, so a slow user, or one who needs a second factor, comes too late.",
        fix: "Push the parameters right before the redirect, and make its lifetime at the server long enough for a person to log in.",
        errors: &[AT_AUTHORIZE, "invalid_request_uri", "invalid_request"],
        refusals: &[Refusal::RequestUriExpired],
        spec: &[RFC9126.at("2.2"), RFC9126.at("4")],
        optional: Optional::NONE.needs("a newly pushed request and its `request_uri`"),
        check: Check::Authorize(expired),
    },
    Rule {
        id: "request-object-mismatch",
        summary: "the URL's parameters contradict the pushed or signed ones",
        why: "A server uses the parameters inside a request object or pushed request and ignores those beside it; only \
              `client_id` must be present, with the same value. If the two differ, client and server have different \
              logins in mind.",
        fix: "Put only `client_id` and `request_uri` (or `request`) into the URL, or repeat the values that are inside.",
        errors: &[AT_AUTHORIZE, "invalid_request", "invalid_request_object", "unauthorized_client"],
        refusals: &[],
        spec: &[RFC9101.at("5"), RFC9101.at("6.3"), RFC9126.at("4")],
        optional: Optional::NONE.needs("a newly signed request object"),
        check: Check::Authorize(contradicted),
    },
    Rule {
        id: "request-object-invalid",
        summary: "the request object has expired or uses a refused algorithm",
        why: "A request object is a JWT: a server rejects it after `exp`, before `nbf`, and if it doesn't support the \
              `alg`; `none` means no signature.",
        fix: "Create the request object right before the redirect, with the current time, and sign it with an \
              algorithm listed in `request_object_signing_alg_values_supported`.",
        errors: &[AT_AUTHORIZE, "invalid_request_object"],
        refusals: &[],
        spec: &[RFC9101.at("4"), RFC9101.at("10.2")],
        optional: Optional::NONE.needs("a newly signed request object"),
        check: Check::Authorize(invalid),
    },
];

/// Returns where the authorization server refused the request: on a page of its own, or on the redirect.
fn refusal(login: &Login<'_>, authorize: &AuthorizeRequest) -> Option<Seen> {
    let returned = login.flow.responses.iter().find(|response| {
        let error = response.params.filled("error");
        error.is_some_and(|error| !is_denial(&error.value)) && response.params.get("code").is_none()
    });
    let page = || Some(authorize.answers.last().filter(|answer| answer.refused)?.seen);
    let silent = login.is_silent_refusal() || !login.flow.tokens.is_empty();
    returned.map(|response| response.seen).or_else(page).filter(|_| !silent)
}

/// Returns the `request_uri` of the URL, and where the server refused the request; or why there is nothing to assess.
fn refused_uri<'a>(login: &Login<'a>, authorize: &AuthorizeRequest) -> Result<(&'a Param, Seen), NoFinding> {
    let uri = login.asked("request_uri").or_not_applicable()?;
    let refused = refusal(login, authorize);
    let refused = refused.or_ruled_out("the server accepted the `request_uri`")?;
    ruled_out_if(judges_values(login), "the server read what the `request_uri` refers to: its error is about that")?;
    Ok((uri, refused))
}

/// Returns whether the error that came back is about what was asked for, and not about the form of the request.
fn judges_values(login: &Login<'_>) -> bool {
    let error = login.flow.error_response().and_then(|response| response.params.value("error"));
    error.is_some_and(|error| !matches!(error, "invalid_request" | "invalid_request_uri" | "invalid_request_object"))
}

/// Returns whether the server complains about the pushed request or request object, by its code or its words.
fn is_blamed(login: &Login<'_>, authorize: &AuthorizeRequest) -> bool {
    let response = login.flow.error_response();
    let value = |name: &str| response.and_then(|response| response.params.value(name));
    let page = authorize.refusal();
    let error = value("error").or(page.and_then(|page| page.error.as_deref()));
    let words = value("error_description").or(page.and_then(|page| page.error_text.as_deref()));
    let words = words.map(str::to_lowercase).unwrap_or_default();
    matches!(error, Some("invalid_request_uri" | "invalid_request_object"))
        || ["request_uri", "request uri", "request object", "pushed"].iter().any(|named| words.contains(named))
}

/// Returns how many seconds the server keeps the pushed request, and how old it was at each of two moments if that was too old.
fn lateness(authorize: &AuthorizeRequest, refused: Seen) -> Option<(&Pushed, i64, Option<i64>, Option<i64>)> {
    let pushed = authorize.pushed.as_ref()?;
    let expires_in = pushed.expires_in?;
    // The time is the server's where its answers say it.
    let late = |seen: Seen| {
        let by_server = seen.date.zip(pushed.seen.date).map(|(now, then)| now.as_second() - then.as_second());
        let age = by_server.or_else(|| seen.since(&pushed.seen).map(|ms| ms / 1000));
        age.filter(|age| *age > expires_in)
    };
    let start = authorize.answers.first().map_or(authorize.seen, |answer| answer.seen);
    Some((pushed, expires_in, late(start), late(refused)))
}

fn expired(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let (uri, refused) = refused_uri(login, authorize)?;
    let (pushed, expires_in, at_start, at_end) = lateness(authorize, refused).or_not_assessed(
        "the pushed request and its `expires_in` are not in the capture, so the age of the `request_uri` is unknown",
    )?;
    let kept = duration::of_seconds(expires_in);
    let message = match (at_start, at_end) {
        (Some(age), _) => {
            format!("The `request_uri` was {} old when it was used; it is valid for {kept}.", duration::of_seconds(age))
        }
        (None, Some(age)) => format!(
            "The `request_uri` is valid for {kept}, and the user took longer: the server refused {} that it had issued.",
            duration::of_seconds(age)
        ),
        (None, None) => return ruled_out("the `request_uri` was used within its lifetime"),
    };
    Ok(Found::proven_if(at_start.is_some(), message)
        .shows_value(
            "issued for",
            pushed.seen,
            Message::PushedAuthorizationResponse.body("expires_in"),
            Shown::Public(kept),
        )
        .shows("used", authorize.seen, uri))
}

fn is_late(authorize: &AuthorizeRequest, refused: Seen) -> bool {
    lateness(authorize, refused).is_some_and(|(_, _, start, end)| start.or(end).is_some())
}

/// Returns where the `request_uri` was used before it was refused.
fn earlier_use(authorize: &AuthorizeRequest, refused: Seen) -> Option<Seen> {
    let first = authorize.answers.first().map(|first| (first.seen, first.refused));
    let first = first.filter(|(seen, is_refused)| seen.exchange != refused.exchange && !is_refused);
    authorize.used_before.or(first.map(|(seen, _)| seen))
}

impl Login<'_> {
    /// Returns whether the server refused a `request_uri` that was used before, and not too late.
    pub(crate) fn is_request_uri_reused(&self) -> bool {
        self.flow.authorize.as_ref().is_some_and(|authorize| {
            let refused = refused_uri(self, authorize).map(|(_, refused)| refused);
            refused.is_ok_and(|refused| !is_late(authorize, refused) && earlier_use(authorize, refused).is_some())
        })
    }
}

fn reused(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let (uri, refused) = refused_uri(login, authorize)?;
    not_applicable_if(is_late(authorize, refused))?;
    let earlier = earlier_use(authorize, refused)
        .or_not_assessed("the capture shows one use of the `request_uri`; an earlier use may be unrecorded")?;
    Ok(Found::likely(format!(
        "The `request_uri` had been used before (exchange {}), but it is valid for only one authorization request.",
        earlier.exchange
    ))
    .shows("first", earlier, uri)
    .shows_value("refused", refused, uri.part(), uri.shown()))
}

fn contradicted(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let is_inside = |param: &&Param| [OBJECT_PART, PUSHED_PART].contains(&param.section);
    let mut inside = authorize.params.iter().filter(is_inside).peekable();
    // A pushed request that was refused is the request itself.
    let whole = !authorize.params.iter().any(|param| !is_inside(&param));
    not_applicable_if(inside.peek().is_none() || whole)?;
    let outside = |name: &str| authorize.params.iter().find(|param| param.name == name && !is_inside(param));
    let pairs = inside.filter(|param| NAMES.contains(&param.name.as_str())).filter_map(|param| {
        let other = outside(&param.name).filter(|other| other.value != param.value)?;
        // OpenID Connect wants a `scope` with `openid` in the URL, whatever else is inside.
        let is_stub = param.name == "scope"
            && other.value.split(' ').all(|word| param.value.split(' ').any(|inner| inner == word));
        (!param.is_placeholder() && !other.is_placeholder() && !is_stub).then_some((param, other))
    });
    let differing: Vec<(&Param, &Param)> = pairs.collect();
    ruled_out_if(differing.is_empty(), "the parameters in the URL don't contradict those inside the request")?;
    // Only `client_id` has to be the same (RFC 9101 §5); a server that refuses for another reason ignores the rest.
    let is_client = differing.iter().any(|(inner, _)| inner.name == "client_id");
    let is_harmless = refusal(login, authorize).is_none() || !is_client && !is_blamed(login, authorize);
    let names: Vec<String> = differing.iter().map(|(inner, _)| format!("`{}`", inner.name)).collect();
    let found = Found::proven_if(
        is_client || is_harmless,
        format!("{} in the URL and inside the request differ; a server uses what is inside.", names.join(", ")),
    );
    let mut found = found.warning_if(is_harmless);
    for (inner, outer) in differing {
        let seen = authorize.pushed.as_ref().map_or(authorize.seen, |pushed| pushed.seen);
        found = found.shows("inside", seen, inner).shows("in the URL", authorize.seen, outer);
    }
    Ok(found)
}

fn invalid(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let object = authorize.params.filled("request").filter(|object| !object.is_placeholder()).or_not_applicable()?;
    let (head, claims) = jwt::header(&object.value)
        .zip(jwt::claims(&object.value))
        .or_not_assessed("the request object is encrypted or cannot be read")?;
    let is_blamed = is_blamed(login, authorize);
    let is_taken = authorize.pushed.as_ref().is_some_and(|pushed| pushed.status.is_some_and(|status| status < 300));
    ruled_out_if(
        is_taken && !is_blamed,
        "the server checked the request object when it was pushed, and accepted it (RFC 9126 §3)",
    )?;
    ruled_out_if(judges_values(login), "the server read the request object: its error is about what it asks for")?;
    let seen = authorize.pushed.as_ref().map_or(authorize.seen, |pushed| pushed.seen);
    let answered = authorize.answers.first().and_then(|answer| answer.seen.date);
    let date = if is_taken { seen.date } else { answered.or(seen.date) };
    let alg = head.get("alg").and_then(|alg| alg.as_str()).unwrap_or_default();
    let supported = login.metadata().map_or(&[][..], |metadata| &metadata.request_object_algs);
    let found = if !supported.is_empty() && !supported.iter().any(|other| other == alg) {
        Found::proven(format!(
            "The request object has `alg` `{alg}`, but the server's metadata supports {}.",
            supported.join(", ")
        ))
        .shows_value_at("sent", seen, object.part().join("alg"), Shown::Public(alg.to_owned()), object.at)
    } else {
        let date = date.or_not_assessed("the answer has no `Date`, so the capture does not show the server's time")?;
        let late = jwt::time(&claims, "exp").filter(|exp| date.as_second() > *exp);
        let early = jwt::time(&claims, "nbf").filter(|nbf| nbf - date.as_second() > LEEWAY);
        let (name, time) = late
            .map(|exp| ("exp", exp))
            .or(early.map(|nbf| ("nbf", nbf)))
            .or_ruled_out("the request object is valid at the time of the answer")?;
        let by = duration::of_seconds((date.as_second() - time).abs());
        let what = if name == "exp" { "had expired" } else { "begins to be valid" };
        let when = if name == "exp" { "before" } else { "after" };
        // Servers allow for clocks that differ by some seconds.
        let is_clear = (date.as_second() - time).abs() > LEEWAY;
        let message = format!("The request object {what} {by} {when} the server answered, by the server's clock.");
        Found::proven_if(is_clear || is_blamed, message)
            .shows_value("server", seen, Message::AuthorizeResponse.header("date"), Shown::Public(date.to_string()))
            .shows_value_at("sent", seen, object.part().join(name), Shown::Public(instant(time)), object.at)
    };
    Ok(found.warning_if(refusal(login, authorize).is_none()))
}

/// How many seconds a clock may be off.
const LEEWAY: i64 = 60;

/// What both sides must agree on.
const NAMES: &[&str] = &[
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
];
