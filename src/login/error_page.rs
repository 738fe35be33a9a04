//! Which addresses are those of a page that tells of a failure.

use oauth_doctor_wire::url::UrlParts;

/// Returns whether the URL is that of a page on which a login failed: `/error`, `/login?error=state`, `/signin/failed`,
/// `/#/auth-error`. What a query says of something else does not count: `/checkout?status=failed`.
pub(crate) fn is_error_page(url: &str) -> bool {
    let parts = UrlParts::parse(url);
    let (route, route_query) = parts.fragment.split_once('?').unwrap_or((parts.fragment, ""));
    let queries = [parts.query, route_query, if route.contains('=') { route } else { "" }];
    let path = if route.contains('=') || route.is_empty() { parts.path } else { route };
    let of_login = is_login_path(path) || !path.contains(|c: char| c.is_ascii_alphanumeric());
    let says = |pair: &str| says_error(pair) && (of_login || is_about_login(pair));
    is_error_path(parts.path) || is_error_path(route) || queries.iter().any(|query| query.split('&').any(says))
}

/// Returns whether a path has a segment that names a login: `/auth/return`, `/#/login`, `/sign-in`.
pub(crate) fn is_login_path(path: &str) -> bool {
    path.split('/').any(|segment| words(segment).iter().any(|word| OF_LOGIN.contains(&word.as_str())))
}

/// Returns whether a parameter names a login or a part of one: `authError=1`, `error=invalid_state`.
fn is_about_login(pair: &str) -> bool {
    let about = |word: &String| OF_LOGIN.contains(&word.as_str()) || PARTS.contains(&word.as_str());
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    words(name).iter().any(about) || words(value).iter().any(about)
}

/// Returns whether one of the last two segments names a failure and nothing else: an `/error-tracking` is a page like any other.
fn is_error_path(path: &str) -> bool {
    path.rsplit('/').filter(|segment| !segment.is_empty()).take(2).any(|segment| {
        let words = words(segment);
        let known = |word: &String| is_failure(word) || BESIDE.contains(&word.as_str()) || word.len() == 3;
        words.iter().any(|word| is_failure(word)) && words.iter().all(known)
    })
}

/// Returns whether a parameter says that something failed: `error=state`, `reason=nonce_mismatch`.
fn says_error(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let words_of_name = words(name);
    let names = |of: &[&str]| words_of_name.iter().any(|word| of.contains(&word.as_str()));
    let lower = value.to_ascii_lowercase();
    let is_unset = matches!(lower.as_str(), "" | "0" | "false" | "null" | "none" | "undefined" | "no");
    let is_address = lower.contains(['/', ':']) || lower.contains("%2f");
    if names(&["error", "err", "failed", "failure"]) {
        return !is_unset;
    }
    names(TELLING) && !is_address && words(value).iter().any(|word| is_failure(word))
}

fn is_failure(word: &str) -> bool {
    FAILURE.contains(&word)
}

/// Returns the words of a name: `authError`, `auth-error` and `auth_error` are two.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in text.chars().take(LONGEST) {
        if !c.is_ascii_alphanumeric() || c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric() {
            if let Some(word) = words.last_mut() {
                word.push(c.to_ascii_lowercase());
            }
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Words for a failure.
const FAILURE: &[&str] = &[
    "error",
    "err",
    "failed",
    "failure",
    "fail",
    "denied",
    "forbidden",
    "invalid",
    "mismatch",
    "unauthorized",
    "unauthorised",
];

/// What may be beside them in a path.
const BESIDE: &[&str] = &[
    "auth", "login", "log", "logon", "signin", "sign", "in", "oauth", "oauth2", "oidc", "sso", "callback", "access",
    "session", "page", "state", "html", "htm", "php", "aspx", "jsp",
];

/// Words for a login.
const OF_LOGIN: &[&str] = &[
    "auth",
    "authenticate",
    "authentication",
    "authorize",
    "callback",
    "login",
    "logon",
    "oauth",
    "oauth2",
    "oidc",
    "openid",
    "session",
    "sign",
    "signin",
    "sso",
];

/// Words for what a client checks in one.
const PARTS: &[&str] =
    &["access", "csrf", "issuer", "iss", "nonce", "pkce", "state", "token", "unauthorized", "verifier"];

/// Parameters whose values tell how something ended.
const TELLING: &[&str] =
    &["reason", "status", "result", "message", "msg", "outcome", "alert", "notice", "login", "auth", "signin"];

/// How many characters of a name or value are looked at.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_pages_are_told_from_others() {
        for failed in [
            "/login?error=state_mismatch",
            "https://app.example/signin/error?reason=nonce",
            "https://app.example/auth-error",
            "https://app.example/#/login-failed",
            "https://app.example/?authError=1",
            "https://app.example/login?status=failed",
            "https://app.example/#/login?error=x",
            "https://app.example/?error=1",
            "https://app.example/home?error=invalid_state",
        ] {
            assert!(is_error_page(failed), "{failed}");
        }
        for other in [
            "https://app.example/home",
            "https://app.example/error-tracking",
            "https://app.example/home?next=%2Ferror",
            "https://app.example/?error=",
            "https://app.example/projects?status=open",
            "https://app.example/checkout?status=failed",
            "https://app.example/cart?error=out_of_stock",
            "https://app.example/#/cart?error=out_of_stock",
            "https://app.example/projects/errors?status=failed",
            "https://app.example/#access_token=x&state=y",
        ] {
            assert!(!is_error_page(other), "{other}");
        }
    }
}
