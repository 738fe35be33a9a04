//! The device flow (RFC 8628).

use oauth_doctor_wire::duration;

use crate::disclose::{Secret, Shown};
use crate::explain::drift;
use crate::flow::{DeviceAuthorization, TokenExchange, same_code};
use crate::login::{Login, Stage};
use crate::oauth::Grant;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::RFC8628;
use crate::rules::assessment::{
    OrNoFinding, clause, not_applicable, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Check, Found, NewValue, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "device-code-wrong",
        summary: "the token request does not send the device_code that was issued",
        why: "The answer to the device authorization request has two codes: the `user_code` is for the person, the `device_code` for \
              the client, which sends it unchanged each time it asks. Anything else is an unknown code.",
        fix: "Send the `device_code` of the last device authorization response, exactly as it came.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::DeviceCodeUnknown],
        spec: &[RFC8628.at("3.2"), RFC8628.at("3.4")],
        optional: Optional::NONE.stage(Stage::Code),
        check: Check::Request(wrong_code),
    },
    Rule {
        id: "device-code-expired",
        summary: "the device code expired before the user finished",
        why: "A device code lives as long as `expires_in` says. After that the server answers `expired_token`, or `invalid_grant`, \
              and no further request can succeed.",
        fix: "Stop asking when `expires_in` has passed, and begin again with a new device authorization request; show the user how \
              much time is left.",
        errors: &["expired_token", "invalid_grant"],
        refusals: &[Refusal::DeviceCodeExpired],
        spec: &[RFC8628.at("3.2"), RFC8628.at("3.5")],
        optional: Optional::NONE.stage(Stage::Expiry).needs("a new device code: it takes a new login"),
        check: Check::Request(expired),
    },
    Rule {
        id: "device-polling-too-fast",
        summary: "the client asks more often than the server allows",
        why: "Between two requests the client must wait for `interval` seconds (5 where none is given), and 5 more after each \
              `slow_down`. Some servers refuse a client that goes on, or never let it finish.",
        fix: "Wait for `interval` seconds after each answer, and add 5 to it for good when the answer is `slow_down`.",
        errors: &[],
        refusals: &[Refusal::PollTooEarly, Refusal::AuthorizationPending],
        spec: &[RFC8628.at("3.5")],
        optional: Optional::NONE.stage(Stage::Polling).severity(Severity::Warning),
        check: Check::Request(too_fast),
    },
];

fn wrong_code(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = token.params.filled("device_code").filter(|_| is_device(login)).or_not_applicable()?;
    not_assessed_if(sent.is_placeholder(), "the device code is redacted")?;
    let device =
        login.flow.device.as_ref().or_not_assessed("the device authorization response is not in the capture")?;
    let issued = device.device_code.expose();
    ruled_out_if(issued == sent.value || login.succeeded(token), "the device code is the one that was issued")?;
    let for_user = device.user_code.as_ref().is_some_and(|code| code.expose() == sent.value);
    let message = if for_user {
        "The `user_code`, which is for the person, was sent as `device_code`.".to_owned()
    } else if same_code(issued, &sent.value) {
        let how = clause(drift::drift(issued, &sent.value));
        format!("The device code was changed on its way to the token request: {how}.")
    } else {
        return not_assessed("where the device code comes from is not in the capture");
    };
    Ok(Found::proven(message)
        .shows_value(
            "issued",
            device.seen,
            Message::DeviceAuthorizationResponse.body("device_code"),
            Shown::Secret(device.device_code.clone()),
        )
        .shows("sent", token.seen, sent)
        .token_param("device_code", NewValue::Known(Secret::new(issued))))
}

fn expired(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(!is_device(login) || login.succeeded(token) || !token.refused())?;
    let says = token.answer.is_error("expired_token");
    ruled_out_if(
        !says && !token.answer.is_error("invalid_grant"),
        "the server did not complain about the device code",
    )?;
    let aged = |device: &DeviceAuthorization| {
        let age = token.seen.since(&device.seen)?;
        let lifetime = i64::try_from(device.expires_in?).ok()?.saturating_mul(1000);
        Some((age, lifetime))
    };
    let found = match login.flow.device.as_ref().and_then(aged) {
        Some((age, lifetime)) if age > lifetime => Found::proven(format!(
            "The device code was {} old, and it lived for {}.",
            duration::of_milliseconds(age),
            duration::of_milliseconds(lifetime)
        )),
        Some((age, lifetime)) if says => Found::likely(format!(
            "The server says that the device code has expired, {} after it was issued for {}: it was used up or withdrawn, or a clock is wrong.",
            duration::of_milliseconds(age),
            duration::of_milliseconds(lifetime)
        )),
        None if says => Found::likely("The server says that the device code has expired before the user finished."),
        Some((age, lifetime)) => {
            return ruled_out(format!(
                "the device code was {} old, and it lives for {}",
                duration::of_milliseconds(age),
                duration::of_milliseconds(lifetime)
            ));
        }
        None => {
            return not_assessed("when the device code was issued, and for how long, is not in the capture");
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

fn too_fast(login: &Login<'_>, _: &TokenExchange) -> Assessment {
    not_applicable_if(!is_device(login))?;
    let mut interval = login.flow.device.as_ref().map_or(5, |device| device.interval);
    let polls = &login.flow.tokens;
    for (poll, next) in polls.iter().zip(polls.iter().skip(1)) {
        if !poll.answer.is_error("slow_down") {
            continue;
        }
        interval = interval.saturating_add(5);
        let gap = next.seen.since(&poll.seen).or_not_assessed("the capture has no usable times")?;
        // Half a second is the jitter of timers and recorders.
        if gap + 500 < i64::try_from(interval).unwrap_or(i64::MAX).saturating_mul(1000) {
            return Ok(Found::proven(format!(
                "The server answered `slow_down`, and the client asked again after {}; it must wait for {interval} s from then on.",
                duration::of_milliseconds(gap)
            ))
            .shows_error(poll)
            .shows_value("asked again", next.seen, Message::TokenRequest.at(Component::Age), Shown::Public(duration::of_milliseconds(gap))));
        }
    }
    not_applicable()
}

fn is_device(login: &Login<'_>) -> bool {
    login.flow.grant == Grant::DeviceCode
}
