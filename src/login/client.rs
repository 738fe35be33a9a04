//! How the client of a token request shows who it is, and what the answer says of that.

use super::endpoint::is_same_endpoint;
use super::login::Login;
use crate::flow::TokenExchange;
use crate::oauth::{Basic, BodyForm};

/// Returns whether the request authenticates the client.
pub(crate) fn authenticates(token: &TokenExchange) -> bool {
    token.has_authorization || !credentials(token).is_empty()
}

/// Returns the methods by which the request authenticates the client (OpenID Connect Core §9).
pub(crate) fn credentials(token: &TokenExchange) -> Vec<&'static str> {
    let mut methods = Vec::new();
    if token.basic.as_ref().is_some_and(Basic::has_secret) {
        methods.push("client_secret_basic");
    }
    if token.params.filled("client_secret").is_some() {
        methods.push("client_secret_post");
    }
    if token.params.filled("client_assertion").is_some() {
        methods.push("private_key_jwt");
    }
    methods
}

/// An `Authorization` header to another origin has to be asked for in the preflight, so one that was removed on export would show
/// there.
pub(crate) fn preflight_excludes_authorization(login: &Login<'_>, token: &TokenExchange) -> bool {
    let preflights = login.flow.preflights.iter().filter(|preflight| is_same_endpoint(&preflight.endpoint, &token.endpoint));
    let asks = |headers: &str| headers.split(',').any(|name| name.trim().eq_ignore_ascii_case("authorization"));
    let simple = login.flow.preflights.is_empty() && token.body == BodyForm::Form;
    let asked: Vec<bool> = preflights.map(|preflight| preflight.asks_headers.as_deref().is_some_and(asks)).collect();
    token.is_cross_origin() && (simple || !asked.is_empty() && !asked.contains(&true))
}

/// Returns whether the answer is about the grant: not about the secret, which some servers report under the same code.
pub(crate) fn blames_grant(token: &TokenExchange) -> bool {
    let credentials = token.answer.says(&["secret", "credential", "authenticat", "not found", "unknown client"]);
    token.answer.is_error("unsupported_grant_type") || token.answer.is_error("unauthorized_client") && !credentials
}

/// Returns whether `grant_type` names a grant in a form that no specification has and some servers take: `device_code`.
pub(crate) fn is_short_form(token: &TokenExchange) -> bool {
    token.params.value("grant_type").map(str::trim) == Some("device_code")
}
