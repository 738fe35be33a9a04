//! The client: how it is registered, and what it expects to come back.

use super::{Cause, World, as_issued};
use crate::disclose::Secret;
use crate::disclose::placeholder::{is_placeholder, is_unset};
use crate::login::Login;
use crate::oauth::credentials::SecretEncoding;
use crate::oauth::params::decode;
use crate::oauth::{Basic, ClientType, Grant, Param, Request};
use crate::rules::Change;
use crate::server::{Client, Expected, Method, Model, Party, Refusal};
use crate::weigh::correction;

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
        let is_altered = |id: &str| cause.is(Refusal::ClientUnknown) && id.trim() != id;
        ids.extend(named.filter(|id| !is_placeholder(id) && !is_unset(id) && !is_unknown && !is_altered(id)));
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
        let Some(sent) = self.authenticating(login) else {
            return Method::None;
        };
        let corrected = cause.changes().find_map(|change| match change {
            Change::SecretInHeader => Some(Method::Basic),
            Change::SecretInBody => Some(Method::Post),
            _ => None,
        });
        let by_verdict = if cause.is(Refusal::SecretFromPublicClient) {
            Some(Method::None)
        } else if cause.is(Refusal::AssertionKeyUnknown) && !authenticates(&sent) {
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
        let used = used(&sent);
        let is_refused = login
            .decisive()
            .is_some_and(|token| token.answer.is_error("invalid_client"));
        if used == Method::None && login.flow.grant == Grant::ClientCredentials && !is_refused {
            // RFC 6749 §4.4.2 asks for authentication.
            self.missing
                .push("the client authentication, which may be by the certificate of the connection".to_owned());
            return Method::Unseen;
        }
        used
    }

    /// Returns the request with which the client authenticates: the token request, or else the pushed one.
    fn authenticating(&self, login: &Login<'_>) -> Option<Request> {
        let pushed = || self.authorize.clone().filter(|request| request.method == "POST");
        login.decisive().map(correction::of_token).or_else(pushed)
    }

    /// Registers a client as a request of it authenticated, which this server took. Returns how it was registered.
    pub(in crate::proof) fn let_in(&self, server: &mut Model, request: &Request) -> Option<Client> {
        let named = request
            .value("client_id")
            .filter(|id| !id.is_empty())
            .map(str::to_owned);
        let id = named.or_else(|| Some(decode(&request.basic.as_ref()?.user)).filter(|id| !id.is_empty()));
        let before = server.client(id.as_ref().unwrap_or(&self.client))?.clone();
        server.register(Client {
            method: used(request),
            secret: sent_secret(request).map(Secret::new),
            ..before.clone()
        });
        Some(before)
    }

    /// Returns the client's secret: the one that it sends, unless the server says that this is wrong.
    fn secret(&self, login: &Login<'_>, cause: Cause<'_>) -> Option<Secret> {
        let swapped = login.decisive().filter(|token| token.swaps_credentials(&self.client));
        if let Some(token) = swapped {
            return token.client_id().map(Secret::new);
        }
        let sent = sent_secret(&self.authenticating(login)?)?;
        if cause.is(Refusal::AssertionKeyUnknown) {
            return Some(Secret::new(format!("not {sent}")));
        }
        let posted = || login.decisive()?.params.filled("client_secret");
        let posted = posted().filter(|_| cause.is(Refusal::SecretDiffers));
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

fn authenticates(request: &Request) -> bool {
    !matches!(used(request), Method::None | Method::Unseen) || request.other_authorization
}

/// Returns how a request authenticates its client.
fn used(request: &Request) -> Method {
    let has = |name: &str| request.value(name).is_some_and(|value| !value.is_empty());
    match &request.basic {
        Some(basic) if !basic.password.expose().is_empty() => Method::Basic,
        _ if has("client_secret") => Method::Post,
        _ if has("client_assertion") => Method::Assertion,
        None if !request.other_authorization => Method::None,
        _ => Method::Unseen,
    }
}

/// Returns the secret that a request sends.
fn sent_secret(request: &Request) -> Option<String> {
    match (&request.basic, request.value("client_secret")) {
        (Some(basic), _) if !basic.password.expose().is_empty() => {
            let sent = basic.password.expose();
            Some(match SecretEncoding::of(sent) {
                SecretEncoding::Encoded => decode(sent),
                _ => sent.trim().to_owned(),
            })
        }
        (_, posted) => Some(posted?.trim().to_owned()).filter(|posted| !posted.is_empty()),
    }
}
