//! What a capture holds of OAuth: its logins, and what is beside them.

use super::message::authorization::{AuthorizationResponse, AuthorizeRequest};
use super::message::discovery::Discovery;
use super::message::document::{ClientDocument, CredentialOffer, KeySet};
use super::message::endpoints::{DeviceAuthorization, RefusedDevice, Revocation};
use super::message::exchange::{Preflight, TokenExchange};
use super::message::resource::ResourceRequest;
use super::repeats::Repeats;
use super::statement::Statement;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::capture::{EvidenceLevel, Place};
use crate::disclose::{Credentials, Secret};
use crate::oauth::{Documents, Grant, Param, Registration};

/// What a capture holds of OAuth.
#[derive(Debug, Default)]
pub struct Traffic {
    /// The logins, in the order in which they began.
    pub flows: Vec<Flow>,
    /// The discovery documents.
    pub metadata: Documents,
    /// What clients were registered as (RFC 7591), by their ids, where the capture shows it.
    pub registrations: BTreeMap<String, Vec<ClientRegistration>>,
    /// How many exchanges are OAuth messages.
    pub oauth_exchanges: usize,
    /// Some answer of the capture has an `Access-Control-Allow-Origin` header.
    pub allow_origin_seen: bool,
    /// Access tokens that were used after the login, with their last use.
    pub bearer_uses: BTreeMap<Secret, BearerUse>,
    /// For a login, by its id: where its token was sent in the query of a URL, for the first time.
    pub url_tokens: BTreeMap<usize, (Seen, Param)>,
    /// Codes that were sent to a host inside of an address; whose host it is does not matter here.
    pub leaks: Vec<Leak>,
    /// The tokens that were revoked.
    pub revocations: Vec<Revocation>,
    /// The keys of servers, in time order.
    pub key_sets: Vec<KeySet>,
    /// The credential offers, in time order.
    pub offers: Vec<CredentialOffer>,
    /// The answers to requests for a URL that is the `client_id` of a login, in time order.
    pub client_documents: Vec<ClientDocument>,
    /// When a resource last granted a request with a token, by its origin: a position in time.
    pub granted: BTreeMap<String, usize>,
    /// The pages that a browser went to around the messages, in time order.
    pub visits: Vec<Visit>,
    /// The credentials that its messages hold, of whatever kind: a server may repeat one.
    pub(crate) credentials: Credentials,
}

/// The last use of an access token.
#[derive(Clone, Copy, Debug)]
pub struct BearerUse {
    /// Its position in time among the exchanges that were kept.
    pub order: usize,
    /// It was answered with HTTP 401.
    pub is_refused: bool,
}

/// A page that a browser went to.
#[derive(Debug)]
pub struct Visit {
    /// The exchange.
    pub seen: Seen,
    /// The whole URL.
    pub url: String,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The page says that the login failed.
    pub shows_failure: bool,
}

/// A client's registration in the capture.
#[derive(Debug)]
pub struct ClientRegistration {
    /// The exchange.
    pub seen: Seen,
    /// The URL without query and fragment.
    pub url: String,
    /// What was registered.
    pub registration: Registration,
}

/// One login, or one grant: the messages that belong together, each list in time order.
#[derive(Debug)]
pub struct Flow {
    /// The position among all logins, those included that are only counted; the first is 1.
    pub id: usize,
    /// What is exchanged for a token.
    pub grant: Grant,
    /// How the client found the server and registered there, where it did so by itself.
    pub discovery: Vec<Discovery>,
    /// The authorization request.
    pub authorize: Option<Box<AuthorizeRequest>>,
    /// What came back to the client.
    pub responses: Vec<AuthorizationResponse>,
    /// The token requests with their answers.
    pub tokens: Vec<TokenExchange>,
    /// Token requests without a code that the client sent although the authorization was refused: they only follow from that.
    pub follow_ups: Vec<TokenExchange>,
    /// CORS preflights of the token endpoint.
    pub preflights: Vec<Preflight>,
    /// A request that hands the code to a server of the application.
    pub backend: Option<Seen>,
    /// The HTTP status that it was answered with.
    pub backend_status: Option<u16>,
    /// For a refresh: the flow that issued the refresh token.
    pub parent: Option<usize>,
    /// What programs concluded of it in their logs.
    pub statements: Vec<Statement>,
    /// For a device flow: how it began.
    pub device: Option<Box<DeviceAuthorization>>,
    /// For a device flow that never began: the refusal.
    pub refused_device: Option<Box<RefusedDevice>>,
    /// Requests to protected resources with its tokens, or that lack one, in time order.
    pub resources: Vec<ResourceRequest>,
    /// Later logins like it, which are counted and not kept.
    pub repeats: Option<Repeats>,
}

/// A delivered code in an address that was sent to a host.
#[derive(Debug)]
pub struct Leak {
    /// The exchange; its order is not known.
    pub seen: Seen,
    /// The piece of the code that was found.
    pub code: String,
    /// The host.
    pub host: String,
    /// Where it stood: `the URL`.
    pub how: &'static str,
}

/// Where and when an exchange was recorded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// The number of the exchange in the capture.
    pub exchange: usize,
    /// The place of its URL.
    pub at: Option<Place>,
    /// When it began.
    pub time: Option<Timestamp>,
    /// `Date` of its answer: the time by the server's clock.
    pub date: Option<Timestamp>,
    /// Its position in time among the exchanges that were kept.
    pub order: usize,
    /// The input that it is from, where several are one recording; each has a clock of its own.
    pub input: u32,
}

impl Seen {
    /// Returns how many milliseconds passed from another exchange to this one, where one clock measured both.
    pub fn since(&self, earlier: &Self) -> Option<i64> {
        let (now, then) = self.time.zip(earlier.time).filter(|_| self.input == earlier.input)?;
        Some(now.as_millisecond() - then.as_millisecond())
    }

    /// Returns how many milliseconds passed from another exchange with the same server to this one: by `Date` of both answers, which
    /// is the server's clock and decides what has expired there, or else by one clock of the recorder.
    pub(crate) fn since_at_server(&self, earlier: &Self) -> Option<i64> {
        let by_date = self.date.zip(earlier.date).map(|(now, then)| now.as_millisecond() - then.as_millisecond());
        by_date.or_else(|| self.since(earlier))
    }
}

impl Traffic {
    /// Returns the login of this number, where it is kept.
    pub(crate) fn login(&self, id: usize) -> Option<&Flow> {
        self.flows.get(self.flows.binary_search_by_key(&id, |flow| flow.id).ok()?)
    }

    /// Returns the logins that began after the one of this number.
    pub(crate) fn logins_after(&self, id: usize) -> &[Flow] {
        &self.flows[self.flows.partition_point(|flow| flow.id <= id)..]
    }
}

impl Flow {
    pub(super) fn new(grant: Grant) -> Self {
        Self {
            id: 0,
            grant,
            discovery: Vec::new(),
            authorize: None,
            responses: Vec::new(),
            tokens: Vec::new(),
            follow_ups: Vec::new(),
            preflights: Vec::new(),
            backend: None,
            backend_status: None,
            parent: None,
            statements: Vec::new(),
            device: None,
            refused_device: None,
            resources: Vec::new(),
            repeats: None,
        }
    }

    /// Returns the URL of the authorization endpoint, without query and fragment.
    pub(crate) fn authorize_endpoint(&self) -> Option<&str> {
        self.authorize.as_ref().map(|authorize| authorize.endpoint.as_str())
    }

    /// Returns the authorization response that brought an error.
    pub(crate) fn error_response(&self) -> Option<&AuthorizationResponse> {
        let mut responses = self.responses.iter();
        responses.find(|response| response.params.filled("error").is_some())
    }

    /// Returns the token requests of this login, those that only follow from a refusal too.
    pub(crate) fn all_tokens(&self) -> impl Iterator<Item = &TokenExchange> {
        self.tokens.iter().chain(&self.follow_ups)
    }

    /// Returns whether the client went on after the response: it sent a token request, or handed the code to its server.
    pub fn went_on(&self) -> bool {
        !self.tokens.is_empty() || !self.follow_ups.is_empty() || self.backend.is_some()
    }

    /// Returns the authorization response that carries the code, or else the first.
    pub fn response(&self) -> Option<&AuthorizationResponse> {
        self.responses.iter().find(|response| response.params.get("code").is_some()).or(self.responses.first())
    }

    /// Returns the response that delivered a code, and the code.
    pub fn delivery(&self) -> Option<(&AuthorizationResponse, &Param)> {
        self.responses.iter().find_map(|response| Some((response, response.params.filled("code")?)))
    }

    /// Returns the code that was delivered to the client.
    pub fn delivered_code(&self) -> Option<&Param> {
        self.delivery().map(|(_, code)| code)
    }

    /// Returns whether there is nothing but token requests that cannot be read, and statements that name no grant.
    pub fn grant_is_guessed(&self) -> bool {
        let is_unread = self.authorize.is_none() && self.responses.is_empty();
        let is_stated = |token: &TokenExchange| token.evidence >= EvidenceLevel::Stated;
        let tells = |token: &TokenExchange| token.told_grant.is_some() || !token.params.is_empty() && !is_stated(token);
        is_unread
            && !(self.tokens.is_empty() && self.statements.is_empty())
            && !self.tokens.iter().any(tells)
            && self.statements.iter().all(|statement| statement.grant().is_none())
    }

    /// Returns a parameter of the authorization request that is not empty, where it is the one that the server goes by.
    pub fn asked(&self, name: &str) -> Option<&Param> {
        self.authorize.as_ref()?.asked(name)
    }

    /// Returns a parameter that the authorization request names, whether or not the server goes by it.
    pub(super) fn named(&self, name: &str) -> Option<&Param> {
        self.authorize.as_ref()?.params.filled(name)
    }

    /// Returns the client identifier: of the authorization request, or else of a token request.
    pub fn client_id(&self) -> Option<String> {
        let asked = self.asked("client_id").map(|param| param.value.clone());
        let sent = || self.tokens.iter().find_map(TokenExchange::client_id);
        let stated = || self.statements.iter().find_map(|statement| statement.facts.client_id.clone());
        asked.or_else(sent).or_else(|| self.refused_device.as_ref()?.client_id.clone()).or_else(stated)
    }

    /// Returns the time order of the first message.
    pub fn began(&self) -> usize {
        let authorize = self.authorize.as_ref().map(|authorize| authorize.seen.order);
        let response = self.responses.first().map(|response| response.seen.order);
        let token = self.tokens.first().map(|token| token.seen.order);
        let discovery = self.discovery.first().map(|step| step.seen.order);
        let device = self.refused_device.as_ref().map(|refused| refused.seen.order);
        let stated = self.statements.first().map(|statement| statement.seen.order);
        authorize.or(response).or(token).or(device).or(discovery).or(stated).unwrap_or(usize::MAX)
    }
}

/// In how many of the latest logins a message is looked for that shares no value with any.
pub(crate) const RECENT: usize = 256;
