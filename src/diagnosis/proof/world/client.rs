//! The client: how it is registered, and what it expects to come back.

use super::{Cause, World, as_issued};
use crate::flow::TokenExchange;
use crate::oauth::credentials::SecretEncoding;
use crate::oauth::params::decode;
use crate::oauth::placeholder::{is_placeholder, is_unset};
use crate::oauth::{Basic, ClientType, Grant, Param, Secret};
use crate::rules::{Change, Login};
use crate::server::model::{Client, Expected, Method, Party, Refusal};

impl World {
    /// Registers the clients that the login names.
    pub(super) fn register(&mut self, login: &Login<'_>, cause: Cause<'_>) {
        let repaired = self.repaired.as_ref().and_then(|request| request.value("redirect_uri"));
        let asked = login.flow.asked("redirect_uri").map(|uri| uri.value.as_str());
        let asked = asked.or(repaired).map(str::to_owned);
        let sent = login
            .decisive()
            .and_then(|token| token.params.filled("redirect_uri"))
            .map(|uri| uri.value.clone());
        let target = login.flow.response().map(|response| response.target.clone());
        let stand_in = self
            .stand_ins
            .iter()
            .find(|(name, _)| *name == "redirect_uri")
            .map(|(_, uri)| uri.clone());
        let registered = login.registered(|registration| {
            (!registration.redirect_uris.is_empty()).then(|| registration.redirect_uris.clone())
        });
        let redirect_uris = if cause.is(Refusal::RedirectUriNotRegistered) && login.flow.delivered_code().is_none() {
            registered.map(|uris| uris.value).unwrap_or_default()
        } else {
            let served = target.filter(|target| !target.is_empty());
            stand_in.or(asked).or(served).or(sent).into_iter().collect()
        };
        let method = self.method(login, cause);
        let secret = self.secret(login, cause);
        let mut ids = vec![self.client.clone()];
        let unswapped = login.decisive().filter(|token| !token.swaps_credentials(&self.client));
        let named = unswapped.into_iter().flat_map(|token| {
            let basic = token.basic.as_ref().map(Basic::client_id);
            basic
                .into_iter()
                .chain(token.params.all("client_id").map(|param| param.value.clone()))
        });
        ids.extend(cause.set_to("client_id"));
        // A client that the server does not accept is not registered there, as far as the capture shows.
        let is_unknown = cause.is(Refusal::ClientIdsContradict)
            && login
                .decisive()
                .is_some_and(|token| token.answer.is_error("invalid_client"));
        ids.extend(named.filter(|id| !is_placeholder(id) && !is_unset(id) && !is_unknown));
        let error = login
            .flow
            .response()
            .and_then(|response| response.params.value("error"));
        let is_scope = cause.is(Refusal::ScopeRefused) && error.is_none_or(|error| error == "invalid_scope");
        let is_stranger = cause.is(Refusal::AuthorizeClientUnknown) && error.is_none();
        for id in ids.into_iter().filter(|_| !is_stranger) {
            self.server.register(Client {
                id,
                method,
                secret: secret.clone(),
                knows_key: !cause.is(Refusal::AssertionKeyUnknown),
                redirect_uris: redirect_uris.clone(),
                grants: cause.is(Refusal::GrantNotAllowed).then(Vec::new),
                scopes: is_scope.then(Vec::new),
            });
        }
    }

    /// Returns how the client is registered to authenticate: as the capture or the user says, or else as it does.
    fn method(&mut self, login: &Login<'_>, cause: Cause<'_>) -> Method {
        let Some(token) = login.decisive() else {
            return Method::None;
        };
        let corrected = cause.changes().find_map(|change| match change {
            Change::SecretInHeader => Some(Method::Basic),
            Change::SecretInBody => Some(Method::Post),
            _ => None,
        });
        let by_verdict = if cause.is(Refusal::SecretFromPublicClient) {
            Some(Method::None)
        } else if cause.is(Refusal::AssertionKeyUnknown) && !authenticates(token) {
            // The server wants it to authenticate, with whatever it is.
            Some(Method::Basic)
        } else {
            corrected.filter(|_| cause.is(Refusal::AuthenticationMethodDiffers))
        };
        if let Some(method) = by_verdict {
            if !cause.is_proven() {
                self.missing
                    .push("the client's registration (`token_endpoint_auth_method`)".to_owned());
            }
            return method;
        }
        let registered = login.registered(|registration| {
            let method = registration.token_endpoint_auth_method.as_deref().map(Method::of);
            method.or_else(|| (registration.client_type? == ClientType::Public).then_some(Method::None))
        });
        if let Some(registered) = registered {
            return registered.value;
        }
        used(token, login.flow.grant == Grant::ClientCredentials)
    }

    /// Returns the client's secret: the one that it sends, unless the server says that this is wrong.
    fn secret(&self, login: &Login<'_>, cause: Cause<'_>) -> Option<Secret> {
        let token = login.decisive()?;
        if token.swaps_credentials(&self.client) {
            return token.client_id().map(Secret::new);
        }
        let sent = sent_secret(token)?;
        if cause.is(Refusal::AssertionKeyUnknown) {
            return Some(Secret::new(format!("not {sent}")));
        }
        let posted = token.params.filled("client_secret");
        let posted = posted.filter(|_| cause.is(Refusal::SecretDiffers));
        Some(Secret::new(posted.map_or(sent, |posted| as_issued(posted, true))))
    }

    /// Sets up what the client expects to come back.
    pub(super) fn expect(&mut self, login: &Login<'_>, cause: Cause<'_>) {
        let own_state = cause.set_to("state");
        if own_state.is_some() && !cause.is_proven() {
            self.missing.push("the `state` as the client keeps it".to_owned());
        }
        let known = |name: &str| {
            let asked = login.flow.asked(name)?;
            (!asked.is_placeholder()).then(|| asked.value.clone())
        };
        let came = login.flow.response().and_then(|response| response.params.get("state"));
        let is_hidden = came.is_some_and(Param::is_placeholder);
        let metadata = login.metadata();
        self.party = Party {
            client_id: self.client.clone(),
            state: match known("state") {
                _ if cause.is(Refusal::StateUnknown) => Expected::Lost,
                _ if own_state.is_some() => Expected::Value(own_state.unwrap_or_default()),
                Some(state) if !is_hidden => Expected::Value(state),
                _ => Expected::None,
            },
            nonce: known("nonce"),
            issuer: super::server::issuer(login)
                .or_else(|| login.flow.response()?.params.value("iss").map(str::to_owned)),
            expects_iss: metadata.is_some_and(|metadata| metadata.iss_parameter),
        };
    }
}

fn authenticates(token: &TokenExchange) -> bool {
    let has = |name: &str| token.params.filled(name).is_some();
    let in_header = match &token.basic {
        Some(basic) => basic.has_secret(),
        None => token.has_authorization,
    };
    in_header || has("client_secret") || has("client_assertion")
}

/// Returns how a request authenticates its client.
pub(in crate::diagnosis::proof) fn used(token: &TokenExchange, is_confidential: bool) -> Method {
    let has = |name: &str| token.params.filled(name).is_some();
    if token.basic.as_ref().is_some_and(Basic::has_secret) {
        Method::Basic
    } else if has("client_secret") {
        Method::Post
    } else if has("client_assertion") {
        Method::Assertion
    } else if is_confidential || token.has_authorization {
        Method::Unseen
    } else {
        Method::None
    }
}

/// Returns the secret that a request sends.
pub(in crate::diagnosis::proof) fn sent_secret(token: &TokenExchange) -> Option<String> {
    match (&token.basic, token.params.filled("client_secret")) {
        (Some(basic), _) if basic.has_secret() => {
            let sent = basic.secret.expose();
            Some(match basic.encoding() {
                SecretEncoding::Encoded => decode(sent),
                _ => sent.trim().to_owned(),
            })
        }
        (_, posted) => posted.map(|posted| posted.value.trim().to_owned()),
    }
}
