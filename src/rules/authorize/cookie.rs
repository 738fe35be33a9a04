//! The cookies in which a client on a server keeps its logins.

use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::flow::{AuthorizationResponse, Callback, SetCookie, StartedBy};
use crate::login::{Login, Reaction};
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{RFC6265, RFC9700};
use crate::rules::assessment::{NoFinding, OrNoFinding, not_applicable_if, not_assessed_if, ruled_out_if};
use crate::rules::authorize::cookie_sent::why_lost;
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "state-cookie-lost",
    summary: "a cookie that the login set did not come back with the callback",
    why: "A server-side client keeps `state` and the verifier in a cookie or a session. When the browser does not send \
          that cookie to the callback, the client can't recognise the login and rejects it.",
    fix: "Begin and end the login on the same https origin, with `SameSite=Lax` for a callback by GET and `SameSite=None; \
          Secure` for `form_post` or frames, and a `Path` that covers the callback.",
    errors: &[NO_ERROR],
    refusals: &[Refusal::StateUnknown],
    spec: &[RFC6265.at("5.4"), RFC9700.at("4.7")],
    optional: Optional::NONE.needs("the client's own record of the login, lost along with its cookie"),
    check: Check::Response(cookie_lost),
}];

fn cookie_lost(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let (started, callback, missing) = missing(login, response)?;
    if missing.is_empty() {
        return overwritten(login, started, callback)
            .or_ruled_out("the cookies that began the login came back with the callback");
    }
    let cookie = lost(login, started, callback, missing)?;
    let reason = why_lost(cookie, login, started, callback);
    // Without a reason the user may have deleted it, or it may have been for something else.
    let is_sure = reason.is_some() && keeps_login(&cookie.name);
    let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let found = Found::proven_if(
        is_sure,
        format!(
            "The cookie `{}` was set when the login began, but the callback request doesn't carry it{reason}.",
            cookie.name
        ),
    )
    .if_client_stopped(login.reaction_to_response());
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
    not_assessed_if(login.recording.sanitised, "the capture has no cookies at all; the export may have removed them")?;
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
    let came = &callback.cookies;
    let kept_some = missing.len() < started.cookies.iter().filter(|cookie| !cookie.deletes).count();
    let has_session = came.iter().any(|name| keeps_login(name));
    let cookie = missing
        .into_iter()
        .find(|cookie| keeps_login(&cookie.name) || !kept_some && !has_session && !is_of_page(&cookie.name))
        .or_not_assessed("a cookie did not come back, but nothing shows that it tracked the login")?;
    let reaction = login.reaction_to_response();
    ruled_out_if(reaction == Reaction::WentOn, "the client went on after the callback")?;
    not_assessed_if(
        !reaction.is_stop(),
        "a cookie did not come back, but the capture does not show that the application needed it",
    )?;
    Ok(cookie)
}

/// Whether a cookie is named after what a client keeps of a login.
fn keeps_login(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let holds =
        ["nonce", "pkce", "verifier", "oauth", "oidc", "openid", "auth", "login", "correlation", "sess", "state"];
    let words = ["tx", "txn", "sid", "csrf", "xsrf"];
    let is_word = |word: &str| words.contains(&word);
    holds.iter().any(|word| name.contains(word)) || name.split(|c: char| !c.is_ascii_alphanumeric()).any(is_word)
}

/// Whether a cookie is named after what pages keep of a visitor, whoever signs in.
fn is_of_page(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = [
        "lang", "language", "locale", "theme", "consent", "tz", "timezone", "currency", "ab", "utm", "ga", "gid",
        "seen",
    ];
    name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| words.contains(&word))
}

/// The cookie came back, and someone may have written something else into it since: another login, or another server of the host.
fn overwritten(login: &Login<'_>, started: &StartedBy, callback: &Callback) -> Option<Found> {
    if !login.reaction_to_response().is_stop() {
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
            "The authorization server is on the same host as the application, `{host}`, and overwrote the \
             application's cookie `{}` with its own: cookies ignore ports. The application answered the callback with \
             HTTP {}.",
            cookie.name,
            callback.status.unwrap_or_default()
        );
        return Some(
            shown(Found::likely(message), started, &cookie.name)
                .shows_value("set again", answer.seen, Message::AuthorizeResponse.at(Component::SetCookie).named(cookie.name.clone()), hidden())
                .fix("Give the two servers different host names (in development, `127.0.0.1` for one and `localhost` for the other will do), or give their session cookies different names."),
        );
    }
    let later = login.traffic.logins_after(login.flow.id).iter().take(NEIGHBOURS);
    let (other, start, cookie) = later
        .filter_map(|flow| Some((flow.id, flow.authorize.as_ref()?.started_by.as_ref()?)))
        .filter(|(_, start)| between.contains(&start.seen.order) && is_same_host(&start.url) && !start.is_prefetch)
        .find_map(|(id, start)| {
            let again = |cookie: &&SetCookie| start.cookies.iter().any(|other| other.name == cookie.name);
            Some((id, start, names().find(again)?))
        })?;
    let message = format!(
        "Another login (login {other}) began before this one came back, and overwrote the cookie `{}`; the application \
         answered the callback with HTTP {}.",
        cookie.name,
        callback.status.unwrap_or_default()
    );
    Some(
        shown(Found::likely(message), started, &cookie.name)
            .shows_value(
                "set again",
                start.seen,
                Message::LoginResponse.at(Component::SetCookie).named(cookie.name.clone()),
                hidden(),
            )
            .fix(
                "Use one cookie per login, named after its `state`, so that a second tab does not overwrite the first.",
            ),
    )
}

fn shown(found: Found, started: &StartedBy, name: &str) -> Found {
    let part = Message::LoginResponse.at(Component::SetCookie).named(name.to_owned());
    found.shows_value("set when the login began", started.seen, part, hidden())
}

fn hidden() -> Shown {
    Shown::Public("(value not shown)".to_owned())
}

/// How many logins that began later may have overwritten a cookie.
const NEIGHBOURS: usize = 8;
