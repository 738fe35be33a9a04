//! Links the kept exchanges into logins.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::capture::Exchange;
use crate::disclose::Secret;
use crate::flow::link::collect::Kept;
use crate::flow::link::fold::fold;
use crate::flow::link::lone::FoldedToken;
use crate::flow::link::redeem::Redeemer;
use crate::flow::link::resources;
use crate::flow::link::url_tokens;
use crate::flow::link::value_index::ValueIndex;
use crate::flow::message::document::{ClientDocument, CredentialOffer, KeySet};
use crate::flow::message::resource::ResourceRequest;
use crate::flow::message::token::{Recognised, Surroundings};
use crate::flow::message::{discovery, endpoints, page, pushed, recognise, response, token};
use crate::flow::statement::{Stand, attach};
use crate::flow::traffic::RECENT;
use crate::flow::{
    AuthorizationResponse, AuthorizeRequest, ClientRegistration, DeviceAuthorization, Discovery, Flow, Pushed,
    Revocation, Seen, Statement, Traffic,
};
use crate::oauth::redirect_uri::as_requested;
use crate::oauth::{Documents, Grant, Params};
use oauth_doctor_wire::url::UrlParts;

/// Links the exchanges, which are in time order.
pub(crate) fn traffic(kept: Vec<Kept>, statements: Vec<Statement>) -> Traffic {
    let mut linker = Linker::default();
    let mut oauth = BTreeSet::new();
    let mut visits = Vec::new();
    let mut sent_in_urls = Vec::new();
    let mut short = Vec::new();
    for (order, Kept { exchange, .. }) in kept.iter().enumerate() {
        let seen = kept[order].seen(order);
        if linker.before_token(exchange, seen) {
            oauth.insert(seen.exchange);
        } else if is_cut(exchange) {
            short.push((exchange.request.url.as_str(), seen));
        }
        visits.extend(page::visit(exchange, seen));
        sent_in_urls.extend(url_tokens::in_query(exchange, seen));
    }
    oauth.extend(note_cut(&mut linker.flows, &short));
    let stands: Vec<Stand> = if statements.is_empty() { Vec::new() } else { kept.iter().map(Stand::of).collect() };
    let Linker {
        flows, index, metadata, registrations, discovery, bare, key_sets, offers, devices, revocations, ..
    } = linker;
    let client_urls: HashSet<String> = flows.iter().filter_map(resources::client_url).collect();
    let mut client_documents = Vec::new();
    let mut requests = Vec::new();
    let refusing: HashSet<String> = kept.iter().filter_map(|kept| resources::refusing_url(&kept.exchange)).collect();
    let known = Surroundings::new(&flows, &metadata);
    let mut redeemer = Redeemer::new(flows, index, devices);
    let mut preflights = Vec::new();
    // What was read is let go at once: there may be many.
    for (order, kept) in kept.into_iter().enumerate() {
        let seen = kept.seen(order);
        let exchange = &kept.exchange;
        if let Some(preflight) = recognise::preflight(exchange, seen) {
            redeemer.note_preflight(&preflight);
            preflights.push(preflight);
            continue;
        }
        match token::read(exchange, seen, &known, redeemer.index()) {
            Some(Recognised::Token(token)) => {
                oauth.insert(seen.exchange);
                redeemer.add_token(*token);
            }
            Some(Recognised::Backend) => {
                let status = exchange.response.as_ref().and_then(|response| response.status);
                if redeemer.add_backend(seen, status) {
                    oauth.insert(seen.exchange);
                }
            }
            None => {
                let request = ResourceRequest::read(exchange, seen, &refusing);
                requests.extend(request.map(|request| ResourceRequest { earlier: kept.earlier, ..request }));
            }
        }
        if client_documents.len() < MANY && client_urls.contains(UrlParts::parse(exchange.request.url.as_str()).base) {
            client_documents.extend(ClientDocument::read(exchange, seen));
        }
    }
    for preflight in preflights {
        let number = preflight.seen.exchange;
        if redeemer.add_preflight(preflight, &known) {
            oauth.insert(number);
        }
    }
    let (mut flows, folded) = redeemer.finish();
    discovery::attach(discovery, bare, &mut flows);
    oauth.extend(flows.iter().flat_map(|flow| &flow.discovery).map(|step| step.seen.exchange));
    oauth.extend(statements.iter().map(|statement| statement.seen.exchange));
    attach(statements, &stands, &mut flows);
    number(&mut flows, &folded);
    let url_tokens = url_tokens::url_tokens(sent_in_urls, &flows);
    let mut flows = fold(flows);
    let granted = resources::attach(requests, &mut flows);
    Traffic {
        visits,
        url_tokens,
        flows,
        key_sets,
        offers,
        client_documents,
        granted,
        metadata,
        registrations,
        revocations,
        oauth_exchanges: oauth.len(),
        ..Traffic::default()
    }
}

/// More registrations of one client, or documents of clients, than say anything new.
const MANY: usize = 64;

#[derive(Default)]
struct Linker {
    flows: Vec<Flow>,
    index: ValueIndex,
    metadata: Documents,
    registrations: BTreeMap<String, Vec<ClientRegistration>>,
    pushed: BTreeMap<String, (Pushed, Params)>,
    request_uris: BTreeMap<String, Seen>,
    discovery: Vec<Discovery>,
    /// Refusals of requests without a token that name no metadata: what begins a login only beside other steps.
    bare: Vec<Discovery>,
    key_sets: Vec<KeySet>,
    offers: Vec<CredentialOffer>,
    devices: Vec<DeviceAuthorization>,
    revocations: Vec<Revocation>,
    /// Where each login asked for its response.
    asked_at: Vec<Option<AskedAt>>,
}

/// A redirect URI, as far as a response is compared with it.
struct AskedAt {
    requested: String,
    /// The host of a web address.
    host: Option<String>,
}

impl AskedAt {
    fn of(flow: &Flow) -> Option<Self> {
        let uri = &flow.named("redirect_uri")?.value;
        let parts = UrlParts::parse(uri);
        Some(Self {
            requested: as_requested(uri).trim_end_matches('/').to_owned(),
            host: parts.is_http().then(|| parts.host.to_owned()),
        })
    }
}

impl Linker {
    /// Takes what comes before a token request; returns whether the exchange was any of it.
    fn before_token(&mut self, exchange: &Exchange, seen: Seen) -> bool {
        let mut taken = false;
        if let Some(step) = Discovery::read(exchange, seen) {
            self.discovery.push(step);
            taken = true;
        } else {
            self.bare.extend(Discovery::read_bare(exchange, seen));
        }
        self.key_sets.extend(KeySet::read(exchange, seen));
        self.offers.extend(CredentialOffer::read(exchange, seen));
        if let Some(metadata) = recognise::metadata(exchange, seen) {
            self.metadata.push(metadata);
            taken = true;
        }
        if let Some(registration) = recognise::registration(exchange, seen) {
            if let Some(id) = registration.registration.client_id.clone() {
                let of_client = self.registrations.entry(id).or_default();
                if of_client.len() < MANY {
                    of_client.push(registration);
                }
            }
            taken = true;
        }
        if let Some(device) = endpoints::device(exchange, seen) {
            self.devices.push(device);
            taken = true;
        }
        if let Some(refused) = endpoints::refused_device(exchange, seen) {
            let flow = Flow::new(refused.grant);
            self.push(Flow { refused_device: Some(Box::new(refused)), ..flow });
            taken = true;
        }
        if let Some(revocation) = endpoints::revocation(exchange, seen) {
            self.revocations.push(revocation);
            taken = true;
        }
        if let Some((request_uri, pushed, params)) = pushed::accepted(exchange, seen) {
            self.pushed.insert(request_uri, (pushed, params));
            taken = true;
        }
        if let Some(authorize) = recognise::authorize(exchange, seen) {
            self.add_authorize(authorize);
            taken = true;
        }
        if let Some(authorize) = recognise::authorize_in_location(exchange, seen) {
            self.add_authorize(authorize);
            taken = true;
        }
        for response in response::responses(exchange, seen) {
            taken |= self.add_response(response);
        }
        taken
    }

    fn add_authorize(&mut self, mut authorize: AuthorizeRequest) {
        let request_uri = authorize.params.value("request_uri").map(str::to_owned);
        if let Some((pushed, params)) = request_uri.as_ref().and_then(|uri| self.pushed.get(uri)) {
            authorize.pushed = Some(pushed.clone());
            authorize.params.prepend(params.clone());
            authorize.hidden_params = authorize.has_beside();
        }
        // The same request again: a login page that comes back, a consent form that posts to the same URL, or another input that
        // shows it too.
        let input = authorize.seen.input;
        let same = self.index.request(&authorize).filter(|&flow| {
            let responses = &self.flows[flow].responses;
            responses.iter().all(|response| response.seen.input != input)
        });
        let Some(flow) = same else {
            let response_type = authorize.params.value("response_type").unwrap_or("code");
            let grant = if response_type.contains("code") { Grant::AuthorizationCode } else { Grant::Implicit };
            // One that the client hosts itself may be used again.
            if let Some(uri) = request_uri.filter(|uri| uri.starts_with("urn:") || authorize.pushed.is_some()) {
                authorize.used_before = self.request_uris.insert(uri, authorize.seen);
            }
            self.index.add_request(self.flows.len(), &authorize);
            authorize.answers.shrink_to_fit();
            self.push(Flow { authorize: Some(Box::new(authorize)), ..Flow::new(grant) });
            return;
        };
        let Some(earlier) = &mut self.flows[flow].authorize else {
            return;
        };
        earlier.answers.append(&mut authorize.answers);
        earlier.started_by = earlier.started_by.take().or(authorize.started_by);
        let is_whole = authorize.params.iter().count() >= earlier.params.iter().count();
        if earlier.from_location && !authorize.from_location && is_whole {
            earlier.from_location = false;
            earlier.seen = authorize.seen;
            earlier.url = authorize.url;
            earlier.params = authorize.params;
            earlier.fetch_mode = authorize.fetch_mode;
            earlier.pushed = authorize.pushed;
            self.asked_at[flow] = AskedAt::of(&self.flows[flow]);
        }
    }

    fn push(&mut self, flow: Flow) -> usize {
        self.asked_at.push(AskedAt::of(&flow));
        self.flows.push(flow);
        self.flows.len() - 1
    }

    fn add_response(&mut self, response: AuthorizationResponse) -> bool {
        let meant = self.meant_for(&response);
        // A code that a server issues again, in a later login with the same state, is not that of the first.
        let is_own = |&(flow, _): &(usize, usize)| meant.is_none() || asks_for(&self.flows[flow], &response);
        if let Some((flow, position)) = self.index.response(&response).filter(is_own) {
            self.index.add_callbacks(&response);
            let callbacks = &mut self.flows[flow].responses[position].callbacks;
            if callbacks.is_empty() {
                callbacks.reserve_exact(response.callbacks.len());
            }
            callbacks.extend(response.callbacks);
            return true;
        }
        let flow = meant.or_else(|| self.flow_of(&response)).or_else(|| {
            // Without its request, only a code with a state, both long enough to be one, is taken for a response.
            let long = |name: &str| response.params.filled(name).is_some_and(|param| param.value.len() >= 8);
            let error = response.params.value("error").is_some_and(|error| AUTHORIZE_ERRORS.contains(&error));
            let is_masked = ["code", "state"]
                .iter()
                .all(|name| response.params.filled(name).is_some_and(crate::oauth::Param::is_placeholder));
            let is_callback =
                || UrlParts::parse(&response.target).last_segment().to_ascii_lowercase().contains("callback");
            let is_hidden = is_masked && is_callback();
            let is_one = response.is_told || is_hidden || long("state") && (long("code") || error);
            is_one.then(|| self.push(Flow::new(Grant::AuthorizationCode)))
        });
        let Some(flow) = flow else { return false };
        self.index.add_response(flow, self.flows[flow].responses.len(), &response);
        let responses = &mut self.flows[flow].responses;
        // Most logins have one, and a vector that grows by itself makes room for four.
        if responses.is_empty() {
            responses.reserve_exact(1);
        }
        responses.push(response);
        true
    }

    /// Returns the login that asked for a response at this URL: the one whose request it answers, or else the last of this state.
    fn meant_for(&self, response: &AuthorizationResponse) -> Option<usize> {
        let by_state = || {
            let state = response.params.filled("state")?;
            self.index.begun_with(&state.value).find(|&flow| asks_for(&self.flows[flow], response))
        };
        self.index.asked_in(response.seen.order).filter(|&flow| asks_for(&self.flows[flow], response)).or_else(by_state)
    }

    fn flow_of(&self, response: &AuthorizationResponse) -> Option<usize> {
        let order = response.seen.order;
        let by_state = response.params.filled("state").and_then(|state| self.index.begun_with(&state.value).next());
        if by_state.is_some() {
            return by_state;
        }
        let host = UrlParts::parse(&response.target).host;
        let target = as_requested(&response.target);
        let target = target.trim_end_matches('/');
        let has_state = response.params.filled("state").is_some();
        let is_long = response.params.filled("code").is_some_and(|code| code.value.len() >= 16);
        let delivered_to = |position: usize, flow: &Flow| match &self.asked_at[position] {
            Some(asked) => asked.requested == target || has_state && asked.host.as_deref() == Some(host),
            None => flow.authorize.is_some() && is_long,
        };
        let latest = |wanted: &dyn Fn(&Flow) -> bool| {
            let begun = self.flows.iter().enumerate().rev().filter(|(_, flow)| flow.began() <= order);
            let fitting = begun.take(RECENT).filter(|(position, flow)| wanted(flow) && delivered_to(*position, flow));
            fitting.max_by_key(|(_, flow)| flow.began()).map(|(position, _)| position)
        };
        latest(&|flow| flow.responses.is_empty()).or_else(|| latest(&|flow| flow.named("state").is_none()))
    }
}

/// Returns whether a page was requested with one parameter only, which may be the first of more.
fn is_cut(exchange: &Exchange) -> bool {
    let request = &exchange.request;
    let query = request.url.as_str().split_once('?').map_or("", |(_, query)| query);
    matches!(request.method.as_str(), "GET" | "") && query.contains('=') && !query.contains('&')
}

/// Notes at the logins that nothing came of where their URL arrived cut at its first `&`; returns the numbers of those exchanges.
fn note_cut(flows: &mut [Flow], short: &[(&str, Seen)]) -> Vec<usize> {
    let begun: BTreeMap<String, usize> = flows
        .iter()
        .enumerate()
        .filter(|(_, flow)| flow.responses.is_empty())
        .filter_map(|(at, flow)| Some((flow.authorize.as_ref()?.url.as_str().split_once('&')?.0.to_owned(), at)))
        .collect();
    let mut noted = Vec::new();
    for (url, seen) in short {
        let flow = begun.get(*url).and_then(|&at| flows[at].authorize.as_mut());
        let Some(authorize) = flow.filter(|authorize| authorize.cut.is_none()) else { continue };
        authorize.cut = Some(*seen);
        noted.push(seen.exchange);
    }
    noted
}

/// Returns whether a login asked for its response at the URL where this one arrived.
fn asks_for(flow: &Flow, response: &AuthorizationResponse) -> bool {
    flow.named("redirect_uri").is_some_and(|uri| as_requested(&uri.value) == as_requested(&response.target))
}

fn number(flows: &mut [Flow], folded: &[FoldedToken]) {
    // A parent is named by its position until here.
    let begun = flows.iter().enumerate().map(|(position, flow)| (flow.began(), position, None));
    let mut order: Vec<(usize, usize, Option<&FoldedToken>)> =
        begun.chain(folded.iter().map(|token| (token.seen.order, token.like, Some(token)))).collect();
    order.sort_unstable_by_key(|(began, position, token)| (*began, token.is_some(), *position));
    let mut ids = vec![0; flows.len()];
    for (id, (_, position, token)) in (1..).zip(order) {
        match token {
            Some(token) => flows[position].repeats.get_or_insert_default().add(id, token.seen, token.is_rough),
            None => ids[position] = id,
        }
    }
    for (flow, &id) in flows.iter_mut().zip(&ids) {
        flow.id = id;
        flow.parent = flow.parent.map(|parent| ids[parent]);
        flow.tokens.sort_by_key(|token| token.seen.order);
        flow.preflights.sort_by_key(|preflight| preflight.seen.order);
        mark_ignored_nonces(flow);
    }
    flows.sort_unstable_by_key(|flow| flow.id);
}

/// Marks the answers that ask for a `DPoP` nonce which no later request of the login carries. A proof that cannot be read may.
fn mark_ignored_nonces(flow: &mut Flow) {
    let mut carried: Vec<Secret> = Vec::new();
    let mut unread = false;
    for token in flow.tokens.iter_mut().rev() {
        if token.answer.is_error("use_dpop_nonce") {
            let mut recent = carried.iter().rev().take(RECENT);
            let used = match &token.proof_nonce {
                Some(nonce) => recent.any(|other| other == nonce),
                None => recent.next().is_some(),
            };
            token.ignored_nonce = !used && !unread && !token.excerpt && !token.proposed;
        }
        unread |= token.proofs > 0 && token.proof.is_none();
        carried.extend(token.proof.as_ref().and_then(|proof| proof.nonce.clone()));
    }
}

/// What an authorization endpoint may answer (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6).
const AUTHORIZE_ERRORS: &[&str] = &[
    "invalid_request",
    "unauthorized_client",
    "access_denied",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
    "invalid_request_uri",
    "invalid_request_object",
    "request_not_supported",
    "request_uri_not_supported",
    "registration_not_supported",
];
