//! A server and a client before a login.

use crate::disclose::Secret;
use crate::disclose::placeholder::is_placeholder;
use crate::flow::{Flow, Seen, TokenExchange};
use crate::login::Login;
use crate::oauth::pkce::is_s256;
use crate::oauth::request::{Field, FieldValue};
use crate::oauth::{BodyForm, Grant, Request};
use crate::rules::Target;
use crate::server::{Config, Method, Model, Party};
use crate::weigh::correction;

/// A server and a client before a login, and the messages that were recorded of it.
pub(in crate::proof) struct World {
    pub(in crate::proof) server: Model,
    pub(in crate::proof) party: Party,
    /// The authorization request; absent where the capture does not show it.
    pub(in crate::proof) authorize: Option<Request>,
    /// The token requests up to the one that decides, with their positions in the flow.
    pub(in crate::proof) tokens: Vec<(usize, Request)>,
    /// The client.
    pub(in crate::proof) client: String,
    /// The code that the server issues.
    pub(in crate::proof) code: String,
    /// The capture shows that the server gives a new refresh token with each refresh.
    pub(in crate::proof) rotates: bool,
    /// There is a `DPoP` proof that cannot be read.
    pub(super) is_proof_hidden: bool,
    /// Client authentication may have been removed from the capture.
    pub(super) is_client_hidden: bool,
    /// What was taken as right, as the capture does not hold it.
    pub(in crate::proof) missing: Vec<String>,
    /// What stands for a value that is redacted, by parameter.
    pub(super) stand_ins: Vec<(&'static str, String)>,
    /// The challenge that counts at the token endpoint, where the verifier is redacted.
    pub(super) challenge: Option<String>,
    pub(super) clock: Clock,
}

/// Whose times the model goes by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Clock {
    /// Not all times are of one clock: the order of the messages counts.
    None,
    Recorder,
    /// The clock of the server, which it compares with the times of proofs and assertions.
    Server,
}

impl World {
    /// Sets the server up; `None` for what the model does not cover.
    pub(in crate::proof) fn new(login: &Login<'_>) -> Option<Self> {
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
        let tokens: Vec<(usize, Request)> = before.map(|(index, token)| (index, correction::of_token(token))).collect();
        if tokens.len() > MOST_REQUESTS {
            return None;
        }
        let mut world = Self {
            server: Model::new(Config::default()),
            party: Party::default(),
            authorize,
            tokens,
            client: String::new(),
            code: String::new(),
            rotates: flow.tokens.iter().any(is_rotated),
            is_proof_hidden: decisive.is_some_and(|token| token.proofs == 1 && token.proof.is_none()),
            is_client_hidden: login.recording.sanitised
                && decisive.is_some_and(|token| !token.has_authorization && token.client_id().is_none()),
            missing: Vec::new(),
            stand_ins: Vec::new(),
            challenge: None,
            clock: Clock::new(login),
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
                "the parameters of the token request in exchange {exchange}, which may have redeemed the same code"
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
    pub(in crate::proof) fn lacks_pkce(&self) -> bool {
        let has_challenge = |request: &Request| request.value("code_challenge").is_some();
        let client = self.server.client(&self.client);
        self.authorize.as_ref().is_some_and(|request| !has_challenge(request))
            && client.is_some_and(|client| client.method == Method::None)
    }

    /// Returns a time in milliseconds.
    pub(in crate::proof) fn clock(&self, seen: &Seen) -> i64 {
        let time = match self.clock {
            Clock::None => None,
            Clock::Recorder => seen.time,
            Clock::Server => seen.date.or(seen.time),
        };
        let order = || i64::try_from(seen.order).unwrap_or_default();
        time.map_or_else(order, jiff::Timestamp::as_millisecond)
    }

    /// Puts a stand-in in the place of each value that is redacted.
    pub(in crate::proof) fn fill(&self, request: &mut Request) {
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

    /// Binds the code to the verifier that is in for one that is redacted. A recorded challenge that is the S256 of no verifier
    /// stays.
    pub(in crate::proof) fn rebind(&self, server: &mut Model, login: &Login<'_>, is_corrected: bool) {
        let asked = || login.asked("code_challenge");
        let is_wrong = || login.challenge_alone().is_some() || asked().is_some_and(|asked| !is_s256(&asked.value));
        if let Some(challenge) = self.challenge.as_ref().filter(|_| is_corrected || !is_wrong()) {
            server.bind_code(&self.code, challenge);
        }
    }
}

/// Returns whether a refresh brought a new refresh token.
fn is_rotated(token: &TokenExchange) -> bool {
    let sent = token.params.filled("refresh_token");
    let issued = token.answer.refresh_token.as_ref();
    sent.zip(issued).is_some_and(|(sent, issued)| sent.value != issued.expose())
}

/// Returns whether the server documents a way of its own, which the specifications do not have: to redeem codes, to make challenges.
fn has_own_way(login: &Login<'_>) -> bool {
    let has_challenge = login.provider().is_some_and(|provider| provider.challenge.is_some());
    has_challenge || login.decisive().is_some_and(|token| login.own_grant(token).is_some())
}

impl Clock {
    fn new(login: &Login<'_>) -> Self {
        let decisive = login.decisive();
        let timed = ["client_assertion", "assertion", "subject_token"];
        let has_times = |token: &TokenExchange| token.proofs > 0 || token.params.filled_any(&timed).is_some();
        let is_timed = decisive.is_some_and(has_times);
        if is_timed && messages(login.flow).all(|seen| seen.date.is_some()) {
            Self::Server
        } else if !has_one_clock(login.flow) {
            Self::None
        } else if is_timed {
            Self::Server
        } else {
            Self::Recorder
        }
    }
}

fn has_one_clock(flow: &Flow) -> bool {
    let mut seen = messages(flow).peekable();
    let input = seen.peek().map(|seen| seen.input);
    seen.all(|seen| seen.time.is_some() && Some(seen.input) == input)
}

/// Returns where the messages of a login were seen.
fn messages(flow: &Flow) -> impl Iterator<Item = Seen> {
    let authorize = flow.authorize.iter().map(|authorize| authorize.seen);
    let responses = flow.responses.iter().map(|response| response.seen);
    authorize.chain(responses).chain(flow.tokens.iter().map(|token| token.seen))
}

/// How many token requests of a login are run: no client sends as many.
const MOST_REQUESTS: usize = 1000;
