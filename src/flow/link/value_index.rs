//! Where the values of the logins are found, so that linking a message takes a look-up and not a search through all logins.

use std::collections::{BTreeMap, BTreeSet};

use oauth_doctor_wire::url::{UrlParts, normal};

use crate::flow::link::same_code::same_code;
use crate::flow::message::recognise::intended_name;
use crate::flow::{AuthorizationResponse, AuthorizeRequest, TokenExchange};

/// The values that link messages, each with the position of its login.
#[derive(Default)]
pub(crate) struct ValueIndex {
    requests: BTreeMap<String, usize>,
    states: BTreeMap<String, Vec<usize>>,
    asked_in: BTreeMap<usize, usize>,
    responses: BTreeMap<String, (usize, usize)>,
    codes: BTreeMap<String, usize>,
    challenges: BTreeMap<String, usize>,
    deliveries: BTreeMap<usize, usize>,
    callbacks: BTreeSet<usize>,
    sent_codes: BTreeMap<String, usize>,
    endpoints: BTreeMap<String, BTreeMap<usize, usize>>,
    refresh_issuers: BTreeMap<String, usize>,
    refresh_chains: BTreeMap<String, usize>,
    chains_of: BTreeMap<usize, usize>,
    forwarded: BTreeMap<String, usize>,
}

impl ValueIndex {
    pub(crate) fn add_request(&mut self, flow: usize, authorize: &AuthorizeRequest) {
        self.requests.insert(identity(authorize), flow);
        let mut params = authorize.params.iter();
        let state = params.find(|param| intended_name(&param.name) == "state" && !param.value.is_empty());
        if let Some(state) = state {
            self.states.entry(state.value.clone()).or_default().push(flow);
        }
        if !authorize.from_location {
            self.asked_in.insert(authorize.seen.order, flow);
        }
        if let Some(challenge) = authorize.params.filled("code_challenge") {
            self.challenges.entry(challenge.value.clone()).or_insert(flow);
        }
    }

    /// Returns the last login that began with the same request.
    pub(crate) fn request(&self, authorize: &AuthorizeRequest) -> Option<usize> {
        self.requests.get(&identity(authorize)).copied()
    }

    /// Returns the logins that were begun with this state, the last first.
    pub(crate) fn begun_with(&self, state: &str) -> impl Iterator<Item = usize> {
        let logins = self.states.get(state).map_or(&[][..], Vec::as_slice);
        logins.iter().rev().copied().take(crate::flow::traffic::RECENT)
    }

    /// Returns the login whose authorization request is at this position in time.
    pub(crate) fn asked_in(&self, order: usize) -> Option<usize> {
        self.asked_in.get(&order).copied()
    }

    /// Returns the login whose challenge this is.
    pub(crate) fn challenge(&self, challenge: &str) -> Option<usize> {
        self.challenges.get(challenge).copied()
    }

    pub(crate) fn add_response(&mut self, flow: usize, position: usize, response: &AuthorizationResponse) {
        self.responses.insert(response_key(response), (flow, position));
        self.add_callbacks(response);
        if let Some(code) = response.params.filled("code") {
            self.codes.entry(code.value.clone()).or_insert(flow);
            self.deliveries.insert(response.seen.order, flow);
        }
    }

    pub(crate) fn add_callbacks(&mut self, response: &AuthorizationResponse) {
        self.callbacks.extend(response.callbacks.iter().map(|callback| callback.seen.exchange));
    }

    /// Returns where the same response was seen before: the login, and the position among its responses.
    pub(crate) fn response(&self, response: &AuthorizationResponse) -> Option<(usize, usize)> {
        self.responses.get(&response_key(response)).copied()
    }

    /// Returns whether an exchange is a request of a callback.
    pub(crate) fn is_callback(&self, exchange: usize) -> bool {
        self.callbacks.contains(&exchange)
    }

    /// Returns the login that this code was delivered to.
    pub(crate) fn code(&self, code: &str) -> Option<usize> {
        self.codes.get(code).copied()
    }

    /// Returns the login that was given this code, or one that may be the same.
    pub(crate) fn like_code(&self, code: &str) -> Option<usize> {
        let alike = || self.recent_codes().find(|(delivered, _)| same_code(delivered, code)).map(|(_, flow)| flow);
        self.code(code).or_else(alike).or_else(|| self.sent_codes.get(code).copied())
    }

    /// Returns whether the code, or one that may be the same, was delivered.
    pub(crate) fn knows_code(&self, code: &str) -> bool {
        self.code(code).is_some() || self.recent_codes().any(|(delivered, _)| same_code(delivered, code))
    }

    /// Returns the login whose code was the last to arrive until `order`.
    pub(crate) fn delivered_last(&self, order: usize) -> Option<usize> {
        self.deliveries.range(..=order).next_back().map(|(_, flow)| *flow)
    }

    /// A changed code is looked for among these: of more logins than anyone has in one capture.
    fn recent_codes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.codes.iter().map(|(code, flow)| (code.as_str(), *flow)).take(crate::flow::traffic::RECENT)
    }

    pub(crate) fn add_token(&mut self, flow: usize, chain: bool, parent: Option<usize>, token: &TokenExchange) {
        if let Some(code) = token.params.filled("code") {
            self.sent_codes.entry(code.value.clone()).or_insert(flow);
        }
        self.endpoints.entry(normal(&token.endpoint)).or_default().insert(token.seen.order, flow);
        if let Some(target) = token.forwards_to() {
            self.forwarded.insert(UrlParts::parse(&target).base.to_owned(), flow);
        }
        let issued = token.answer.refresh_token.as_ref().map(|issued| issued.expose().to_owned());
        if !chain {
            self.refresh_issuers.extend(issued.map(|issued| (issued, flow)));
            return;
        }
        let sent = token.params.value("refresh_token").map(str::to_owned);
        for known in issued.into_iter().chain(sent) {
            self.refresh_chains.insert(known, flow);
        }
        if let Some(parent) = parent {
            self.chains_of.entry(parent).or_insert(flow);
        }
    }

    /// Returns the login whose token request was last redirected to this URL with its body (307, 308).
    pub(crate) fn forwarded_to(&self, url: &str) -> Option<usize> {
        self.forwarded.get(url).copied()
    }

    /// Adds a token request that is only counted.
    pub(crate) fn add_counted(&mut self, token: &TokenExchange) {
        self.endpoints.entry(normal(&token.endpoint)).or_default().insert(token.seen.order, COUNTED);
    }

    /// Returns whether the token request to this endpoint that is nearest in time was only counted.
    pub(crate) fn is_nearest_counted(&self, endpoint: &str, order: usize) -> bool {
        self.nearest(endpoint, order) == Some(COUNTED)
    }

    /// Returns the login whose token answer issued a refresh token.
    pub(crate) fn issuer(&self, refresh_token: &str) -> Option<usize> {
        self.refresh_issuers.get(refresh_token).copied()
    }

    /// Returns the chain of refreshes that a refresh token belongs to.
    pub(crate) fn chain(&self, refresh_token: &str) -> Option<usize> {
        let of_issuer = || self.chains_of.get(&self.issuer(refresh_token)?).copied();
        self.refresh_chains.get(refresh_token).copied().or_else(of_issuer)
    }

    /// Returns the login whose token request to this endpoint is nearest in time.
    pub(crate) fn nearest(&self, endpoint: &str, order: usize) -> Option<usize> {
        let requests = self.endpoints.get(&normal(endpoint))?;
        let before = requests.range(..order).next_back();
        let after = requests.range(order..).next();
        before.into_iter().chain(after).min_by_key(|(at, _)| at.abs_diff(order)).map(|(_, flow)| *flow)
    }
}

/// Returns the values that make two authorization requests the same one.
pub(crate) fn identity(authorize: &AuthorizeRequest) -> String {
    let names = ["state", "code_challenge", "client_id", "nonce", "redirect_uri", "request_uri", "request"];
    names.map(|name| authorize.params.value(name).unwrap_or("\u{0}")).join("\u{1}")
}

/// Returns the values that make two authorization responses the same one.
fn response_key(response: &AuthorizationResponse) -> String {
    let value = |name: &str| response.params.value(name).unwrap_or("\u{0}").to_owned();
    if let Some(code) = response.params.filled("code") {
        return code.value.clone();
    }
    ["state", "error", "access_token", "id_token"].map(value).join("\u{1}")
}

/// Stands for the login of a token request that is only counted.
const COUNTED: usize = usize::MAX;
