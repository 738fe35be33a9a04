//! Whether the response of the authorization server found someone at the callback.

use oauth_doctor_wire::url::UrlParts;

use super::network::why_unreachable;
use crate::disclose::Shown;
use crate::flow::{AuthorizationResponse, Callback};
use crate::login::Login;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{RFC6749, RFC6797, RFC8252};
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if, ruled_out_if};
use crate::rules::{AT_AUTHORIZE, Assessment, Check, Found, NO_ERROR, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "callback-unreachable",
    summary: "the code went to an address where nobody takes it",
    why: "The browser delivers the code to the `redirect_uri`. If no server listens there, or none knows the path or the method, the \
          client never gets the code, and the login ends on an error page of the browser.",
    fix: "Start the client's listener before the browser opens, and keep it until the code has come; use the address, port and path that \
          it serves as the `redirect_uri`. If the browser turns `localhost` into `https`, delete the host's HSTS entry \
          (`chrome://net-internals/#hsts`) or use `127.0.0.1`.",
    errors: &[NO_ERROR, AT_AUTHORIZE],
    // The server has done its part: its answer went astray.
    refusals: &[],
    spec: &[RFC6749.at("4.1.2"), RFC8252.at("7.3"), RFC6797.at("8.3")],
    optional: Optional::NONE.since("0.2.0").needs("a client that answers at its `redirect_uri`"),
    check: Check::Response(unreachable),
}];

fn unreachable(login: &Login<'_>, _: &AuthorizationResponse) -> Assessment {
    // A redirect to `https` counts as a response of its own.
    let callbacks = || login.flow.responses.iter().flat_map(|response| &response.callbacks);
    let last = callbacks().max_by_key(|callback| callback.seen.order).or_not_applicable()?;
    ruled_out_if(!login.flow.tokens.is_empty(), "the client sent a token request")?;
    let is_taken = |callback: &Callback| {
        !callback.is_upgraded
            && callback.failure.is_none()
            && callback.status.is_some_and(|status| (200..400).contains(&status))
    };
    ruled_out_if(callbacks().any(is_taken), "the callback was answered")?;
    ruled_out_if(
        login.flow.went_on() || login.goes_on_behind(last),
        "the application went on: one of its pages loaded behind the callback",
    )?;
    let origin = UrlParts::parse(&last.url).origin();
    let upgraded = callbacks().find(|callback| callback.is_upgraded);
    if let Some((failure, what)) = last
        .failure
        .as_deref()
        .filter(|_| last.status.is_none())
        .and_then(|failure| Some((failure, why_unreachable(failure)?)))
    {
        let failed = |found: Found| {
            let shown = Shown::Public(failure.to_owned());
            found.decided_by_client().shows_value("failed", last.seen, Message::Callback.at(Component::Failure), shown)
        };
        if let Some(upgraded) = upgraded {
            let message = format!(
                "The browser turned the `http` callback into `https` because of HSTS, and there nobody answers at `{origin}`: {what}. The \
                 code did not reach the client."
            );
            let hsts = Shown::Public("HSTS".to_owned());
            let part = Message::Callback.header("non-authoritative-reason");
            return Ok(failed(Found::proven(message).shows_value("upgraded", upgraded.seen, part, hsts)));
        }
        let message = format!("The browser could not deliver the code to `{origin}`: {what}.");
        return Ok(failed(Found::proven(message)));
    }
    let status = last.status.filter(|status| matches!(status, 404 | 405)).or_not_applicable()?;
    // A page that is told of another mistake by the application itself is its answer.
    not_applicable_if(last.shows_failure && status == 404)?;
    not_assessed_if(
        last.has_script,
        "the page that answers the callback runs a script, which may take the code whatever the status",
    )?;
    let message = match status {
        404 => format!("The server at `{origin}` answered the callback with HTTP 404: it does not know this path."),
        _ => format!(
            "The server at `{origin}` answered the callback with HTTP 405: it does not take a {} at this path.",
            last.method
        ),
    };
    let shown = Shown::Public(status.to_string());
    // An application behind the page may have read the code all the same.
    Ok(Found::likely(message)
        .fix("Register the address that the application serves as its callback, or let it answer this one.")
        .shows_url("delivered to", last.seen, Message::Callback, &last.url)
        .shows_value("answered", last.seen, Message::Callback.at(Component::Status), shown))
}
