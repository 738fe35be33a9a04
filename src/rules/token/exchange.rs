//! Whether there is a token request at all.

use crate::login::Login;
use crate::oauth::spec::{RFC6749, RFC9700};
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule, Severity};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "token-exchange-missing",
    summary: "a code was delivered, but the capture has no token request",
    why: "There are four usual reasons. The application's server exchanges the code, which no browser recording shows. \
          The client stopped before the request: it couldn't find its state or verifier, or a check failed. The \
          browser blocked the request: CORS, a Content-Security-Policy, an extension. Or the recorder did not see it: \
          another tab, a popup, an app, a service worker, a log that was cleared by the redirect.",
    fix: "If a server exchanges the code, add its log or put a proxy between it and the authorization server. If a \
          page does, read its console. To see everything, tick “Preserve log” (Chrome, Edge, Safari) or “Persist Logs” \
          (Firefox) before the login begins, or put a proxy that decrypts HTTPS (mitmproxy, Charles, Fiddler, Burp) in \
          front of browser and app.",
    errors: &[NO_ERROR],
    refusals: &[],
    spec: &[RFC6749.at("4.1.3"), RFC9700.at("2.1")],
    optional: Optional::NONE.severity(Severity::Note),
    check: Check::Login(missing),
}];

fn missing(login: &Login<'_>) -> Assessment {
    let (response, code) = login.flow.delivery().or_not_applicable()?;
    not_applicable_if(!login.flow.tokens.is_empty())?;
    // A server that redirects on, or begins a session, has dealt with the code.
    let dealt_with = response.callbacks.iter().any(|callback| {
        callback.status.is_some_and(|status| (300..400).contains(&status))
            || callback.sets_cookie && callback.status == Some(200)
    });
    not_assessed_if(
        dealt_with,
        "a server of the application answered the callback; a browser's capture does not show whether that server redeemed the code",
    )?;
    let message = if let Some(backend) = login.flow.backend {
        format!(
            "The application handed the code to one of its servers (exchange {}); that server's token request is not in this capture.",
            backend.exchange
        )
    } else if response.callbacks.is_empty() {
        "A code was issued, but neither the callback nor a token request is in the capture.".to_owned()
    } else if let Some(status) =
        response.callbacks.last().and_then(|callback| callback.status).filter(|status| *status >= 400)
    {
        format!(
            "The callback was answered with HTTP {status}, but no token request is in the capture: a server handles the callback, and its requests are not recorded here."
        )
    } else {
        "The code reached the client, but no token request follows: either a server exchanges it, or the client stopped first.".to_owned()
    };
    Ok(Found::possible(message).shows("delivered", response.seen, code))
}
