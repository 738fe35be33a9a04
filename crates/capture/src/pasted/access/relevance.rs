//! Which requests of an access log may be part of a login.

use oauth_doctor_wire::url::UrlParts;

/// Returns whether a request may be part of a login: it goes to a token endpoint, or its query has the parameters of an
/// authorization request or of its answer.
pub(super) fn matters(method: &str, target: &str, query: &str, status: Option<u16>) -> bool {
    let parts = UrlParts::parse(target);
    let path = parts.path.to_ascii_lowercase();
    let query = if query.is_empty() { parts.query } else { query };
    let is_refused = status.is_none_or(|status| status >= 400);
    match method {
        "POST" | "PUT" if is_of_tokens(&path) => true,
        "GET" | "OPTIONS" if is_of_tokens(&path) => is_refused,
        _ => carries_message(&path, query),
    }
}

/// Returns whether tokens are issued at a path: `/token`, `/access_token`, `/token.oauth2`, `/oauth20_token.srf`.
fn is_of_tokens(path: &str) -> bool {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name = last.split('.').next().unwrap_or_default();
    let is_token = matches!(name, "token" | "access_token" | "accesstoken" | "oauth_token" | "oauth2_token");
    // Other applications have tokens, too.
    let may_be = name.trim_end_matches('s').ends_with("token") && !name.contains("csrf");
    is_token || may_be && ["oauth", "openid", "oidc", "connect"].iter().any(|word| path.contains(word))
}

fn carries_message(path: &str, query: &str) -> bool {
    let has = |name: &str| {
        query
            .split(['&', ';'])
            .any(|pair| pair.split_once('=').is_some_and(|(known, value)| known == name && !value.is_empty()))
    };
    let is_callback = || PATHS.iter().any(|word| path.contains(word));
    has("code") && (is_callback() || has("session_state") || has("iss"))
        || has("error") && (has("state") || has("error_description")) && is_callback()
        || has("client_id") && (has("response_type") || has("redirect_uri"))
}

/// Words in the path of a page that takes the answer to an authorization request.
const PATHS: [&str; 10] = ["callback", "oauth", "oidc", "openid", "auth", "login", "signin", "sso", "redirect", "/cb"];
