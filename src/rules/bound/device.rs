//! The device flow (RFC 8628).

use oauth_doctor_wire::duration;

use crate::disclose::{Secret, Shown};
use crate::explain::drift;
use crate::flow::{DeviceAuthorization, TokenExchange, same_code};
use crate::login::{Login, Stage};
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{RFC6749, RFC8628};
use crate::oauth::{Grant, Param};
use crate::rules::assessment::{
    NoFinding, OrNoFinding, clause, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{AT_AUTHORIZE, Assessment, Check, Found, NewValue, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "device-code-wrong",
        summary: "the token request does not send the device_code that was issued",
        why: "The answer to the device authorization request has two codes: the `user_code` is for the person, the \
              `device_code` for the client, which sends it unchanged with each poll. Anything else is an unknown code.",
        fix: "Send the `device_code` of the last device authorization response, exactly as it arrived.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::DeviceCodeUnknown],
        spec: &[RFC8628.at("3.2"), RFC8628.at("3.4")],
        optional: Optional::NONE.stage(Stage::Code),
        check: Check::Request(wrong_code),
    },
    Rule {
        id: "device-code-expired",
        summary: "the device code expired before the user finished",
        why: "A device code lives for `expires_in` seconds. After that, the server answers `expired_token`, or \
              `invalid_grant`, and no further request can succeed.",
        fix: "Stop polling when `expires_in` has passed, and start over with a new device authorization request; show \
              the user how much time is left.",
        errors: &["expired_token", "invalid_grant"],
        refusals: &[Refusal::DeviceCodeExpired],
        spec: &[RFC8628.at("3.2"), RFC8628.at("3.5")],
        optional: Optional::NONE.stage(Stage::Expiry).needs("a new device code, from a new login"),
        check: Check::Request(expired),
    },
    Rule {
        id: "device-polling-too-fast",
        summary: "the client polls more often than the server allows",
        why: "Between two requests the client must wait for `interval` seconds (5 if the server gives none), plus 5 \
              more after each `slow_down`. Some servers refuse a client that doesn't, or never let it finish.",
        fix: "Wait for `interval` seconds after each answer, and permanently add 5 whenever the answer is `slow_down`.",
        errors: &["slow_down", "invalid_grant", "invalid_request"],
        refusals: &[Refusal::PollTooEarly, Refusal::AuthorizationPending],
        spec: &[RFC8628.at("3.5")],
        optional: Optional::NONE.stage(Stage::Polling),
        check: Check::Request(too_fast),
    },
    Rule {
        id: "device-authorization-refused",
        summary: "the server refused the device authorization request",
        why: "The login begins with a request for a device code, or a backchannel request (CIBA). The server answers \
              with an error if it doesn't know the client, doesn't let it use this grant, or doesn't accept the scope: \
              it issues no code, so no token request can follow.",
        fix: "Enable the device grant (or CIBA) in the client's registration, and compare `client_id`, authentication \
              and scope with that registration.",
        errors: &[AT_AUTHORIZE],
        refusals: &[],
        spec: &[RFC8628.at("3.1"), RFC8628.at("3.2"), RFC6749.at("5.2")],
        optional: Optional::NONE.needs("a client that may use this grant"),
        check: Check::Any(authorization_refused),
    },
];

/// Returns what is sent for the token while the user decides: the device code, or the `auth_req_id` of CIBA in its place.
fn sent<'a>(login: &Login<'_>, token: &'a TokenExchange) -> Result<&'a Param, NoFinding> {
    not_applicable_if(!login.flow.grant.is_polled())?;
    token.params.filled(name(login)).or_not_applicable()
}

fn name(login: &Login<'_>) -> &'static str {
    if login.flow.grant == Grant::Ciba { "auth_req_id" } else { "device_code" }
}

/// Returns what a person calls it.
fn title(login: &Login<'_>) -> &'static str {
    if login.flow.grant == Grant::Ciba { "`auth_req_id`" } else { "device code" }
}

fn wrong_code(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = sent(login, token)?;
    let (name, title) = (name(login), title(login));
    not_assessed_if(sent.is_placeholder(), "the device code is redacted")?;
    let device =
        login.flow.device.as_ref().or_not_assessed("the device authorization response is not in the capture")?;
    let issued = device.device_code.expose();
    ruled_out_if(issued == sent.value || login.succeeded(token), "the device code is the one that was issued")?;
    let for_user = device.user_code.as_ref().is_some_and(|code| code.expose() == sent.value);
    let message = if for_user {
        "The client sent the `user_code`, which is for the person, as `device_code`.".to_owned()
    } else if same_code(issued, &sent.value) {
        let how = clause(drift::drift(issued, &sent.value));
        format!("The {title} was changed on its way to the token request: {how}.")
    } else {
        return not_assessed("the capture does not show where the device code comes from");
    };
    Ok(Found::proven(message)
        .shows_value(
            "issued",
            device.seen,
            Message::DeviceAuthorizationResponse.body(name),
            Shown::Secret(device.device_code.clone()),
        )
        .shows("sent", token.seen, sent)
        .token_param(name, NewValue::Known(Secret::new(issued))))
}

fn expired(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(!login.flow.grant.is_polled() || login.succeeded(token) || !token.refused())?;
    let title = title(login);
    let says = token.answer.is_error("expired_token") || login.stages(token) == [Stage::Expiry];
    ruled_out_if(
        !says && !token.answer.is_error("invalid_grant"),
        "the server did not complain about the device code",
    )?;
    let aged = |device: &DeviceAuthorization| {
        let age = token.seen.since_at_server(&device.seen)?;
        let lifetime = i64::try_from(device.expires_in?).ok()?.saturating_mul(1000);
        Some((age, lifetime))
    };
    let known = login.flow.device.as_deref().and_then(aged);
    let (age, lifetime) = known.unwrap_or_default();
    let (old, lives) = (duration::of_milliseconds(age), duration::of_milliseconds(lifetime));
    let found = match known {
        Some(_) if age > lifetime => {
            Found::proven(format!("The {title} was {old} old, but it lived for only {lives}."))
        }
        Some(_) if says => Found::likely(format!(
            "The server says that the {title} has expired, {old} after it was issued with a lifetime of {lives}: it was used up or withdrawn, or a clock is wrong."
        )),
        None if says => Found::likely(format!("The server says that the {title} expired before the user finished.")),
        Some(_) => return ruled_out(format!("the {title} was {old} old and lives for {lives}")),
        None => {
            return not_assessed(format!("the capture does not show when the {title} was issued and for how long"));
        }
    };
    let found = match &login.flow.device {
        Some(device) => found.shows_value(
            "lifetime",
            device.seen,
            Message::DeviceAuthorizationResponse.body("expires_in"),
            device.expires_in.map_or(Shown::Absent, |seconds| Shown::Public(seconds.to_string())),
        ),
        None => found,
    };
    Ok(found.shows_error(token))
}

fn too_fast(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(!login.flow.grant.is_polled())?;
    let fast = too_early(login);
    // HTTP 429 after a `slow_down` that the client did not follow is about that.
    let is_limited = token.answer.status == Some(429) && matches!(&fast, Ok(Some(early)) if early.told);
    let refused = token.refused() && (login.stages(token).contains(&Stage::Polling) || is_limited);
    if refused {
        return Ok(refused_for_it(token, fast.ok().flatten()));
    }
    let early = fast?.or_not_applicable()?;
    not_applicable_if(!early.told)?;
    Ok(shows_early(Found::proven(early.message()).only(Severity::Warning), &early))
}

/// A request that came before the interval had passed.
struct Early<'a> {
    /// The answer that it did not wait after.
    poll: &'a TokenExchange,
    /// The request.
    next: &'a TokenExchange,
    /// How many milliseconds it waited.
    gap: i64,
    /// How many seconds it must wait.
    interval: u64,
    /// The server had said `slow_down`.
    told: bool,
}

impl Early<'_> {
    fn message(&self) -> String {
        let (gap, interval) = (duration::of_milliseconds(self.gap), self.interval);
        if self.told {
            return format!(
                "The server answered `slow_down`, but the client polled again after {gap}; from then on it must wait for {interval} s."
            );
        }
        format!("The client polled again after {gap}; the interval is {interval} s.")
    }
}

/// Returns the first request that came too early, and rather one that `slow_down` had forbidden.
fn too_early<'a>(login: &Login<'a>) -> Result<Option<Early<'a>>, NoFinding> {
    let mut interval = login.flow.device.as_ref().map_or(5, |device| device.interval);
    let mut first = None;
    let polls = &login.flow.tokens;
    for (poll, next) in polls.iter().zip(polls.iter().skip(1)) {
        let told = poll.answer.is_error("slow_down");
        if told {
            interval = interval.saturating_add(5);
        }
        let Some(gap) = next.seen.since(&poll.seen) else {
            not_assessed_if(told, "the capture has no usable times")?;
            continue;
        };
        // Half a second is the jitter of timers and recorders.
        let is_early = gap + 500 < i64::try_from(interval).unwrap_or(i64::MAX).saturating_mul(1000);
        if is_early && (told || first.is_none()) {
            first = Some(Early { poll, next, gap, interval, told });
        }
        if is_early && told {
            break;
        }
    }
    Ok(first)
}

/// The server refuses the request because the client asks too often.
fn refused_for_it(token: &TokenExchange, early: Option<Early<'_>>) -> Found {
    let Some(early) = early else {
        return Found::likely("The server refuses the request because the client polls too often. The capture shows no request that came too early: another copy of the client may be polling too.")
            .shows_error(token);
    };
    let message = format!("{} The server refuses the request because the client polls too often.", early.message());
    shows_early(Found::proven(message), &early).shows_error(token)
}

fn shows_early(found: Found, early: &Early<'_>) -> Found {
    let age = Message::TokenRequest.at(Component::Age);
    found.shows_error(early.poll).shows_value(
        "asked again",
        early.next.seen,
        age,
        Shown::Public(duration::of_milliseconds(early.gap)),
    )
}

fn authorization_refused(login: &Login<'_>) -> Assessment {
    let refused = login.flow.refused_device.as_ref().or_not_applicable()?;
    let error = refused.answer.error.clone().unwrap_or_default();
    let what = match refused.grant {
        Grant::Ciba => "backchannel authentication request",
        _ => "device authorization request",
    };
    let why = match error.as_str() {
        "invalid_client" => ": it doesn't know the client, or doesn't accept its authentication",
        "unauthorized_client" | "unsupported_grant_type" => ": it doesn't let the client use this grant",
        "invalid_scope" => ": it doesn't accept the scope",
        "access_denied" => ": the user or a policy denied it",
        "unknown_user_id" => ": it doesn't know the user named by the hint in the request",
        "expired_login_hint_token" => ": the `login_hint_token` has expired",
        "missing_user_code" => ": it asks for the user's `user_code`",
        "invalid_user_code" => ": the `user_code` is not the user's",
        "invalid_binding_message" => ": it doesn't accept the `binding_message`",
        _ => "",
    };
    Ok(Found::proven(format!(
        "The server answered the {what} with `{error}`{why}. It issued no code, so the client has nothing to ask for a \
         token with."
    ))
    .shows_value(
        "answered",
        refused.seen,
        Message::DeviceAuthorizationResponse.body("error"),
        Shown::Public(error),
    ))
}
