//! Endpoints, lifetimes, and what the server takes.

use super::World;
use super::world::Clock;
use crate::disclose::Secret;
use crate::flow::TokenExchange;
use crate::login::client::blames_audience;
use crate::login::endpoint::Tells;
use crate::login::hides_its_values;
use crate::login::{Login, Outcome, Stage};
use crate::oauth::BodyForm;
use crate::oauth::part::{Component, Message};
use crate::providers::Enctype;

impl World {
    /// Sets up the endpoints and lifetimes.
    pub(super) fn configure(&mut self, login: &Login<'_>) {
        let flow = login.flow;
        let config = &mut self.server.config;
        config.issuer = issuer(login);
        let decisive = login.decisive();
        let known = login.metadata().and_then(|metadata| metadata.token_endpoint.clone());
        let used = decisive.map(|token| token.endpoint.clone());
        config.audiences.extend(known.into_iter().chain(used));
        if let Some(token) = decisive {
            let moved = login.moved_to(token);
            let other = || login.other_endpoint(token).filter(|other| !matches!(other.tells, Tells::Nothing(_)));
            let other = || other().map(|other| other.right.to_owned());
            // Where a request was judged, there is a token endpoint.
            config.token_endpoint = moved.or_else(other).filter(|_| !login.succeeded(token));
            for (body, form) in [(Enctype::Json, BodyForm::Json), (Enctype::Multipart, BodyForm::Multipart)] {
                if login.documented_body(body).is_some() {
                    config.other_forms.push(form);
                }
            }
            // A server that judged what is in a request has read it.
            let stage = login.stage(token).filter(|_| !token.params.is_empty() && !hides_its_values(token));
            let has_read = |component| login.has_read(token, Message::TokenRequest.at(component));
            let has_judged = login.succeeded(token) || stage.is_some_and(|stage| stage >= Stage::Code);
            if has_judged || has_read(Component::Body) {
                config.other_forms.push(token.body);
            }
            if has_judged || has_read(Component::Query) {
                config.reads_query = true;
                config.allows_get = true;
            }
            config.users = Some(users(token));
            config.sole_audience = token.refused() && blames_audience(token);
        }
        if self.clock == Clock::None {
            config.skew = i64::MAX;
        }
        // A code that this server took, or found something else wrong with, had not expired.
        let is_judged = |token: &TokenExchange| {
            login.succeeded(token) || login.stage(token).is_some_and(|stage| stage >= Stage::RedirectUri)
        };
        let given = login.facts.server.code_lifetime.filter(|_| !decisive.is_some_and(is_judged));
        config.code_lifetime = given.map_or(i64::MAX, |seconds| i64::from(seconds) * 1000);
        // A server that gave a code out for a request, or asked the user about it, takes it; some complain of what is missing when
        // the code comes back.
        let is_denied = login.outcome() == Outcome::Denied;
        let is_served = is_denied || flow.delivered_code().is_some() || !flow.tokens.is_empty();
        let is_asked_later = decisive.is_some_and(|token| {
            let has_verifier = token.params.filled("code_verifier").is_some();
            token.refused() && !has_verifier && login.stage(token) == Some(Stage::Pkce)
        });
        config.requires_pkce = !is_served || is_asked_later;
        config.allows_plain = is_served;
        let pushed = flow.authorize.as_ref().and_then(|authorize| authorize.pushed.as_ref());
        let lives = pushed.and_then(|pushed| pushed.expires_in).filter(|_| !is_served);
        config.request_uri_lifetime = lives.map_or(i64::MAX, |seconds| seconds.saturating_mul(1000));
        if login.is_kept_from_page() {
            config.origins = Some(Vec::new());
        }
    }
}

/// Returns who may log in by the password grant: whoever the request names.
fn users(token: &TokenExchange) -> Vec<(String, Secret)> {
    let sent = |name: &str| Some(token.params.filled(name)?.value.clone());
    let user = sent("username").zip(sent("password").map(Secret::new));
    user.into_iter().collect()
}

/// Returns the issuer that the client asked; one with a blank for the tenant is the name of none.
pub(super) fn issuer(login: &Login<'_>) -> Option<String> {
    let issuer = login.metadata()?.issuer.clone()?;
    (!issuer.contains('{')).then_some(issuer)
}
