//! Which answer issued a token, and whether it was used for another.

use super::login::Login;
use crate::flow::{Flow, TokenExchange};

/// Returns the answer that issued the refresh token of this request: of the same chain, or of the login that it comes from.
pub(crate) fn issued<'a>(login: &Login<'a>, token: &TokenExchange) -> Option<(&'a Flow, &'a TokenExchange)> {
    let sent = token.params.filled("refresh_token").filter(|sent| !sent.is_placeholder())?;
    let mut flows = [Some(login.flow), login.parent()].into_iter().flatten();
    flows.find_map(|flow| {
        let issued = flow.tokens.iter().rfind(|other| {
            let token = other.answer.refresh_token.as_ref();
            token.is_some_and(|issued| issued.expose() == sent.value)
        })?;
        Some((flow, issued))
    })
}

/// Returns whether a new token was got with the refresh token of this answer.
pub(super) fn was_refreshed(login: &Login<'_>, token: &TokenExchange) -> bool {
    let Some(issued) = &token.answer.refresh_token else { return false };
    let renews = |other: &TokenExchange| {
        let sent = other.params.filled("refresh_token");
        other.succeeded() && token.is_before(other) && sent.is_some_and(|sent| sent.value == issued.expose())
    };
    let is_child = |flow: &&Flow| flow.id == login.flow.id || flow.parent == Some(login.flow.id);
    login.compared().filter(is_child).any(|flow| flow.tokens.iter().any(renews))
}
