//! What logins have in common that differ in their random values only.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem::discriminant;

use crate::disclose::{Secret, Shown};
use crate::flow::{
    AuthorizationResponse, AuthorizeRequest, Callback, Flow, PageAnswer, Preflight, Pushed, Seen, Statement,
    TokenExchange,
};
use crate::oauth::answer::TOKEN_ERRORS;
use crate::oauth::pkce::s256;
use crate::oauth::{Answer, Basic, Param, Params};

/// How closely logins are compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scale {
    /// All but random values and times: whatever is said of one login is true of the other.
    Fine,
    /// The messages, how they were answered, and which of their values are equal.
    Rough,
}

/// Returns a number that logins of one shape share. A login that refreshes another one shares that of the other, too.
pub(crate) fn of(flow: &Flow, scale: Scale, parent: Option<u64>) -> u64 {
    let mut shape = Shape { scale, hasher: DefaultHasher::new(), values: HashMap::new(), last: None };
    shape.add(parent);
    shape.flow(flow);
    shape.hasher.finish()
}

/// Returns a number that lone token requests of one shape share.
pub(crate) fn of_token(token: &TokenExchange, scale: Scale) -> u64 {
    let mut shape = Shape { scale, hasher: DefaultHasher::new(), values: HashMap::new(), last: None };
    shape.add(token.seen.input);
    shape.token(token);
    shape.hasher.finish()
}

struct Shape {
    scale: Scale,
    hasher: DefaultHasher,
    /// The values so far, by their hashes, each with its position.
    values: HashMap<u64, usize>,
    /// The message before.
    last: Option<Seen>,
}

impl Shape {
    fn add(&mut self, value: impl Hash) {
        value.hash(&mut self.hasher);
    }

    /// Takes what a person may read; on the rough scale only that it is there.
    fn public(&mut self, value: Option<&str>) {
        match self.scale {
            Scale::Fine => self.add(value),
            Scale::Rough => self.add(value.is_some()),
        }
    }

    /// Takes a random value: which one before it is equal, its length and the kinds of its characters.
    fn random(&mut self, value: &str) {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        let next = self.values.len();
        let first = *self.values.entry(hasher.finish()).or_insert(next);
        self.add(first);
        if self.scale == Scale::Fine {
            self.add((value.len(), kinds(value)));
        }
    }

    fn secret(&mut self, secret: Option<&Secret>) {
        self.add(secret.is_some());
        if let Some(secret) = secret {
            self.random(secret.expose());
        }
    }

    /// Takes when a message was seen: how long after the one before, as far as a lifetime may lie between.
    fn seen(&mut self, seen: &Seen) {
        if let Some(gap) = self.last.and_then(|last| seen.since_at_server(&last)) {
            let seconds = gap / 1000;
            self.add(LIFETIMES.partition_point(|lifetime| *lifetime <= seconds));
        }
        self.add((seen.time.is_some(), seen.date.is_some()));
        self.last = Some(*seen);
    }

    fn params(&mut self, params: &Params) {
        for param in params {
            self.param(param);
        }
    }

    fn param(&mut self, param: &Param) {
        let is_known = KNOWN.contains(&param.name.as_str());
        if self.scale == Scale::Rough && !is_known {
            return;
        }
        self.add(&param.name);
        self.add((param.section.to_string(), param.is_placeholder(), param.raw == param.value));
        match param.shown() {
            // Who asks, and for what, differs as little as a random value does.
            Shown::Public(value) if self.scale == Scale::Fine => self.add(&value),
            _ if param.name.starts_with("code_verifier") => {
                self.random(&s256(&param.value));
                self.random(&param.value);
            }
            _ => self.random(&param.value),
        }
    }

    fn basic(&mut self, basic: Option<&Basic>) {
        self.add(basic.is_some());
        if let Some(basic) = basic {
            self.public(Some(&basic.id));
            self.random(basic.secret.expose());
        }
    }

    fn flow(&mut self, flow: &Flow) {
        self.add(discriminant(&flow.grant));
        for step in &flow.discovery {
            self.add((discriminant(&step.kind), step.status, step.is_blocked, step.is_answered));
            self.public(step.error.as_deref());
        }
        self.add(flow.authorize.is_some());
        if let Some(authorize) = &flow.authorize {
            self.authorize(authorize);
        }
        for response in &flow.responses {
            self.response(response);
        }
        for preflight in &flow.preflights {
            self.preflight(preflight);
        }
        for token in &flow.tokens {
            self.token(token);
        }
        self.add((flow.backend.is_some(), flow.backend_status, flow.parent.is_some()));
        for statement in &flow.statements {
            self.statement(statement);
        }
        self.add(flow.device.as_ref().map(|device| (device.status, device.expires_in, device.interval)));
        if let Some(refused) = &flow.refused_device {
            self.public(refused.client_id.as_deref());
            self.answer(&refused.answer);
        }
    }

    fn authorize(&mut self, authorize: &AuthorizeRequest) {
        self.seen(&authorize.seen);
        self.public(Some(&authorize.endpoint));
        self.params(&authorize.params);
        self.add((authorize.hidden_params, authorize.from_location, authorize.came_back));
        self.add((authorize.used_before.is_some(), authorize.pushed.is_some(), authorize.fetch_mode.as_deref()));
        if let Some(Pushed { status, expires_in, basic, .. }) = &authorize.pushed {
            self.add((status, expires_in));
            self.basic(basic.as_ref());
        }
        for answer in &authorize.answers {
            self.page(answer);
        }
        if let Some(started) = authorize.started_by.as_ref().filter(|_| self.scale == Scale::Fine) {
            self.add(started.is_prefetch);
            for cookie in &started.cookies {
                self.add((cookie.domain.as_deref(), cookie.path.as_deref(), cookie.secure, cookie.max_age));
                self.add((
                    cookie.deletes,
                    cookie.same_site.map(|same_site| discriminant(&same_site)),
                    cookie.size / 1024,
                ));
                self.random(&cookie.name);
            }
        }
    }

    fn page(&mut self, answer: &PageAnswer) {
        self.add((answer.status, answer.refused, answer.lost));
        self.public(answer.error.as_deref());
        self.public(answer.error_text.as_deref());
    }

    fn response(&mut self, response: &AuthorizationResponse) {
        self.seen(&response.seen);
        self.add((discriminant(&response.delivery), response.is_told));
        self.public(Some(&response.target));
        self.params(&response.params);
        for callback in &response.callbacks {
            self.callback(callback);
        }
    }

    fn callback(&mut self, callback: &Callback) {
        self.add((callback.status, callback.sets_cookie, callback.shows_failure, callback.fragment_only));
        self.add((&callback.failure, callback.turned_away, &callback.policy));
        self.add((callback.in_frame, callback.redirected_to.is_some(), callback.params.is_empty()));
        if self.scale == Scale::Fine {
            self.add((&callback.url, &callback.method, &callback.fetch_site));
            for name in &callback.cookies {
                self.random(name);
            }
        }
    }

    fn preflight(&mut self, preflight: &Preflight) {
        self.add((preflight.status, preflight.is_refused(), preflight.missing_header().is_some()));
        self.public(Some(&preflight.endpoint));
        self.public(preflight.origin.as_deref());
    }

    fn token(&mut self, token: &TokenExchange) {
        self.seen(&token.seen);
        self.add((
            discriminant(&token.body),
            discriminant(&token.evidence),
            token.excerpt,
            token.proposed,
            token.is_unanswered,
        ));
        self.add((token.has_authorization, token.proofs, token.ignored_nonce, token.service_worker));
        self.add((&token.method, token.from_browser, token.has_answer_headers, token.has_all_headers));
        self.add((token.is_body_verbatim, token.failure.is_some(), token.location.is_some()));
        self.add((token.told_client.is_some(), token.told_grant.map(|grant| discriminant(&grant))));
        self.params(&token.params);
        self.basic(token.basic.as_ref());
        self.basic(token.plain_basic.as_ref());
        self.answer(&token.answer);
        self.add((token.proof.is_some(), token.proof_nonce.is_some()));
        if self.scale == Scale::Fine {
            self.add((&token.endpoint, &token.body_text, &token.content_type, &token.origin, &token.fetch_mode));
            self.add((&token.user_agent, &token.allow_origin, &token.expose_headers, &token.failure));
            self.add(&token.told_client);
            if let Some(proof) = &token.proof {
                self.add((&proof.typ, &proof.alg, &proof.htm, &proof.htu, proof.has_key, proof.private.is_some()));
                self.secret(proof.jti.as_ref());
                self.secret(proof.nonce.as_ref());
            }
            for frame in &token.call_stack {
                self.add((&frame.function, &frame.script, frame.line));
            }
        }
    }

    fn answer(&mut self, answer: &Answer) {
        self.add((answer.status, discriminant(&answer.body), answer.refresh_expires_in.is_some()));
        let error = answer.error.as_deref();
        if self.scale == Scale::Fine {
            self.add((error, answer.description.as_deref(), answer.scope.as_deref(), answer.refresh_expires_in));
        } else {
            self.add((error.filter(|error| TOKEN_ERRORS.contains(error)), error.is_some()));
        }
        for secret in [&answer.access_token, &answer.refresh_token, &answer.id_token] {
            self.secret(secret.as_ref());
        }
    }

    fn statement(&mut self, statement: &Statement) {
        let facts = &statement.facts;
        self.add((statement.meaning.map(|meaning| meaning.text), facts.status));
        self.add((statement.provider.map(|provider| provider.id), facts.grant.map(|grant| discriminant(&grant))));
        if self.scale == Scale::Fine {
            self.add((&statement.said, &facts.client_id, &facts.url, &facts.error, &facts.description));
            self.add((&facts.redirect_uri, &facts.method));
        }
    }
}

/// Which kinds of characters a value has, a bit for each.
fn kinds(value: &str) -> u32 {
    value.bytes().fold(0, |kinds, byte| {
        kinds
            | match byte {
                b'a'..=b'z' => 1,
                b'A'..=b'Z' => 2,
                b'0'..=b'9' => 4,
                b'-' | b'_' => 8,
                b'.' => 16,
                b'+' | b'/' | b'=' => 32,
                b'%' => 64,
                b'~' => 128,
                byte if byte.is_ascii_whitespace() => 256,
                byte if byte.is_ascii() => 512,
                _ => 1024,
            }
    })
}

/// The parameters that a rough look takes note of.
const KNOWN: &[&str] = &[
    "assertion",
    "client_assertion",
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "device_code",
    "error",
    "grant_type",
    "iss",
    "nonce",
    "redirect_uri",
    "refresh_token",
    "response_type",
    "scope",
    "state",
];

/// The seconds that codes, tokens and states live.
const LIFETIMES: &[i64] = &[0, 1, 5, 10, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 86400, 604_800];
