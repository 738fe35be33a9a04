//! Endpoints, lifetimes, and what the server takes.

use super::{Cause, World};
use crate::disclose::Secret;
use crate::flow::TokenExchange;
use crate::login::{Login, Outcome, Stage};
use crate::oauth::BodyForm;
use crate::oauth::url::resolve;
use crate::providers::Body;
use crate::rules::Change;
use crate::server::Refusal;

impl World {
    /// Sets up the endpoints and lifetimes.
    pub(super) fn configure(&mut self, login: &Login<'_>, cause: Cause<'_>) {
        let flow = login.flow;
        let config = &mut self.server.config;
        let metadata = login.metadata();
        config.issuer = issuer(login);
        config.token_endpoint = metadata.and_then(|metadata| metadata.token_endpoint.clone());
        let decisive = login.decisive();
        let known = metadata.and_then(|metadata| metadata.token_endpoint.clone());
        let used = decisive.map(|token| token.endpoint.clone());
        config.audiences.extend(known.into_iter().chain(used));
        let endpoint = cause.changes().find_map(|change| match change {
            Change::Endpoint(url) => Some(url.clone()),
            _ => None,
        });
        if endpoint.is_some() && !cause.is_proven() {
            self.missing
                .push("the URL of the token endpoint, as its metadata names it".to_owned());
        }
        let config = &mut self.server.config;
        if let Some(token) = decisive {
            let moved = token.location.as_ref().filter(|_| token.is_redirected());
            let moved = moved.map(|location| resolve(&token.endpoint, location));
            config.token_endpoint = endpoint.or(moved).or(config.token_endpoint.take());
            let is_elsewhere = cause.is(Refusal::EndpointDiffers);
            if is_elsewhere && config.token_endpoint.is_none() {
                config.token_endpoint = Some(String::new());
            } else if !is_elsewhere
                && !cause.is(Refusal::EndpointNotSecure)
                && (login.succeeded(token) || login.stage(token).is_some())
            {
                // Where a request was judged, there is a token endpoint.
                config.token_endpoint = None;
            }
            for (body, form) in [(Body::Json, BodyForm::Json), (Body::Multipart, BodyForm::Multipart)] {
                if login.documented_body(body).is_some() {
                    config.other_forms.push(form);
                }
            }
            // A server that judged what is in a request has read it.
            let was_judged = login.stage(token).is_some_and(|stage| stage >= Stage::Code);
            let is_form = FORM.iter().any(|refusal| cause.is(*refusal));
            if (was_judged || login.succeeded(token)) && !is_form {
                config.other_forms.push(token.body);
                config.reads_query = true;
                config.allows_get = true;
            }
        }
        if !self.has_clock {
            config.skew = i64::MAX;
        }
        let age = decisive.and_then(|token| token.seen.since(&flow.delivery()?.0.seen));
        let documented = login.provider().and_then(|provider| provider.code_lifetime.as_ref());
        let lifetime = login
            .facts
            .server
            .code_lifetime
            .or(documented.map(|lifetime| lifetime.seconds));
        let lifetime = lifetime.map_or(config.code_lifetime, |seconds| i64::from(seconds) * 1000);
        config.code_lifetime = if cause.is(Refusal::CodeExpired) {
            age.map_or(lifetime, |age| lifetime.min(age - 1))
        } else {
            // A code that this server took, or judged for another reason, had not expired.
            i64::MAX
        };
        // Whether a client is public shows late; a login without PKCE may fail for another reason first.
        let is_unexplained = cause.0.is_none() && login.outcome() == Outcome::Failed;
        config.requires_pkce = cause.is(Refusal::ChallengeMissing) || is_unexplained;
        if let Some(authorize) = &flow.authorize {
            if let Some(pushed) = &authorize.pushed {
                let seconds = pushed.expires_in.unwrap_or(600);
                let age = authorize.seen.since(&pushed.seen);
                config.request_uri_lifetime = if cause.is(Refusal::RequestUriExpired) {
                    age.map_or(-1, |age| seconds.saturating_mul(1000).min(age - 1))
                } else {
                    i64::MAX
                };
            }
            // A server that gave a code out for such a request takes it.
            let is_served = flow.delivered_code().is_some();
            config.allows_plain = is_served && !cause.is(Refusal::ChallengeMethodPlain);
        }
        let needs_scope = |change: &Change| matches!(change, Change::Set(name, _) if name == "scope");
        let is_asked = || {
            let token = decisive.filter(|token| token.params.filled("scope").is_none());
            token.is_some_and(|token| token.answer.is_error("invalid_scope"))
        };
        config.requires_scope = cause.is(Refusal::ScopeMissing) && (cause.changes().any(needs_scope) || is_asked());
        config.users = decisive.and_then(|token| users(token, cause));
        if cause.is(Refusal::OriginNotAllowed) {
            config.origins = Some(Vec::new());
        }
    }
}

/// Returns who may log in by the password grant; `None` where the server does not offer it.
fn users(token: &TokenExchange, cause: Cause<'_>) -> Option<Vec<(String, Secret)>> {
    if token.answer.is_error("unsupported_grant_type") || cause.is(Refusal::GrantNotAllowed) {
        return None;
    }
    let sent = |name: &str| Some(token.params.filled(name)?.value.clone());
    let user = sent("username").zip(sent("password").map(Secret::new));
    let is_refused = cause.is(Refusal::UserCredentialsRefused);
    Some(user.into_iter().filter(|_| !is_refused).collect())
}

/// Returns the issuer that the client asked; one with a blank for the tenant is the name of none.
pub(super) fn issuer(login: &Login<'_>) -> Option<String> {
    let issuer = login.metadata()?.issuer.clone()?;
    (!issuer.contains('{')).then_some(issuer)
}

/// How a server refuses a request for where it was sent and in what form.
const FORM: &[Refusal] = &[
    Refusal::EndpointNotSecure,
    Refusal::EndpointDiffers,
    Refusal::MethodNotPost,
    Refusal::BodyNotForm,
    Refusal::ParametersInQuery,
    Refusal::AnswerNotJson,
];
