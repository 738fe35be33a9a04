//! The server of a login as the capture shows it: strict wherever the capture does not show that it is not.

mod client;
mod issued;
mod server;

use crate::disclose::Secret;
use crate::disclose::placeholder::is_placeholder;
use crate::flow::{Seen, TokenExchange};
use crate::login::{Login, Outcome, Stage};
use crate::oauth::pkce::{is_s256, s256};
use crate::oauth::request::{Field, FieldValue};
use crate::oauth::{BodyForm, Grant, Param, Request, jwt};
use crate::rules::Target;
use crate::server::{Config, Method, Model, Party};
use crate::weigh::correction;

/// A server and a client before a login, and the messages that were recorded of it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts of a recording, not states"
)]
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
    /// The capture shows an earlier use of the `request_uri`.
    pub(super) is_request_uri_used: bool,
    /// The capture shows that the server gives a new refresh token with each refresh.
    pub(super) rotates: bool,
    /// The callback arrived elsewhere.
    pub(super) is_rewritten: bool,
    /// The answer of the token endpoint is a page.
    pub(super) is_page: bool,
    /// There is a `DPoP` proof that cannot be read.
    is_proof_hidden: bool,
    /// Client authentication may have been removed from the capture.
    is_client_hidden: bool,
    /// What was taken as right, as the capture does not hold it.
    pub(super) missing: Vec<String>,
    /// What stands for a value that is redacted, by parameter.
    stand_ins: Vec<(&'static str, String)>,
    /// The challenge that counts at the token endpoint, where the verifier is redacted.
    challenge: Option<String>,
    /// The recorded challenge is the S256 of no verifier.
    is_challenge_wrong: bool,
    /// Times are those of the server, which it compares with those of proofs.
    by_server_clock: bool,
    /// All times are of one clock.
    has_clock: bool,
}

impl World {
    /// Sets the server up; `None` for what the model does not cover.
    pub(super) fn new(login: &Login<'_>) -> Option<Self> {
        let flow = login.flow;
        if matches!(flow.grant, Grant::Extension | Grant::Implicit) || has_own_way(login) {
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
        if tokens.len() > MOST_REQUESTS {
            return None;
        }
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
            is_denied: login.outcome() == Outcome::Denied,
            is_request_uri_used: login.is_request_uri_reused(),
            rotates: flow.tokens.iter().any(is_rotated),
            is_rewritten: login.is_redirected_elsewhere(),
            is_page: decisive.is_some_and(|token| login.answered_in_place_of_json(token).is_some()),
            is_proof_hidden: decisive.is_some_and(|token| token.proofs == 1 && token.proof.is_none()),
            is_client_hidden: login.recording.sanitised
                && decisive.is_some_and(|token| !token.has_authorization && token.client_id().is_none()),
            missing: Vec::new(),
            stand_ins: Vec::new(),
            challenge: None,
            is_challenge_wrong: login.challenge_alone().is_some()
                || login
                    .asked("code_challenge")
                    .is_some_and(|asked| !is_s256(&asked.value)),
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
        let is_hidden = |(index, _): &&(usize, Request)| {
            let token = &flow.tokens[*index];
            token.seen.order < order && token.params.is_empty() && token.body_text.is_none() && !token.is_pending()
        };
        if let Some((index, _)) = world.tokens.iter().find(is_hidden) {
            let exchange = flow.tokens[*index].seen.exchange;
            world.missing.push(format!(
                "what the token request of exchange {exchange} sent: it may have redeemed the same code"
            ));
        }
        world.identify(login);
        world.configure(login);
        world.register(login);
        world.expect(login);
        if flow.grant == Grant::AuthorizationCode && world.authorize.is_none() {
            world.seed_code(login);
        }
        if let Some(device) = &flow.device {
            world.seed_device_code(login, device);
        }
        if flow.grant == Grant::RefreshToken {
            world.seed_refresh_tokens(login);
        }
        world.seed_proofs(login);
        Some(world)
    }

    /// Returns whether a public client logs in without PKCE.
    pub(super) fn lacks_pkce(&self) -> bool {
        let has_challenge = |request: &Request| request.value("code_challenge").is_some();
        let client = self.server.client(&self.client);
        self.authorize.as_ref().is_some_and(|request| !has_challenge(request))
            && client.is_some_and(|client| client.method == Method::None)
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

    /// Binds the code to the verifier that stands in for one that is redacted. A recorded challenge that is the S256 of no verifier
    /// stays.
    pub(super) fn rebind(&self, server: &mut Model, is_corrected: bool) {
        let is_kept = self.is_challenge_wrong && !is_corrected;
        if let Some(challenge) = self.challenge.as_ref().filter(|_| !is_kept) {
            server.bind_code(&self.code, challenge);
        }
    }

    /// Decides which client, code and redirect URI the login is about, and what stands in for what is redacted.
    fn identify(&mut self, login: &Login<'_>) {
        let flow = login.flow;
        let asked = |name: &str| asked(login, name).map(|param| param.value.as_str());
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
        let pushed = || Some(flow.authorize.as_ref()?.pushed.as_ref()?.basic.as_ref()?.client_id());
        let client = client
            .or_else(pushed)
            .or_else(subject)
            .or_else(|| flow.device.as_ref()?.client_id.clone());
        self.client = client.unwrap_or_else(|| "client".to_owned());
        let delivered = flow.delivered_code().map(|code| code.value.as_str());
        self.code = known(delivered)
            .or_else(|| lost_plus(login, token?, "code", Stage::Code))
            .or_else(|| known(sent("code")))
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
                self.stand_ins.push((name, value));
            }
        }
        let redacted: Vec<String> = self.stand_ins.iter().map(|(name, _)| format!("`{name}`")).collect();
        if !redacted.is_empty() {
            self.missing.push(format!("{} (redacted)", redacted.join(", ")));
        }
        if self.is_proof_hidden {
            self.missing.push("the DPoP proof (redacted, or no JWT)".to_owned());
        }
        if self.is_client_hidden {
            self.missing
                .push("the client authentication (it may have been removed from the capture)".to_owned());
        }
        let redeems = flow.grant == Grant::AuthorizationCode && token.is_some();
        if redeems && delivered.is_none() {
            self.missing
                .push("the authorization response (the `code` as it was issued)".to_owned());
        } else if redeems && delivered.is_some_and(is_placeholder) && !is_redacted("code") {
            self.missing.push("`code` as it was issued (redacted)".to_owned());
        }
    }
}

/// Returns whether a refresh brought a new refresh token.
fn is_rotated(token: &TokenExchange) -> bool {
    let sent = token.params.filled("refresh_token");
    let issued = token.answer.refresh_token.as_ref();
    sent.zip(issued)
        .is_some_and(|(sent, issued)| sent.value != issued.expose())
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

/// How many token requests of a login are run: no client sends as many.
const MOST_REQUESTS: usize = 1000;

/// Stands in for a verifier that is redacted: the example of RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Returns a value of the token request as it was issued, where a `+` that was not encoded arrived as a space, and the server did not
/// get past this stage.
fn lost_plus(login: &Login<'_>, token: &TokenExchange, name: &str, judged: Stage) -> Option<String> {
    let is_past = login.stage(token).is_some_and(|stage| stage > judged);
    let sent = token
        .params
        .filled(name)
        .filter(|sent| sent.lost_plus() && !sent.is_placeholder())?;
    (token.refused() && !is_past).then(|| sent.value.replace(' ', "+"))
}

/// Returns a parameter of the authorization request, also where the URL was damaged so that no server reads it.
fn asked<'a>(login: &Login<'a>, name: &str) -> Option<&'a Param> {
    let damaged = |param: &&Param| param.name.trim().trim_start_matches("amp;") == name;
    let params = || login.flow.authorize.as_ref()?.params.iter().find(damaged);
    login.flow.asked(name).or_else(params)
}
