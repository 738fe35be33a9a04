//! Which answer issued a token.

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
