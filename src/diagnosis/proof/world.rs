//! The server of a login as the capture shows it: strict wherever the capture does not show that it is not.

use crate::diagnosis::Finding;
use crate::diagnosis::correction;
use crate::flow::{DeviceAuthorization, Seen, TokenExchange};
use crate::oauth::credentials::SecretEncoding;
use crate::oauth::params::decode;
use crate::oauth::pkce::s256;
use crate::oauth::placeholder::{is_placeholder, is_unset};
use crate::oauth::request::{Field, FieldValue};
use crate::oauth::url::resolve;
use crate::oauth::{Basic, BodyForm, ClientType, Grant, Param, Request, Secret, jwt};
use crate::providers::Body;
use crate::rules::{Change, Confidence, Login, NewValue, Stage, Target};
use crate::server::model::{Client, Code, Config, DeviceCode, Expected, Method, Model, Party, RefreshToken};

use super::{Corrected, agree};

/// A server and a client before a login, and the messages that were recorded of it.
pub(super) struct World {
    pub(super) server: Model,
    pub(super) party: Party,
    /// The authorization request; absent where the capture does not show it.
    pub(super) authorize: Option<Request>,
    /// The token requests up to the one that decides, with their positions in the flow.
    pub(super) tokens: Vec<(usize, Request)>,
    /// What a token request is called.
    pub(super) kind: &'static str,
    /// The client.
    pub(super) client: String,
    /// The code that the server gives out.
    pub(super) code: String,
    pub(super) is_denied: bool,
    pub(super) is_request_uri_used: bool,
    /// The server uses a code up with the first attempt, also where that fails.
    pub(super) burns_code: bool,
    /// The callback arrived elsewhere.
    pub(super) is_rewritten: bool,
    /// The answer of the token endpoint is a page.
    pub(super) is_page: bool,
    /// There is a DPoP proof that cannot be read.
    is_proof_hidden: bool,
    /// Client authentication may have been removed from the capture.
    is_client_hidden: bool,
    /// What was taken as right, as the capture does not hold it.
    pub(super) missing: Vec<String>,
    /// The corrected authorization request.
    repaired: Option<Request>,
    /// What stands for a value that is redacted, by parameter.
    stand_ins: Vec<(&'static str, String)>,
    /// The challenge that counts at the token endpoint, where the verifier is redacted.
    challenge: Option<String>,
    /// Times are those of the server, which it compares with those of proofs.
    by_server_clock: bool,
    /// All times are of one clock.
    has_clock: bool,
}

impl World {
    /// Sets the server up; `None` for what the model does not cover.
    pub(super) fn of(login: &Login<'_>, verdict: Option<&Finding>, corrected: &Corrected) -> Option<Self> {
        let flow = login.flow;
        let rule = verdict.map(|verdict| verdict.rule.id);
        let is_outside = matches!(flow.grant, Grant::Extension | Grant::Implicit);
        if is_outside || rule.is_some_and(agree::is_outside) || has_own_way(login) {
            return None;
        }
        let seen = flow.authorize.as_ref().filter(|authorize| !authorize.hidden_params);
        let authorize = seen.and_then(|_| correction::recorded(login, Target::Authorize));
        let decisive = login.decisive();
        let order = decisive.map_or(0, |token| token.seen.order);
        // What was redirected, or waits for the user, redeemed nothing.
        let is_settled = |token: &TokenExchange| {
            token.seen.order == order
                || !token.answer.status.is_some_and(|status| (300..400).contains(&status))
                    && !token.answer.is_error("authorization_pending")
        };
        let before = flow
            .tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| decisive.is_some() && token.seen.order <= order && is_settled(token));
        let tokens: Vec<(usize, Request)> = before
            .map(|(index, token)| (index, correction::of_token(token)))
            .collect();
        let mut world = Self {
            server: Model::new(Config::default()),
            party: Party::default(),
            authorize,
            tokens,
            kind: if flow.grant == Grant::RefreshToken {
                "refresh_request"
            } else {
                "token_request"
            },
            client: String::new(),
            code: String::new(),
            is_denied: rule == Some("authorization-denied"),
            is_request_uri_used: rule == Some("par-request-uri-reused"),
            burns_code: rule == Some("code-reused"),
            is_rewritten: rule == Some("redirect-uri-rewritten"),
            is_page: rule == Some("token-response-not-json"),
            is_proof_hidden: decisive.is_some_and(|token| token.proofs == 1 && token.proof.is_none()),
            is_client_hidden: login.recording.sanitised
                && decisive.is_some_and(|token| !token.has_authorization && token.client_id().is_none()),
            missing: Vec::new(),
            repaired: corrected.authorize.clone(),
            stand_ins: Vec::new(),
            challenge: None,
            by_server_clock: decisive
                .is_some_and(|token| token.proofs > 0 || token.params.filled("client_assertion").is_some()),
            has_clock: has_one_clock(login),
        };
        if world.authorize.is_none() && world.tokens.is_empty() && flow.preflights.is_empty() {
            return None;
        }
        let is_unread = |token: &TokenExchange| {
            token.body == BodyForm::Missing || token.params.is_empty() && login.succeeded(token)
        };
        if decisive.is_some_and(is_unread) {
            world.tokens.clear();
            world.missing.push("the body of the token request".to_owned());
        }
        world.identify(login, rule);
        world.configure(login, verdict);
        world.register(login, verdict);
        world.expect(login, verdict);
        if flow.grant == Grant::AuthorizationCode && world.authorize.is_none() {
            world.seed_code(login);
        }
        if let Some(device) = &flow.device {
            world.seed_device_code(device, decisive, rule);
        }
        if flow.grant == Grant::RefreshToken {
            world.seed_refresh_tokens(login, verdict);
        }
        Some(world)
    }

    /// Returns a time in milliseconds.
    pub(super) fn clock(&self, seen: &Seen) -> i64 {
        let time = seen.date.filter(|_| self.by_server_clock).or(seen.time);
        let order = i64::try_from(seen.order).unwrap_or_default();
        time.filter(|_| self.has_clock)
            .map_or(order, jiff::Timestamp::as_millisecond)
    }

    /// Puts a stand-in in the place of each value that is redacted.
    pub(super) fn fill(&self, request: &mut Request) {
        if self.is_proof_hidden {
            request.proofs = 0;
            request.params.retain(|field| field.name != "dpop_jkt");
        }
        if self.is_client_hidden && request.method == "POST" && request.value("client_id").is_none() {
            request.params.push(Field {
                name: "client_id".to_owned(),
                value: FieldValue::Known(Secret::new(self.client.as_str())),
                in_url: false,
            });
        }
        for (name, value) in &self.stand_ins {
            let redacted = |field: &&mut Field| field.name == *name && field.value.known().is_some_and(is_placeholder);
            if let Some(field) = request.params.iter_mut().find(redacted) {
                field.value = FieldValue::Known(Secret::new(value.as_str()));
            }
        }
    }

    /// Binds the code to the verifier that stands in for one that is redacted.
    pub(super) fn rebind(&self, server: &mut Model) {
        if let Some(challenge) = &self.challenge {
            server.bind_code(&self.code, challenge);
        }
    }

    /// Decides which client, code and redirect URI the login is about, and what stands in for what is redacted.
    fn identify(&mut self, login: &Login<'_>, rule: Option<&str>) {
        let flow = login.flow;
        // What a damaged request asked for shows in the corrected one.
        let repaired = |name: &str| self.repaired.as_ref()?.value(name);
        let asked = |name: &str| {
            flow.asked(name)
                .map(|param| param.value.as_str())
                .or_else(|| repaired(name))
        };
        let token = login.decisive();
        let sent = |name: &str| Some(token?.params.filled(name)?.value.as_str());
        let known = |value: Option<&str>| value.filter(|value| !is_placeholder(value)).map(str::to_owned);
        let is_redacted = |name| asked(name).is_some_and(is_placeholder) || sent(name).is_some_and(is_placeholder);
        let subject = || {
            jwt::claims(sent("client_assertion")?)?
                .get("sub")?
                .as_str()
                .map(str::to_owned)
        };
        let client = known(asked("client_id")).or_else(|| known(token.and_then(TokenExchange::client_id).as_deref()));
        let client = client
            .or_else(subject)
            .or_else(|| flow.device.as_ref()?.client_id.clone());
        self.client = client.unwrap_or_else(|| "client".to_owned());
        let delivered = flow.delivered_code().map(|code| code.value.as_str());
        // A `+` that was not encoded arrives as a space.
        let with_plus = |code: String| {
            if rule == Some("parameter-plus-unencoded") {
                code.replace(' ', "+")
            } else {
                code
            }
        };
        self.code = known(delivered)
            .or_else(|| known(sent("code")).map(with_plus))
            .unwrap_or_else(|| "code".to_owned());
        let redirect_uri = known(asked("redirect_uri")).or_else(|| known(sent("redirect_uri")));
        let redirect_uri = redirect_uri.unwrap_or_else(|| "https://client.example/callback".to_owned());
        let verifier = known(sent("code_verifier")).unwrap_or_else(|| VERIFIER.to_owned());
        if sent("code_verifier").is_some_and(is_placeholder) {
            self.challenge = Some(s256(&verifier));
        }
        for (name, value) in [
            ("client_id", self.client.clone()),
            ("code", self.code.clone()),
            ("redirect_uri", redirect_uri),
            ("code_challenge", s256(&verifier)),
            ("code_verifier", verifier),
        ] {
            if is_redacted(name) {
                self.missing.push(format!("`{name}`, which is redacted"));
                self.stand_ins.push((name, value));
            }
        }
        if self.is_proof_hidden {
            self.missing
                .push("the DPoP proof, which is redacted or no JWT".to_owned());
        }
        if self.is_client_hidden {
            self.missing
                .push("the client authentication, which may have been removed from the capture".to_owned());
        }
        let redeems = flow.grant == Grant::AuthorizationCode && token.is_some();
        if redeems && delivered.is_none() {
            self.missing
                .push("the authorization response, which shows the `code` as it was issued".to_owned());
        } else if redeems && delivered.is_some_and(is_placeholder) && !is_redacted("code") {
            self.missing
                .push("`code` as it was issued, which is redacted".to_owned());
        }
    }

    /// Sets up the endpoints and lifetimes.
    fn configure(&mut self, login: &Login<'_>, verdict: Option<&Finding>) {
        let flow = login.flow;
        let rule = verdict.map(|verdict| verdict.rule.id);
        let config = &mut self.server.config;
        let metadata = login.metadata();
        config.issuer = issuer(login);
        config.token_endpoint = metadata.and_then(|metadata| metadata.token_endpoint.clone());
        let decisive = login.decisive();
        let endpoint = verdict.and_then(|verdict| {
            verdict.found.changes.iter().find_map(|(_, change)| match change {
                Change::Endpoint(url) => Some(url.clone()),
                _ => None,
            })
        });
        if let Some(token) = decisive {
            let moved = token.location.as_ref().filter(|_| token.is_redirected());
            let moved = moved.map(|location| resolve(&token.endpoint, location));
            config.token_endpoint = endpoint.or(moved).or(config.token_endpoint.take());
            let is_wrong = rule.is_some_and(|rule| rule.starts_with("token-endpoint-"));
            if rule == Some("token-endpoint-wrong") && config.token_endpoint.is_none() {
                config.token_endpoint = Some(String::new());
            } else if !is_wrong && (login.succeeded(token) || login.stage(token).is_some()) {
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
            if (was_judged || login.succeeded(token)) && !rule.is_some_and(|rule| rule.starts_with("token-")) {
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
        config.code_lifetime = match rule {
            Some("code-expired") => age.map_or(lifetime, |age| lifetime.min(age - 1)),
            // A code that this server took, or judged for another reason, had not expired.
            _ => i64::MAX,
        };
        if let Some(authorize) = &flow.authorize {
            if let Some(pushed) = &authorize.pushed {
                let seconds = pushed.expires_in.unwrap_or(600);
                let age = authorize.seen.since(&pushed.seen);
                config.request_uri_lifetime = match rule {
                    Some("par-request-uri-expired") => age.map_or(-1, |age| (seconds * 1000).min(age - 1)),
                    _ => i64::MAX,
                };
            }
            // A server that gave a code out for such a request takes it.
            let is_served = flow.delivered_code().is_some();
            config.requires_pkce = rule == Some("pkce-absent") || !is_served;
            config.allows_plain = is_served && !rule.is_some_and(|rule| rule == "pkce-method-plain");
        }
        config.requires_scope = rule == Some("parameter-missing") && verdict.is_some_and(needs_scope);
        if rule.is_some_and(|rule| rule.starts_with("cors-")) {
            config.origins = Some(Vec::new());
        }
    }

    /// Registers the clients that the login names.
    fn register(&mut self, login: &Login<'_>, verdict: Option<&Finding>) {
        let rule = verdict.map(|verdict| verdict.rule.id);
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
        let redirect_uris = match (rule, registered) {
            (Some("redirect-uri-unregistered"), registered) => registered.map(|uris| uris.value).unwrap_or_default(),
            _ => stand_in
                .or(asked)
                .or(target.filter(|target| !target.is_empty()))
                .or(sent)
                .into_iter()
                .collect(),
        };
        let method = self.method(login, verdict);
        let secret = self.secret(login, rule);
        let mut ids = vec![self.client.clone()];
        let named = login.decisive().into_iter().flat_map(|token| {
            let basic = token.basic.as_ref().map(Basic::client_id);
            basic
                .into_iter()
                .chain(token.params.all("client_id").map(|param| param.value.clone()))
        });
        ids.extend(verdict.and_then(|verdict| set_to(verdict, "client_id")));
        ids.extend(named.filter(|id| !is_placeholder(id) && !is_unset(id)));
        let is_refused = rule == Some("client-auth-refused");
        let error = login
            .flow
            .response()
            .and_then(|response| response.params.value("error"));
        let scopes = match rule {
            Some("scope-refused") => Some(Vec::new()),
            Some("authorize-error") if error == Some("invalid_scope") => Some(Vec::new()),
            _ => None,
        };
        for id in ids
            .into_iter()
            .filter(|_| !(rule == Some("authorize-error") && scopes.is_none()))
        {
            self.server.register(Client {
                id,
                method,
                secret: secret.clone(),
                knows_key: !is_refused,
                redirect_uris: redirect_uris.clone(),
                grants: (rule == Some("grant-not-allowed")).then(Vec::new),
                scopes: scopes.clone(),
            });
        }
    }

    /// Returns how the client is registered to authenticate: as the capture or the user says, or else as it does.
    fn method(&mut self, login: &Login<'_>, verdict: Option<&Finding>) -> Method {
        let Some(token) = login.decisive() else {
            return Method::None;
        };
        let change = |wanted: fn(&Change) -> bool| {
            verdict.is_some_and(|verdict| verdict.found.changes.iter().any(|(_, change)| wanted(change)))
        };
        let is_sure = verdict.is_some_and(|verdict| verdict.found.confidence == Confidence::Proven);
        let by_verdict = match verdict.map(|verdict| verdict.rule.id) {
            Some("client-secret-from-public-client") => Some(Method::None),
            // The server wants it to authenticate, with whatever it is.
            Some("client-auth-refused") if !authenticates(token) => Some(Method::Basic),
            Some("client-auth-method-mismatch") if change(|change| matches!(change, Change::SecretInHeader)) => {
                Some(Method::Basic)
            }
            Some("client-auth-method-mismatch") if change(|change| matches!(change, Change::SecretInBody)) => {
                Some(Method::Post)
            }
            _ => None,
        };
        if let Some(method) = by_verdict {
            if !is_sure {
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
        let has = |name: &str| token.params.filled(name).is_some();
        if token.basic.as_ref().is_some_and(Basic::has_secret) {
            Method::Basic
        } else if has("client_secret") {
            Method::Post
        } else if has("client_assertion") {
            Method::Assertion
        } else if login.flow.grant == Grant::ClientCredentials || token.has_authorization {
            Method::Unseen
        } else {
            Method::None
        }
    }

    /// Returns the client's secret: the one that it sends, unless the server says that this is wrong.
    fn secret(&mut self, login: &Login<'_>, rule: Option<&str>) -> Option<Secret> {
        let token = login.decisive()?;
        let sent = match (&token.basic, token.params.filled("client_secret")) {
            (Some(basic), _) if basic.has_secret() => {
                let sent = basic.secret.expose();
                match basic.encoding() {
                    SecretEncoding::Encoded => decode(sent),
                    _ => sent.to_owned(),
                }
            }
            (_, Some(posted)) => posted.value.trim().to_owned(),
            _ => return None,
        };
        Some(match rule {
            Some("client-auth-refused") => Secret::new(format!("not {sent}")),
            Some("parameter-plus-unencoded") => Secret::new(sent.replace(' ', "+")),
            _ => Secret::new(sent),
        })
    }

    /// Sets up what the client expects to come back.
    fn expect(&mut self, login: &Login<'_>, verdict: Option<&Finding>) {
        let rule = verdict.map(|verdict| verdict.rule.id);
        let own_state = verdict.and_then(|verdict| set_to(verdict, "state"));
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
                _ if rule == Some("state-cookie-lost") => Expected::Lost,
                _ if own_state.is_some() => Expected::Value(own_state.unwrap_or_default()),
                Some(state) if !is_hidden => Expected::Value(state),
                _ => Expected::None,
            },
            nonce: known("nonce"),
            issuer: issuer(login).or_else(|| login.flow.response()?.params.value("iss").map(str::to_owned)),
            expects_iss: metadata.is_some_and(|metadata| metadata.iss_parameter),
        };
    }

    /// Gives the code out whose authorization request is not in the capture: bound to what the token request says.
    fn seed_code(&mut self, login: &Login<'_>) {
        let Some(token) = login.decisive() else { return };
        self.missing.push(
            "the authorization request, which shows the `redirect_uri` and `code_challenge` of the code".to_owned(),
        );
        let mut request = correction::of_token(token);
        self.fill(&mut request);
        let text = |name: &str| request.value(name).map(str::to_owned);
        let code = Code {
            client: self.client.clone(),
            redirect_uri: text("redirect_uri"),
            challenge: text("code_verifier").map(|verifier| (s256(&verifier), true)),
            key: None,
            nonce: None,
            scope: None,
            resources: Vec::new(),
            issued: self.clock(&token.seen),
            is_used: false,
        };
        self.server.issue_code(&self.code, code);
    }

    /// Gives out the device code; by the request that decides, the user has decided.
    fn seed_device_code(&mut self, device: &DeviceAuthorization, decisive: Option<&TokenExchange>, rule: Option<&str>) {
        let issued = self.clock(&device.seen);
        let lives = device.expires_in.and_then(|seconds| i64::try_from(seconds).ok());
        let lives = lives.map_or(i64::MAX, |seconds| seconds.saturating_mul(1000));
        let age = decisive.map(|token| self.clock(&token.seen).saturating_sub(issued));
        let code = DeviceCode {
            client: device.client_id.clone().unwrap_or_else(|| self.client.clone()),
            expires: match rule {
                Some("device-code-expired") => issued.saturating_add(lives.min(age.unwrap_or(lives).saturating_sub(1))),
                _ => i64::MAX,
            },
            interval: i64::try_from(device.interval).unwrap_or(i64::MAX).saturating_mul(1000),
            polled: None,
            decision: match rule {
                Some("device-polling-too-fast") => None,
                Some("authorization-denied") => Some(false),
                _ => Some(true),
            },
            is_used: false,
        };
        self.server.issue_device_code(device.device_code.expose(), code);
    }

    /// Gives out every refresh token that the capture shows being issued before, and one that it does not show.
    fn seed_refresh_tokens(&mut self, login: &Login<'_>, verdict: Option<&Finding>) {
        let flow = login.flow;
        let Some(token) = login.decisive() else { return };
        let rule = verdict.map(|verdict| verdict.rule.id);
        let parent = flow.parent.and_then(|id| login.traffic.flows.get(id.checked_sub(1)?));
        let scope = parent.and_then(|parent| Some(parent.asked("scope")?.value.clone()));
        let issued = parent.into_iter().flat_map(|parent| &parent.tokens);
        let mut seed = |value: &str, issued: Option<&TokenExchange>| {
            let answer = issued.map(|issued| &issued.answer);
            let lives = answer.and_then(|answer| i64::try_from(answer.refresh_expires_in?).ok());
            let by_answer = issued.zip(lives.filter(|lives| *lives > 0));
            let by_answer = by_answer.map(|(issued, lives)| self.clock(&issued.seen).saturating_add(lives * 1000));
            let expires = by_answer.or_else(|| jwt::time(&jwt::claims(value)?, "exp")?.checked_mul(1000));
            let client = issued
                .and_then(TokenExchange::client_id)
                .or_else(|| parent?.client_id());
            let key = issued.and_then(|issued| issued.proof.as_ref()?.thumbprint.clone());
            let is_public =
                issued.is_some_and(|issued| !issued.has_authorization && issued.params.get("client_secret").is_none());
            let refresh_token = RefreshToken {
                client: client.unwrap_or_else(|| self.client.clone()),
                login: "login".to_owned(),
                scope: answer.and_then(|answer| answer.scope.clone()).or_else(|| scope.clone()),
                key: key.filter(|_| is_public),
                expires,
                is_used: rule == Some("refresh-token-stale"),
                is_revoked: false,
            };
            self.server.issue_refresh_token(value, refresh_token);
        };
        let mut is_shown = false;
        // What the verdict found to be the right one was issued in the capture, too.
        if let Some(right) = verdict.and_then(|verdict| set_to(verdict, "refresh_token")) {
            seed(&right, None);
            is_shown = true;
        }
        for issuing in issued {
            if let Some(value) = &issuing.answer.refresh_token {
                seed(value.expose(), Some(issuing));
                is_shown = true;
            }
        }
        let first = flow
            .tokens
            .first()
            .and_then(|first| first.params.filled("refresh_token"));
        let first = first.or(token.params.filled("refresh_token"));
        let first = first.filter(|first| !is_shown && !is_unset(&first.value));
        if let Some(value) = first {
            seed(&value.value, None);
            self.missing
                .push("the login that issued the `refresh_token`".to_owned());
        }
        let revoked = |value: &Secret| {
            login
                .traffic
                .revocations
                .iter()
                .any(|revocation| revocation.token == *value)
        };
        let issued = parent.into_iter().flat_map(|parent| &parent.tokens).chain(&flow.tokens);
        if issued
            .filter_map(|issued| issued.answer.refresh_token.as_ref())
            .any(revoked)
        {
            self.server.revoke("login");
        }
    }
}

fn authenticates(token: &TokenExchange) -> bool {
    let has = |name: &str| token.params.filled(name).is_some();
    token.has_authorization || has("client_secret") || has("client_assertion")
}

/// Returns the issuer that the client asked; one with a blank for the tenant is the name of none.
fn issuer(login: &Login<'_>) -> Option<String> {
    let issuer = login.metadata()?.issuer.clone()?;
    (!issuer.contains('{')).then_some(issuer)
}

fn needs_scope(finding: &Finding) -> bool {
    let is_scope = |(_, change): &(Target, Change)| matches!(change, Change::Set(name, _) if name == "scope");
    finding.found.changes.iter().any(is_scope)
}

/// Returns the value to which the correction of a finding sets a parameter, where it is known.
fn set_to(finding: &Finding, name: &str) -> Option<String> {
    finding.found.changes.iter().find_map(|(_, change)| match change {
        Change::Set(set, NewValue::Known(value)) if set == name => Some(value.expose().to_owned()),
        _ => None,
    })
}

/// Returns whether the server documents a way of its own, which the specifications do not have: to redeem codes, to make challenges.
fn has_own_way(login: &Login<'_>) -> bool {
    let has_challenge = login.provider().is_some_and(|provider| provider.challenge.is_some());
    has_challenge || login.decisive().is_some_and(|token| login.own_grant(token).is_some())
}

fn has_one_clock(login: &Login<'_>) -> bool {
    let flow = login.flow;
    let authorize = flow.authorize.iter().map(|authorize| authorize.seen);
    let responses = flow.responses.iter().map(|response| response.seen);
    let mut seen = authorize
        .chain(responses)
        .chain(flow.tokens.iter().map(|token| token.seen))
        .peekable();
    let input = seen.peek().map(|seen| seen.input);
    seen.all(|seen| seen.time.is_some() && Some(seen.input) == input)
}

/// Stands in for a verifier that is redacted: the example of RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
