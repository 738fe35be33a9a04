//! Whether the cookies that keep a login came back with its callback.

use crate::flow::{AuthorizationResponse, Callback, SameSite, SetCookie};
use crate::oauth::spec::{RFC6265, RFC9700};
use crate::oauth::url::UrlParts;
use crate::rules::{Assessment, Check, Found, Login, NO_ERROR, Rule, Severity, Shown};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "state-cookie-lost",
    summary: "a cookie that the login set did not come back with the callback",
    why: "A server-side client keeps `state` and the verifier in a cookie or a session. When the browser does not send that \
              cookie to the callback, the client cannot know the login and refuses it.",
    fix: "Begin and end the login on the same https origin, with `SameSite=Lax` for a callback by GET and `SameSite=None; \
              Secure` for `form_post` or frames, and a `Path` that covers the callback.",
    severity: Severity::Error,
    stage: None,
    errors: &[NO_ERROR],
    spec: &[RFC6265.at("5.4"), RFC9700.at("4.7")],
    since: "0.1.0",
    check: Check::Response(cookie_lost),
}];

fn cookie_lost(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let Some(started) = login
        .flow
        .authorize
        .as_ref()
        .and_then(|authorize| authorize.started_by.as_ref())
    else {
        return Assessment::NotApplicable;
    };
    if login.facts.sanitised {
        return Assessment::not_assessed("the capture holds no cookies at all; they may have been removed on export");
    }
    let Some(callback) = response.callbacks.iter().find(|callback| !callback.fragment_only) else {
        return Assessment::not_assessed("the callback request is not in the capture");
    };
    let lost: Vec<&SetCookie> = started
        .cookies
        .iter()
        .filter(|cookie| !cookie.deletes && !callback.cookies.contains(&cookie.name))
        .collect();
    if started.cookies.iter().all(|cookie| cookie.deletes) {
        return Assessment::NotApplicable;
    }
    if lost.is_empty() {
        return overwritten(login, callback)
            .unwrap_or_else(|| Assessment::ruled_out("the cookies that began the login came back with the callback"));
    }
    // One of several may be for another path or purpose; the one that keeps the login is named after it, or all are gone.
    let kept_some = lost.len() < started.cookies.iter().filter(|cookie| !cookie.deletes).count();
    let Some(cookie) = lost.iter().find(|cookie| !kept_some || keeps_login(&cookie.name)) else {
        return Assessment::ruled_out("cookies that began the login came back with the callback");
    };
    if !login.flow.tokens.is_empty() || login.flow.backend.is_some() {
        return Assessment::ruled_out("the client went on to the token request after the callback");
    }
    if callback.status.is_none_or(|status| status < 400) {
        return Assessment::not_assessed(
            "a cookie did not come back, and the capture does not show that the application minded",
        );
    }
    let reason = why_lost(cookie, &started.url, callback);
    Found::proven(format!(
        "The cookie `{}` was set when the login began and was not sent to the callback{reason}. The application answered the \
         callback with HTTP {}.",
        cookie.name,
        callback.status.unwrap_or_default()
    ))
    .shows_value("set when the login began", started.seen, &format!("login.response.set-cookie.{}", cookie.name), Shown::Public("(value not shown)".to_owned()), started.seen.at)
    .shows_value("not sent", callback.seen, "callback.header.cookie", Shown::Absent, callback.seen.at)
    .into()
}

/// Ports do not separate cookies: a server on another port of the same host sets one of the same name.
fn overwritten(login: &Login<'_>, callback: &Callback) -> Option<Assessment> {
    let authorize = login.flow.authorize.as_ref()?;
    let started = authorize.started_by.as_ref()?;
    let (client, server) = (UrlParts::of(&started.url), UrlParts::of(&authorize.endpoint));
    let is_neighbour = client.host.eq_ignore_ascii_case(server.host) && client.port != server.port;
    let stopped = callback.status.is_some_and(|status| status >= 400)
        && login.flow.tokens.is_empty()
        && login.flow.backend.is_none();
    if !is_neighbour || !stopped {
        return None;
    }
    let set_there = |name: &String| {
        authorize
            .answers
            .iter()
            .find(|answer| answer.set_cookies.contains(name))
    };
    let (cookie, answer) = started
        .cookies
        .iter()
        .find_map(|cookie| Some((cookie, set_there(&cookie.name)?)))?;
    let message = format!(
        "The cookie `{}` was set by `{}` when the login began, and set again by `{}`: browsers do not separate the cookies of a host by \
         port, so the callback came with that of the other server.",
        cookie.name,
        client.origin(),
        server.origin()
    );
    let unseen = || Shown::Public("(value not shown)".to_owned());
    let part = format!("login.response.set-cookie.{}", cookie.name);
    let found = Found::likely(message)
        .shows_value(
            "set when the login began",
            started.seen,
            &part,
            unseen(),
            started.seen.at,
        )
        .shows_value(
            "set again",
            answer.seen,
            "authorize_response.header.set-cookie",
            unseen(),
            answer.seen.at,
        );
    let fix = "Give the session cookies of the two servers different names, or the servers different hosts (`localhost` and `127.0.0.1`).";
    Some(found.fix(fix).into())
}

/// Whether a cookie is named after what a client keeps of a login.
fn keeps_login(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "state",
        "nonce",
        "pkce",
        "verifier",
        "oauth",
        "oidc",
        "auth",
        "login",
        "correlation",
        "session",
        "sess",
        "tx",
        "sid",
    ]
    .iter()
    .any(|word| name.contains(word))
}

fn why_lost(cookie: &SetCookie, set_by: &str, callback: &Callback) -> String {
    let (from, to) = (UrlParts::of(set_by), UrlParts::of(&callback.url));
    let path = cookie.path.as_deref().unwrap_or("/");
    if !from.host.eq_ignore_ascii_case(to.host) && cookie.domain.is_none() {
        format!(": it belongs to `{}` and the callback is on `{}`", from.host, to.host)
    } else if cookie.same_site == Some(SameSite::Strict) {
        ": `SameSite=Strict` keeps it from every request that another site began".to_owned()
    } else if callback.in_frame && cookie.same_site != Some(SameSite::None) {
        ": the login runs in a frame, and in one of another site only `SameSite=None; Secure` lets a cookie through"
            .to_owned()
    } else if callback.method == "POST" && cookie.same_site != Some(SameSite::None) {
        ": the callback is a POST from another site, which only `SameSite=None; Secure` lets through".to_owned()
    } else if cookie.same_site == Some(SameSite::None) && !cookie.secure {
        ": browsers refuse `SameSite=None` without `Secure`".to_owned()
    } else if cookie.secure && to.scheme.eq_ignore_ascii_case("http") && !to.is_loopback() {
        ": it is `Secure` and the callback is plain http".to_owned()
    } else if !to.path.starts_with(path.trim_end_matches('/')) {
        format!(": its path is `{path}`")
    } else {
        String::new()
    }
}
