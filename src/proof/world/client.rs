//! The client: how it is registered, and what it expects to come back.

use oauth_doctor_wire::percent::decode_form;

use super::World;
use super::identity::{asked, lost_plus};
use crate::disclose::Secret;
use crate::disclose::placeholder::{is_placeholder, is_unset};
use crate::flow::TokenExchange;
use crate::login::client::{cut_secret, issued_secrets};
use crate::login::{Login, Stage};
use crate::oauth::credentials::SecretEncoding;
use crate::oauth::{Basic, ClientType, Grant, Param, Request};
use crate::server::{Client, Expected, Method, Model, Party};
use crate::weigh::correction;

impl World {
    /// Registers the clients that the login names.
    pub(super) fn register(&mut self, login: &Login<'_>) {
        let redirect_uris = self.redirect_uris(login);
        let method = self.method(login);
        let secret = self.secret(login);
        for id in self.clients(login) {
            self.server.register(Client {
                id,
                method,
                secret: secret.clone(),
                knows_key: true,
                redirect_uris: redirect_uris.clone(),
                grants: None,
                scopes: None,
            });
        }
    }

    /// Returns where codes may be sent: as the registration says, if the capture or the user shows it and the server did not send
    /// the browser elsewhere; or else where they were asked for.
    fn redirect_uris(&self, login: &Login<'_>) -> Vec<String> {
        let asked = asked(login, "redirect_uri").map(|uri| uri.value.clone());
        let target = login.flow.response().map(|response| response.target.clone());
        let is_served = login.flow.delivered_code().is_some() || target.is_some() && target == asked;
        let registered = login.registered(|registration| {
            (!registration.redirect_uris.is_empty()).then(|| registration.redirect_uris.clone())
        });
        if let Some(registered) = registered.filter(|_| !is_served) {
            let mut uris = registered.value;
            // Some servers take a `*` at the end.
            let fits =
                |uri: &String, asked: &String| uri.strip_suffix('*').is_some_and(|start| asked.starts_with(start));
            uris.extend(asked.filter(|asked| uris.iter().any(|uri| fits(uri, asked))));
            return uris;
        }
        let token = login.decisive();
        let sent = token.and_then(|token| Some(token.params.filled("redirect_uri")?.value.clone()));
        let stand_in = self.stand_ins.iter().find(|(name, _)| *name == "redirect_uri");
        let served = target.filter(|target| !target.is_empty());
        let uri = stand_in.map(|(_, uri)| uri.clone()).or(asked).or(served).or(sent);
        uri.into_iter().collect()
    }

    /// Returns the identifiers that are registered: of the client that asked, and of those that the token request names, unless the
    /// server does not know these.
    fn clients(&self, login: &Login<'_>) -> Vec<String> {
        let flow = login.flow;
        let mut ids = vec![self.client.clone()];
        ids.extend(flow.device.as_ref().and_then(|device| device.client_id.clone()));
        if let Some(parent) = login.parent() {
            ids.extend(parent.tokens.iter().filter_map(TokenExchange::client_id));
            ids.extend(parent.client_id());
        }
        let is_unknown = |token: &TokenExchange| {
            token.swaps_credentials(&self.client)
                || login.asked("client_id").is_some() && token.answer.is_error("invalid_client")
        };
        if let Some(token) = login.decisive().filter(|token| !is_unknown(token)) {
            let basic = token.basic.as_ref().and_then(Basic::client_id);
            let named = basic
                .into_iter()
                .chain(token.params.all("client_id").map(|param| param.value.clone()))
                .filter(|id| !is_placeholder(id) && !is_unset(id));
            // Whitespace around an identifier is registered for nobody, as far as the server does not take it.
            let is_taken = login.succeeded(token);
            ids.extend(named.map(|id| if is_taken { id } else { id.trim().to_owned() }));
        }
        ids
    }

    /// Returns how the client is registered to authenticate: as the capture or the user says, or else as it does.
    fn method(&mut self, login: &Login<'_>) -> Method {
        let Some(sent) = self.authenticating(login) else {
            return Method::None;
        };
        let registered = login.registered(|registration| {
            let method = registration.token_endpoint_auth_method.as_deref().map(Method::parse);
            method.or_else(|| (registration.client_type? == ClientType::Public).then_some(Method::None))
        });
        if let Some(registered) = registered {
            return registered.value;
        }
        let used = used(&sent);
        let refusal = login
            .decisive()
            .map(|token| &token.answer)
            .filter(|answer| answer.is_any(&["invalid_client", "unauthorized_client"]) || answer.status == Some(401));
        if used == Method::None && login.flow.grant == Grant::ClientCredentials {
            if refusal.is_some_and(|answer| answer.is_error("invalid_client")) {
                return used;
            }
            // RFC 6749 §4.4.2 asks for authentication.
            self.missing.push("the client authentication, which may be the connection's certificate".to_owned());
            return Method::Unseen;
        }
        let metadata = login.metadata().filter(|_| refusal.is_some());
        let supported = metadata.map(|metadata| metadata.auth_methods.iter().map(|method| Method::parse(method)));
        match supported {
            // Nobody can be registered for what the server does not support.
            Some(mut methods) if !matches!(used, Method::None | Method::Unseen) => {
                if methods.clone().any(|method| method == used) {
                    return used;
                }
                let other = methods.find(|method| !matches!(method, Method::None | Method::Unseen));
                other.unwrap_or(used)
            }
            _ => used,
        }
    }

    /// Returns the request with which the client authenticates: the token request, or else the pushed one.
    fn authenticating(&self, login: &Login<'_>) -> Option<Request> {
        let pushed = || self.authorize.clone().filter(|request| request.method == "POST");
        login.decisive().map(correction::of_token).or_else(pushed)
    }

    /// Registers a client as a request of it authenticated, which this server took. Returns how it was registered.
    pub(in crate::proof) fn let_in(&self, server: &mut Model, request: &Request) -> Option<Client> {
        let named = request.value("client_id").filter(|id| !id.is_empty()).map(str::to_owned);
        let id = named.or_else(|| Some(decode_form(&request.basic.as_ref()?.user)).filter(|id| !id.is_empty()));
        let before = server.client(id.as_ref().unwrap_or(&self.client))?.clone();
        server.register(Client {
            method: used(request),
            secret: sent_secret(request).map(Secret::new),
            ..before.clone()
        });
        Some(before)
    }

    /// Returns the client's secret: the one that it sends.
    fn secret(&self, login: &Login<'_>) -> Option<Secret> {
        let token = login.decisive();
        if let Some(token) = token.filter(|token| token.swaps_credentials(&self.client)) {
            return token.client_id().map(Secret::new);
        }
        // What the registration issued is right, whatever is sent.
        if let Some((registered, _)) = token.and_then(|token| issued_secrets(login, token).pop()) {
            return registered.value.client_secret.clone();
        }
        if let Some(secret) = token.and_then(|token| cut_secret(login, token)) {
            return Some(secret);
        }
        let sent = sent_secret(&self.authenticating(login)?)?;
        let issued = token.and_then(|token| lost_plus(login, token, "client_secret", Stage::Secret));
        Some(Secret::new(issued.unwrap_or(sent)))
    }

    /// Sets up what the client expects to come back.
    pub(super) fn expect(&mut self, login: &Login<'_>) {
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
                _ if login.has_lost_its_cookie() => Expected::Lost,
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
            Some(match SecretEncoding::from_secret(sent) {
                SecretEncoding::Encoded => decode_form(sent),
                _ => sent.trim().to_owned(),
            })
        }
        (_, posted) => Some(posted?.trim().to_owned()).filter(|posted| !posted.is_empty()),
    }
}
