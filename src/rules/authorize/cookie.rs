//! The cookies in which a client on a server keeps its logins.

use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::flow::{AuthorizationResponse, Callback, SameSite, SetCookie, StartedBy};
use crate::login::Login;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{RFC6265, RFC9700};
use crate::rules::assessment::{NoFinding, OrNoFinding, not_applicable_if, not_assessed_if, ruled_out_if};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "state-cookie-lost",
    summary: "a cookie that the login set did not come back with the callback",
    why: "A server-side client keeps `state` and the verifier in a cookie or a session. When the browser does not send that \
          cookie to the callback, the client cannot know the login and refuses it.",
    fix: "Begin and end the login on the same https origin, with `SameSite=Lax` for a callback by GET and `SameSite=None; \
          Secure` for `form_post` or frames, and a `Path` that covers the callback.",
    errors: &[NO_ERROR],
    refusals: &[Refusal::StateUnknown],
    spec: &[RFC6265.at("5.4"), RFC9700.at("4.7")],
    optional: Optional::NONE.needs("the client's own record of the login, which it lost with its cookie"),
    check: Check::Response(cookie_lost),
}];

fn cookie_lost(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let (started, callback, missing) = missing(login, response)?;
    if missing.is_empty() {
        return overwritten(login, started, callback)
            .or_ruled_out("the cookies that began the login came back with the callback");
    }
    let cookie = lost(login, started, callback, missing)?;
    let reason = why_lost(cookie, &started.url, callback);
    let found = Found::proven(format!(
        "The cookie `{}` was set when the login began and was not sent to the callback{reason}. The application answered the \
         callback with HTTP {}.",
        cookie.name,
        callback.status.unwrap_or_default()
    ));
    Ok(shown(found, started, &cookie.name).lacks("not sent", callback.seen, Message::Callback.header("cookie")))
}

impl Login<'_> {
    /// Returns whether the client lost what it kept of the login: its cookie did not come back, and it refused the callback.
    pub(crate) fn has_lost_its_cookie(&self) -> bool {
        self.flow.response().is_some_and(|response| match missing(self, response) {
            Ok((started, callback, missing)) => lost(self, started, callback, missing).is_ok(),
            Err(_) => false,
        })
    }
}

/// Returns how the login began, its callback, and the cookies of the one that the other lacks.
fn missing<'a>(
    login: &'a Login<'_>,
    response: &'a AuthorizationResponse,
) -> Result<(&'a StartedBy, &'a Callback, Vec<&'a SetCookie>), NoFinding> {
    let started =
        login.flow.authorize.as_ref().and_then(|authorize| authorize.started_by.as_ref()).or_not_applicable()?;
    not_assessed_if(
        login.recording.sanitised,
        "the capture holds no cookies at all; they may have been removed on export",
    )?;
    let callback = response
        .callbacks
        .iter()
        .find(|callback| !callback.fragment_only)
        .or_not_assessed("the callback request is not in the capture")?;
    let missing =
        started.cookies.iter().filter(|cookie| !cookie.deletes && !callback.cookies.contains(&cookie.name)).collect();
    not_applicable_if(started.cookies.iter().all(|cookie| cookie.deletes))?;
    Ok((started, callback, missing))
}

/// Returns the missing cookie that kept the login, where the application minded.
fn lost<'a>(
    login: &Login<'_>,
    started: &StartedBy,
    callback: &Callback,
    missing: Vec<&'a SetCookie>,
) -> Result<&'a SetCookie, NoFinding> {
    // One of several may be for another path or purpose; the one that keeps the login is named after it, or all are gone.
    let kept_some = missing.len() < started.cookies.iter().filter(|cookie| !cookie.deletes).count();
    let cookie = missing
        .into_iter()
        .find(|cookie| !kept_some || keeps_login(&cookie.name))
        .or_ruled_out("cookies that began the login came back with the callback")?;
    ruled_out_if(login.flow.went_on(), "the client went on to the token request after the callback")?;
    not_assessed_if(
        callback.status.is_none_or(|status| status < 400),
        "a cookie did not come back, and the capture does not show that the application minded",
    )?;
    Ok(cookie)
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

/// The cookie came back, and somebody may have written something else into it since: another login, or another server of the host.
fn overwritten(login: &Login<'_>, started: &StartedBy, callback: &Callback) -> Option<Found> {
    if login.flow.went_on() || callback.status.is_none_or(|status| status < 400) {
        return None;
    }
    let host = UrlParts::parse(&started.url).host;
    let names = || started.cookies.iter().filter(|cookie| !cookie.deletes && keeps_login(&cookie.name));
    let between = started.seen.order + 1..callback.seen.order;
    // Cookies know no ports.
    let answers = login.flow.authorize.iter().flat_map(|authorize| &authorize.answers);
    let of_server = answers
        .filter(|answer| between.contains(&answer.seen.order))
        .find_map(|answer| Some((answer, names().find(|cookie| answer.sets_cookies.contains(&cookie.name))?)));
    let is_same_host = |url: &str| UrlParts::parse(url).host.eq_ignore_ascii_case(host);
    let endpoint = login.flow.authorize_endpoint();
    if let Some((answer, cookie)) = of_server.filter(|_| endpoint.is_some_and(is_same_host)) {
        let message = format!(
            "The authorization server is on the same host as the application, `{host}`, and set a cookie `{}` of its own over the \
             application's: cookies know no ports. The application answered the callback with HTTP {}.",
            cookie.name,
            callback.status.unwrap_or_default()
        );
        return Some(
            shown(Found::likely(message), started, &cookie.name)
                .shows_value("set again", answer.seen, Message::AuthorizeResponse.at(Component::SetCookie).named(cookie.name.clone()), hidden())
                .fix("Give the two servers host names of their own (`127.0.0.1` for one and `localhost` for the other will do in development), or their session cookies other names."),
        );
    }
    let later = login.traffic.flows.iter().skip(login.flow.id).take(NEIGHBOURS);
    let (other, start, cookie) = later
        .filter_map(|flow| Some((flow.id, flow.authorize.as_ref()?.started_by.as_ref()?)))
        .filter(|(_, start)| between.contains(&start.seen.order) && is_same_host(&start.url))
        .find_map(|(id, start)| {
            let again = |cookie: &&SetCookie| start.cookies.iter().any(|other| other.name == cookie.name);
            Some((id, start, names().find(again)?))
        })?;
    let message = format!(
        "Another login (login {other}) began before this one came back and set the cookie `{}` anew; the application answered the \
         callback with HTTP {}.",
        cookie.name,
        callback.status.unwrap_or_default()
    );
    Some(
        shown(Found::likely(message), started, &cookie.name)
            .shows_value("set again", start.seen, Message::LoginResponse.at(Component::SetCookie).named(cookie.name.clone()), hidden())
            .fix("Keep one cookie for each login, named after its `state`, so that a second tab does not overwrite the first."),
    )
}

fn shown(found: Found, started: &StartedBy, name: &str) -> Found {
    let part = Message::LoginResponse.at(Component::SetCookie).named(name.to_owned());
    found.shows_value("set when the login began", started.seen, part, hidden())
}

fn hidden() -> Shown {
    Shown::Public("(value not shown)".to_owned())
}

/// Says why a browser does not send the cookie to the callback, or did not take it (RFC 6265 §5.3, §5.4, and its revision).
fn why_lost(cookie: &SetCookie, set_by: &str, callback: &Callback) -> String {
    let (from, to) = (UrlParts::parse(set_by), UrlParts::parse(&callback.url));
    let path = cookie.path.as_deref().filter(|path| path.starts_with('/'));
    let path = path.unwrap_or_else(|| default_path(from.path));
    let is_plain = |url: &UrlParts<'_>| url.scheme.eq_ignore_ascii_case("http") && !url.is_loopback();
    let name = cookie.name.to_ascii_lowercase();
    if cookie.size > LONGEST {
        return format!(": it has {} bytes, and browsers take at most {LONGEST}", cookie.size);
    }
    if let Some(domain) = cookie.domain.as_deref().filter(|domain| !is_within(from.host, domain)) {
        return format!(": browsers refuse its `Domain={domain}` from `{}`", from.host);
    }
    if name.starts_with("__host-") && !(cookie.secure && cookie.domain.is_none() && path == "/") {
        return ": browsers take a cookie of such a name only with `Secure` and `Path=/`, and without `Domain`"
            .to_owned();
    }
    if name.starts_with("__secure-") && !cookie.secure {
        return ": browsers take a cookie of such a name only with `Secure`".to_owned();
    }
    if cookie.same_site == Some(SameSite::None) && !cookie.secure {
        return ": browsers refuse `SameSite=None` without `Secure`".to_owned();
    }
    if cookie.secure && is_plain(&from) {
        return ": it is `Secure` and was set over plain http, where browsers refuse it".to_owned();
    }
    match &cookie.domain {
        None if !from.host.eq_ignore_ascii_case(to.host) => {
            return format!(": it belongs to `{}` and the callback is on `{}`", from.host, to.host);
        }
        Some(domain) if !is_within(to.host, domain) => {
            return format!(": it belongs to `{domain}` and the callback is on `{}`", to.host);
        }
        _ => {}
    }
    if cookie.secure && is_plain(&to) {
        return ": it is `Secure` and the callback is plain http".to_owned();
    }
    if !covers(path, to.path) {
        let whence = if cookie.path.is_none() { ", the folder in which it was set," } else { "" };
        return format!(": its path is `{path}`{whence} and the callback is at `{}`", to.path);
    }
    if cookie.same_site == Some(SameSite::Strict) {
        return ": `SameSite=Strict` keeps it from every request that another site began".to_owned();
    }
    if callback.in_frame && cookie.same_site != Some(SameSite::None) {
        return ": the callback is in a frame of another site, where only `SameSite=None; Secure` lets it through"
            .to_owned();
    }
    if callback.method == "POST" && cookie.same_site != Some(SameSite::None) {
        let default = if cookie.same_site.is_none() { "; without `SameSite` browsers assume `Lax`" } else { "" };
        return format!(
            ": the callback is a POST from another site, which only `SameSite=None; Secure` lets through{default}"
        );
    }
    String::new()
}

/// Returns whether a host is a domain, or below it (RFC 6265 §5.1.3).
fn is_within(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_ascii_lowercase(), domain.trim_start_matches('.').to_ascii_lowercase());
    host == domain || host.strip_suffix(domain.as_str()).is_some_and(|before| before.ends_with('.'))
}

/// Returns the path of a cookie without `Path`: the folder of the URL that set it (RFC 6265 §5.1.4).
fn default_path(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(end) => &path[..end],
    }
}

/// Returns whether a cookie with this path is sent to a URL (RFC 6265 §5.1.4).
fn covers(path: &str, requested: &str) -> bool {
    let requested = if requested.is_empty() { "/" } else { requested };
    requested.strip_prefix(path).is_some_and(|rest| rest.is_empty() || path.ends_with('/') || rest.starts_with('/'))
}

/// How long a cookie may be, its name and value together.
const LONGEST: usize = 4096;
/// How many logins that began later may have overwritten a cookie.
const NEIGHBOURS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_domains_cover_what_browsers_say() {
        assert!(covers("/auth", "/auth/callback") && covers("/", "/callback") && covers("/cb", "/cb"));
        assert!(!covers("/auth", "/authcallback") && !covers("/auth/", "/auth"));
        assert_eq!((default_path("/auth/login"), default_path("/login")), ("/auth", "/"));
        assert!(is_within("a.shop.example", ".shop.example") && is_within("Shop.example", "shop.example"));
        assert!(!is_within("myshop.example", "shop.example"));
    }
}
