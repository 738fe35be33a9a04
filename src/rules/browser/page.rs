//! What a browser does with the pages and cookies of a login, and what pages make it do.

use oauth_doctor_wire::url::UrlParts;

use super::policy;
use crate::disclose::Shown;
use crate::flow::{AuthorizationResponse, AuthorizeRequest, Callback, Flow, SetCookie};
use crate::login::Login;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{CSP, HTML, OIDC_CORE, RFC6265, RFC6749};
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if, ruled_out_if};
use crate::rules::{AT_AUTHORIZE, Assessment, Check, Found, NO_ERROR, Optional, Rule, Severity};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "form-action-blocked",
        summary: "the policy of the login page keeps its form from leading back to the application",
        why: "Chromium and Safari apply `form-action` to the redirects that answer a form, too. A login page with `form-action 'self'` \
              lets its form post, but not follow the redirect to the application: nothing happens, and the callback never comes.",
        fix: "Leave `form-action` out of the policy of the authorization server's pages, or add the origin of the client's \
              `redirect_uri` to it.",
        errors: &[NO_ERROR, AT_AUTHORIZE],
        // The browser stops: no server gets to see it.
        refusals: &[],
        spec: &[CSP.at("directive-form-action"), RFC6749.at("4.1.2")],
        optional: Optional::NONE
            .since("0.2.0")
            .needs("the origin of the `redirect_uri` in `form-action` of the login page's policy"),
        check: Check::Response(form_action),
    },
    Rule {
        id: "opener-severed",
        summary: "a page of the popup cut the connection to the window that opened it",
        why: "A popup hands the code over with `window.opener.postMessage`. A page on its way with `Cross-Origin-Opener-Policy: \
              same-origin` severs the two windows for good: `window.opener` is null, and the code stays in the popup.",
        fix: "Send `Cross-Origin-Opener-Policy: unsafe-none` with every page of the popup, or hand the code over with a \
              `BroadcastChannel` of the application's origin, or log in by redirect.",
        errors: &[NO_ERROR, AT_AUTHORIZE],
        // The browser severs the windows: no server gets to see it.
        refusals: &[],
        spec: &[HTML.at("cross-origin-opener-policies")],
        optional: Optional::NONE.since("0.2.0").needs("a way for the popup to hand over the code"),
        check: Check::Response(opener),
    },
    Rule {
        id: "login-loop",
        summary: "the login begins again and again, because the session cookie doesn't stick",
        why: "The application sets its session cookie at the callback. If the browser drops that cookie, the next page sees no session and \
              starts another login, which the authorization server answers at once: a loop.",
        fix: "Keep the session cookie below 4096 bytes (store the tokens on the server, or split the cookie), and give it attributes that \
              the browser accepts for this host.",
        errors: &[NO_ERROR, AT_AUTHORIZE],
        // The browser drops the cookie: no server gets to see it.
        refusals: &[],
        spec: &[RFC6265.at("6.1"), RFC6265.at("5.3")],
        optional: Optional::NONE.since("0.2.0").needs("a session cookie that the browser keeps"),
        check: Check::Response(looped),
    },
    Rule {
        id: "login-prefetched",
        summary: "the browser or a framework prefetched the login link, which began another login",
        why: "Frameworks load links ahead of a click. The address that begins a login has a side effect: it makes a new `state` and \
              overwrites the cookie of the login under way, whose callback is then refused.",
        fix: "Switch prefetching off for links to the login (a plain `<a>`, `prefetch={false}`), or answer requests with `Sec-Purpose: \
              prefetch` without beginning a login. Use one cookie per login.",
        errors: &[NO_ERROR, AT_AUTHORIZE],
        // The application refuses its own callback: no request to the server is wrong.
        refusals: &[],
        spec: &[RFC6749.at("10.12")],
        optional: Optional::NONE.since("0.2.0").needs("the cookie of this login"),
        check: Check::Response(prefetched),
    },
    Rule {
        id: "authorize-url-replayed",
        summary: "an authorization URL of an earlier login was opened again",
        why: "Each login needs a new `state`. If a cache, a bookmark or the back button opens an old authorization URL again, the server \
              answers with a new code, but the application has used up the state and refuses the callback.",
        fix: "Answer the address that begins a login with `Cache-Control: no-store`, make a new `state` for each login, and begin a new \
              login instead of an error page when a state is unknown.",
        errors: &[NO_ERROR, AT_AUTHORIZE],
        // The application refuses its own callback: the server accepts the request.
        refusals: &[],
        spec: &[RFC6749.at("10.12"), RFC6749.at("4.1.1")],
        optional: Optional::NONE.since("0.2.0").needs("an authorization request with a new `state`"),
        check: Check::Authorize(replayed),
    },
    Rule {
        id: "silent-login-without-session",
        summary: "the silent login in a frame carries no cookie of the server",
        why: "A silent login (`prompt=none`) works only if the server recognises the user by its cookie. Browsers don't send cookies of \
              another site from a frame, so the server answers `login_required` although the user is signed in.",
        fix: "Use refresh tokens instead of silent logins in frames, or serve application and authorization server under one site.",
        errors: &["login_required"],
        // The server answers as it must: it sees no session.
        refusals: &[],
        spec: &[OIDC_CORE.at("3.1.2.6"), OIDC_CORE.at("3.1.2.1")],
        optional: Optional::NONE.since("0.2.0").severity(Severity::Warning),
        check: Check::Authorize(silent),
    },
];

fn form_action(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let authorize = login.flow.authorize.as_ref().or_not_applicable()?;
    let page = authorize.answers.last().or_not_applicable()?;
    let policy = page.policy.as_deref().or_not_applicable()?;
    not_applicable_if(page.status != Some(200) || page.seen.exchange == response.seen.exchange)?;
    not_applicable_if(!response.target.starts_with("http"))?;
    ruled_out_if(!response.callbacks.is_empty() || !login.flow.tokens.is_empty(), "the response reached the client")?;
    let blocks = policy::blocks(policy, &["form-action"], &authorize.endpoint, &response.target);
    ruled_out_if(!blocks, "the page's policy allows its form to lead to the client")?;
    let message = format!(
        "The login page allows its forms only `{}`, and the answer to its form redirects to `{}`: Chromium and Safari stop there, and no \
         callback follows in the capture.",
        directive(policy),
        UrlParts::parse(&response.target).origin()
    );
    Ok(Found::likely(message)
        .decided_by_client()
        .shows_value(
            "policy",
            page.seen,
            Message::AuthorizeResponse.header("content-security-policy"),
            Shown::Public(policy.to_owned()),
        )
        .shows_url("redirected to", response.seen, Message::Callback, &response.target))
}

fn directive(policy: &str) -> String {
    let words = policy.split([';', ',']).map(str::trim).find(|one| one.to_ascii_lowercase().starts_with("form-action"));
    words.unwrap_or("form-action").to_owned()
}

fn opener(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let callback = response.callbacks.last().filter(|callback| callback.uses_opener).or_not_applicable()?;
    ruled_out_if(!login.flow.tokens.is_empty() || login.flow.backend.is_some(), "the code was handed over")?;
    let answers = login.flow.authorize.iter().flat_map(|authorize| &authorize.answers);
    let severs = |policy: &str| policy.trim().to_ascii_lowercase().starts_with("same-origin");
    let hop = answers
        .rev()
        .find_map(|answer| Some((answer, answer.opener_policy.as_deref().filter(|policy| severs(policy))?)));
    let (hop, policy) = hop.or_ruled_out("no page of the authorization endpoint severs the popup from its opener")?;
    let message = "The page of the callback hands the code to `window.opener`, but a page of the popup before it severed the two \
                   windows. No token request follows.";
    let part = Message::AuthorizeResponse.header("cross-origin-opener-policy");
    Ok(Found::likely(message)
        .decided_by_client()
        .shows_value("answered", hop.seen, part, Shown::Public(policy.to_owned()))
        .shows_url("handed over at", callback.seen, Message::Callback, &callback.url))
}

fn looped(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let callback = response.callbacks.last().or_not_applicable()?;
    not_applicable_if(callback.set.is_empty() || !login.flow.tokens.is_empty())?;
    let again = begun_after(login, callback);
    let next = again.first().or_ruled_out("no other login follows at once")?;
    let host = UrlParts::parse(&callback.url).host;
    let dropped = callback.set.iter().find_map(|cookie| Some((cookie, why_dropped(cookie, host)?)));
    let (cookie, why) = dropped.or_ruled_out("browsers keep the cookies that the callback set")?;
    not_assessed_if(
        callback.set.iter().any(|cookie| why_dropped(cookie, host).is_none()),
        "another cookie that the callback set, and that browsers keep, may hold the session",
    )?;
    ruled_out_if(next.tokens.iter().any(|token| token.answer.is_success()), "the next login succeeded")?;
    let came = next
        .responses
        .iter()
        .flat_map(|response| &response.callbacks)
        .any(|callback| callback.cookies.contains(&cookie.name));
    ruled_out_if(came, "the cookie came back")?;
    let message = format!(
        "The callback set the cookie `{}`, but {why}. The application saw no session and began the next login (login {}).",
        cookie.name, next.id
    );
    let part = Message::Callback.at(Component::SetCookie).named(cookie.name.clone());
    Ok(Found::proven(message).decided_by_client().shows_value("set", callback.seen, part, hidden()))
}

/// Returns the logins of the same application that a page began soon after a callback.
fn begun_after<'a>(login: &Login<'a>, callback: &Callback) -> Vec<&'a Flow> {
    let host = UrlParts::parse(&callback.url).host;
    let later = login.traffic.logins_after(login.flow.id).iter().take(NEIGHBOURS);
    let is_next = |flow: &&Flow| {
        let started = flow.authorize.as_ref().and_then(|authorize| authorize.started_by.as_ref());
        started.is_some_and(|started| {
            let soon = started.seen.since(&callback.seen).is_none_or(|ms| ms <= SOON);
            let is_here = UrlParts::parse(&started.url).host.eq_ignore_ascii_case(host);
            soon && is_here && started.seen.order > callback.seen.order && !started.is_prefetch
        })
    };
    later.filter(is_next).collect()
}

/// Returns why a browser drops a cookie whatever comes (RFC 6265 §5.3 and §6.1).
fn why_dropped(cookie: &SetCookie, host: &str) -> Option<String> {
    if cookie.size > LONGEST {
        return Some(format!("it has {} bytes, and browsers drop cookies of more than {LONGEST}", cookie.size));
    }
    let host = host.to_ascii_lowercase();
    // An empty one counts as none (RFC 6265 §5.2.3).
    if let Some(domain) = cookie.domain.as_ref().filter(|domain| !domain.trim_start_matches('.').is_empty()) {
        let bare = domain.trim_start_matches('.').to_ascii_lowercase();
        if host != bare && !host.ends_with(&format!(".{bare}")) {
            return Some(format!("browsers refuse its `Domain={domain}` from `{host}`"));
        }
    }
    let name = cookie.name.to_ascii_lowercase();
    let is_host = cookie.secure && cookie.domain.is_none() && cookie.path.as_deref() == Some("/");
    let breaks_prefix = name.starts_with("__host-") && !is_host || name.starts_with("__secure-") && !cookie.secure;
    breaks_prefix.then(|| "its name prefix demands attributes that it lacks".to_owned())
}

fn prefetched(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let started =
        login.flow.authorize.as_ref().and_then(|authorize| authorize.started_by.as_ref()).or_not_applicable()?;
    let callback = response.callbacks.last().or_not_applicable()?;
    let host = UrlParts::parse(&started.url).host;
    let between = started.seen.order + 1..callback.seen.order;
    let later = login.traffic.logins_after(login.flow.id).iter().take(NEIGHBOURS);
    let ahead = later
        .filter_map(|flow| Some((flow.id, flow.authorize.as_ref()?.started_by.as_ref()?)))
        .filter(|(_, start)| start.is_prefetch && between.contains(&start.seen.order))
        .find(|(_, start)| UrlParts::parse(&start.url).host.eq_ignore_ascii_case(host));
    let (other, start) = ahead.or_not_applicable()?;
    let overwrites =
        |cookie: &&SetCookie| !cookie.deletes && start.cookies.iter().any(|other| other.name == cookie.name);
    let cookie = started.cookies.iter().find(overwrites).or_ruled_out("the prefetched login set other cookies")?;
    let has_stopped = login.reaction_to_response().is_stop();
    let message = format!(
        "Before this login came back, the login link was prefetched (exchange {}): that began login {other} and overwrote the cookie \
         `{}`.",
        start.seen.exchange, cookie.name
    );
    let part = || Message::LoginResponse.at(Component::SetCookie).named(cookie.name.clone());
    let found = Found::likely(message)
        .shows_value("set when the login began", started.seen, part(), hidden())
        .shows_value("set again", start.seen, part(), hidden());
    Ok(if has_stopped { found } else { found.only(Severity::Note) })
}

fn replayed(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let state = authorize.asked("state").or_not_applicable()?;
    not_applicable_if(authorize.from_location || state.is_placeholder())?;
    let earlier = login
        .other_requests()
        .filter(|(flow, _)| flow.id < login.flow.id)
        .find(|(flow, other)| other.url.as_str() == authorize.url.as_str() && flow.response().is_some());
    let (flow, other) = earlier.or_ruled_out("no earlier login of the capture has the same URL")?;
    let has_failed = login.flow.tokens.is_empty() && login.callback_failed();
    let message = format!(
        "The authorization URL is that of login {} (exchange {}), with the same `state`, and that login had already ended.{}",
        flow.id,
        other.seen.exchange,
        if has_failed { " The application refused the callback." } else { "" }
    );
    let mut found = Found::proven(message);
    if let Some(first) = other.asked("state") {
        found = found.shows("sent first", other.seen, first);
    }
    let found = found.shows("sent again", authorize.seen, state);
    Ok(if has_failed { found } else { found.only(Severity::Note) })
}

fn silent(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    not_applicable_if(!login.is_silent_refusal())?;
    let page = authorize.answers.last().filter(|page| page.in_frame).or_not_applicable()?;
    not_assessed_if(login.recording.sanitised, "the capture has no cookies at all; the export may have removed them")?;
    ruled_out_if(page.has_cookies, "the silent login carries cookies of the server")?;
    let earlier = login
        .other_requests()
        .filter(|(_, other)| other.endpoint == authorize.endpoint)
        .flat_map(|(_, other)| &other.answers)
        .find(|answer| answer.has_cookies && !answer.in_frame && answer.seen.order < page.seen.order);
    let earlier = earlier.or_not_assessed("no earlier login in the capture shows that the server has a session")?;
    let message = format!(
        "The silent login in a frame has no cookie of the server, but the login in the window had (exchange {}): the browser withholds \
         cookies of another site from frames.",
        earlier.seen.exchange
    );
    Ok(Found::likely(message).shows_value("sent", page.seen, Message::AuthorizeRequest.header("cookie"), Shown::Absent))
}

fn hidden() -> Shown {
    Shown::Public("(value not shown)".to_owned())
}

/// How many bytes of a cookie, name and value, browsers accept.
const LONGEST: usize = 4096;
/// Within how many milliseconds a page begins a login again by itself.
const SOON: i64 = 30_000;
/// How many logins that began later are looked at.
const NEIGHBOURS: usize = 8;
