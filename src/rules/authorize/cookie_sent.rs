//! Why a browser does not send a cookie to a callback (RFC 6265 and its revision, 6265bis).

use oauth_doctor_wire::url::UrlParts;
use oauth_doctor_wire::{duration, host};

use crate::flow::{Callback, SameSite, SetCookie, StartedBy};
use crate::login::Login;

/// Returns why a browser does not send a cookie to the callback, or did not take it; `None` if nothing that is recorded says so.
pub(super) fn why_lost(
    cookie: &SetCookie,
    login: &Login<'_>,
    started: &StartedBy,
    callback: &Callback,
) -> Option<String> {
    let (from, to) = (UrlParts::parse(&started.url), UrlParts::parse(&callback.url));
    let path = cookie.path.as_deref().filter(|path| path.starts_with('/'));
    not_taken(cookie, &from)
        .or_else(|| not_for_host(cookie, &from, &to))
        .or_else(|| {
            let path = path.unwrap_or_else(|| default_path(from.path));
            let whence = if cookie.path.is_none() { ", the directory that set it," } else { "" };
            (!covers(path, to.path))
                .then(|| format!("its path is `{path}`{whence} but the callback is at `{}`", to.path))
        })
        .or_else(|| lapsed(cookie, started, callback))
        .or_else(|| not_from_elsewhere(cookie, login, started, callback))
}

/// Returns why a browser refuses the header (6265bis §5.7).
fn not_taken(cookie: &SetCookie, from: &UrlParts<'_>) -> Option<String> {
    let name = cookie.name.to_ascii_lowercase();
    if cookie.size > LONGEST {
        return Some(format!("it has {} bytes, but browsers accept at most {LONGEST}", cookie.size));
    }
    if let Some(domain) = cookie.domain.as_deref().filter(|domain| !is_within(from.host, domain)) {
        return Some(format!("browsers refuse its `Domain={domain}` from `{}`", from.host));
    }
    // The path must stand there: the default path does not count.
    if name.starts_with("__host-") && !(cookie.secure && cookie.domain.is_none() && cookie.path.as_deref() == Some("/"))
    {
        return Some(
            "browsers accept a cookie with this name prefix only with `Secure` and `Path=/`, and without `Domain`"
                .to_owned(),
        );
    }
    if name.starts_with("__secure-") && !cookie.secure {
        return Some("browsers accept a cookie with this name prefix only with `Secure`".to_owned());
    }
    if cookie.same_site == Some(SameSite::None) && !cookie.secure {
        return Some("browsers refuse `SameSite=None` without `Secure`".to_owned());
    }
    (cookie.secure && is_plain(from))
        .then(|| "it is `Secure` but was set over plain http, so browsers refuse it".to_owned())
}

/// Returns why a cookie is not for the host of the callback (6265bis §5.8.3).
fn not_for_host(cookie: &SetCookie, from: &UrlParts<'_>, to: &UrlParts<'_>) -> Option<String> {
    match &cookie.domain {
        None if !from.host.eq_ignore_ascii_case(to.host) => {
            return Some(format!("it belongs to `{}` but the callback is on `{}`", from.host, to.host));
        }
        Some(domain) if !is_within(to.host, domain) => {
            return Some(format!("it belongs to `{domain}` but the callback is on `{}`", to.host));
        }
        _ => {}
    }
    (cookie.secure && is_plain(to)).then(|| "it is `Secure` but the callback is plain http".to_owned())
}

/// Returns by how much the cookie had outlived its time (6265bis §5.7: `Max-Age` counts before `Expires`).
fn lapsed(cookie: &SetCookie, started: &StartedBy, callback: &Callback) -> Option<String> {
    let by_server = callback.seen.date.zip(started.seen.date).map(|(now, then)| now.as_second() - then.as_second());
    let age = callback.seen.since(&started.seen).map(|ms| ms / 1000).or(by_server)?;
    let lifetime = cookie.lifetime(started.seen.date.or(started.seen.time))?;
    let attribute = if cookie.max_age.is_some() { "Max-Age" } else { "Expires" };
    (age > lifetime).then(|| {
        format!(
            "its `{attribute}` limits it to {}, but the callback came after {}",
            duration::of_seconds(lifetime),
            duration::of_seconds(age)
        )
    })
}

/// Returns why the cookie does not come along with a request that another site began (6265bis §5.2, §5.8.3).
fn not_from_elsewhere(
    cookie: &SetCookie,
    login: &Login<'_>,
    started: &StartedBy,
    callback: &Callback,
) -> Option<String> {
    let to = UrlParts::parse(&callback.url);
    let server = UrlParts::parse(login.flow.authorize_endpoint()?);
    let is_same_site = match callback.fetch_site.as_deref() {
        Some(site) => site != "cross-site",
        None => server.scheme.eq_ignore_ascii_case(to.scheme) && host::same_site(server.host, to.host),
    };
    if is_same_site || cookie.same_site == Some(SameSite::None) {
        return None;
    }
    if cookie.same_site == Some(SameSite::Strict) {
        return Some("`SameSite=Strict` withholds it from every request that another site starts".to_owned());
    }
    if callback.in_frame {
        let text = "the callback is in another site's frame, and only `SameSite=None; Secure` cookies are sent there";
        return Some(text.to_owned());
    }
    let default = match callback.seen.since(&started.seen) {
        _ if cookie.same_site.is_some() => "",
        // Chrome lets a cookie without the attribute through for two minutes, if it is set anew (6265bis §5.6.7.2).
        Some(age) if age <= TWO_MINUTES => {
            "; without `SameSite`, browsers assume `Lax`, and some allow an exception for two minutes"
        }
        _ => "; without `SameSite`, browsers assume `Lax`",
    };
    (callback.method == "POST").then(|| {
        format!(
            "the callback is a POST from another site, and only `SameSite=None; Secure` cookies are sent with \
                 it{default}"
        )
    })
}

fn is_plain(url: &UrlParts<'_>) -> bool {
    url.scheme.eq_ignore_ascii_case("http") && !url.is_loopback()
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
/// Two minutes, in milliseconds.
const TWO_MINUTES: i64 = 120_000;

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
