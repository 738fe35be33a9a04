//! Which login a token request belongs to: the one whose code it sends, exactly or after what a client may have done to it;
//! else the one whose challenge its verifier fits; else the one that waits for a token request of this client.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use oauth_doctor_wire::url::{UrlParts, is_same_place};

use crate::disclose::placeholder::is_unset;
use crate::flow::link::lone::{FoldedToken, Lone};
use crate::flow::link::value_index::ValueIndex;
use crate::flow::message::token::{self, Surroundings};
use crate::flow::traffic::RECENT;
use crate::flow::{DeviceAuthorization, Flow, Preflight, Seen, TokenExchange};
use crate::oauth::pkce::s256;
use crate::oauth::{Grant, MetadataMember};
use crate::providers::{Provider, recognise};

/// Adds token requests and preflights to the logins.
pub(crate) struct Redeemer {
    flows: Vec<Flow>,
    index: ValueIndex,
    others: BTreeMap<String, usize>,
    devices: Vec<DeviceAuthorization>,
    device_codes: BTreeMap<String, usize>,
    /// What the logins that began with more than a token request are looked up by.
    begun: Vec<Begun>,
    /// Their positions in that list.
    places: Vec<usize>,
    lone: Lone,
    /// The endpoints that preflights were sent to so far.
    preflighted: BTreeSet<String>,
}

/// A login that began before its token request.
struct Begun {
    order: usize,
    position: usize,
    client: Option<String>,
    /// How many of its requests got a token.
    worked: usize,
}

/// Returns whether the login began at a host of one provider and the token request went to one of another: a broker signs its users in
/// with codes of its own.
fn is_of_other_provider(flow: &Flow, token: &TokenExchange) -> bool {
    let at =
        |url: &str, provider: Option<&'static Provider>| provider.filter(|it| it.has_host(UrlParts::parse(url).host));
    let asked = flow.authorize.as_ref().map(|authorize| authorize.url.as_str());
    let asked = asked.and_then(|url| at(url, recognise(Some(url), None)));
    let redeemed = asked.and_then(|_| at(&token.endpoint, recognise(None, Some(&token.endpoint))));
    asked.zip(redeemed).is_some_and(|(asked, redeemed)| asked.id != redeemed.id)
}

impl Redeemer {
    pub(crate) fn new(flows: Vec<Flow>, index: ValueIndex, devices: Vec<DeviceAuthorization>) -> Self {
        let codes = devices.iter().enumerate();
        let of = |(position, flow): (usize, &Flow)| Begun {
            order: flow.began(),
            position,
            client: flow.client_id(),
            worked: 0,
        };
        let mut begun: Vec<Begun> = flows.iter().enumerate().map(of).collect();
        begun.sort_by_key(|begun| (begun.order, Reverse(begun.position)));
        let mut places = vec![0; flows.len()];
        for (place, begun) in begun.iter().enumerate() {
            places[begun.position] = place;
        }
        Self {
            begun,
            places,
            lone: Lone::default(),
            preflighted: BTreeSet::new(),
            flows,
            index,
            others: BTreeMap::new(),
            device_codes: codes.map(|(position, device)| (device.device_code.expose().to_owned(), position)).collect(),
            devices,
        }
    }

    /// Adds a token request to the login that it belongs to, or to a new one.
    pub(crate) fn add_token(&mut self, token: TokenExchange) {
        let grant = token.grant();
        if let Some(flow) = self.refused_before(&token, grant) {
            self.flows[flow].follow_ups.push(token);
            return;
        }
        // What a redirect asked for again may have lost its parameters.
        let again = self.index.forwarded_to(&token.endpoint).filter(|_| token.params.is_empty());
        let known = match grant {
            _ if again.is_some() => again,
            Grant::AuthorizationCode => self.code_flow_of(&token),
            Grant::RefreshToken => token.params.value("refresh_token").and_then(|sent| self.index.chain(sent)),
            _ => self.others.get(&other_key(grant, &token)).copied(),
        };
        let parent = token.params.value("refresh_token").filter(|_| grant == Grant::RefreshToken && known.is_none());
        let parent = parent.and_then(|sent| self.index.issuer(sent));
        let may_be_lone = known.is_none() && parent.is_none() && !grant.is_polled() && !token.proposed;
        if may_be_lone && !self.preflighted.contains(&token.endpoint) && self.lone.count(&token, &self.flows) {
            self.index.add_counted(&token);
            return;
        }
        let flow = known.filter(|_| !token.proposed).unwrap_or_else(|| {
            self.flows.push(Flow::new(grant));
            self.flows.len() - 1
        });
        if parent.is_some() {
            self.flows[flow].parent = parent;
        }
        if grant.is_polled() && known.is_none() {
            self.flows[flow].device = self.device_of(&token).map(Box::new);
        }
        if token.proposed {
            self.flows[flow].tokens.push(token);
            return;
        }
        if !matches!(grant, Grant::AuthorizationCode | Grant::RefreshToken) {
            self.others.insert(other_key(grant, &token), flow);
        }
        self.index.add_token(flow, grant == Grant::RefreshToken, self.flows[flow].parent, &token);
        let begun = self.places.get(flow).map(|place| &mut self.begun[*place]);
        let client = begun.as_ref().filter(|begun| begun.client.is_none()).and_then(|_| token.client_id());
        let (before, after) = push(&mut self.flows[flow].tokens, token);
        if let Some(begun) = begun {
            begun.worked = begun.worked + usize::from(after) - usize::from(before);
            begun.client = begun.client.take().or(client);
        }
    }

    /// Returns where the values of the logins are found.
    pub(crate) fn index(&self) -> &ValueIndex {
        &self.index
    }

    /// Notes a request that hands a code to a server of the application; a form that is posted to the callback is none. Returns
    /// whether there is a login that it belongs to.
    pub(crate) fn add_backend(&mut self, seen: Seen, status: Option<u16>) -> bool {
        if self.index.is_callback(seen.exchange) {
            return false;
        }
        let latest = self.latest_before(seen.order, |_, flow| flow.delivered_code().is_some());
        if let Some(flow) = latest.map(|flow| &mut self.flows[flow]).filter(|flow| flow.backend.is_none()) {
            flow.backend = Some(seen);
            flow.backend_status = status;
        }
        latest.is_some()
    }

    /// Adds a preflight to the login whose token request it guards, or, where that request is not in the capture, to the login
    /// that waits for its tokens. Returns whether there is one.
    pub(crate) fn add_preflight(&mut self, preflight: Preflight, known: &Surroundings<'_>) -> bool {
        let order = preflight.seen.order;
        if self.index.is_nearest_counted(&preflight.endpoint, order) {
            return true;
        }
        let waiting = || {
            let url = UrlParts::parse(&preflight.endpoint);
            let mut documents = known.metadata.mentioning(MetadataMember::TokenEndpoint, &preflight.endpoint);
            let discovered = documents.next().is_some();
            let at_server = discovered || token::is_token_path(&url) && known.authorize_origins.contains(&url.origin());
            let waits = |_: &Begun, flow: &Flow| flow.delivered_code().is_some() && flow.tokens.is_empty();
            if at_server { self.latest_before(order, waits) } else { None }
        };
        let Some(flow) = self.index.nearest(&preflight.endpoint, order).or_else(waiting) else {
            return false;
        };
        self.flows[flow].preflights.push(preflight);
        true
    }

    /// Notes that a preflight was sent.
    pub(crate) fn note_preflight(&mut self, preflight: &Preflight) {
        if !self.preflighted.contains(&preflight.endpoint) {
            self.preflighted.insert(preflight.endpoint.clone());
        }
    }

    /// Returns the logins, and the token requests that were only counted.
    pub(crate) fn finish(mut self) -> (Vec<Flow>, Vec<FoldedToken>) {
        self.return_strays();
        (self.flows, self.lone.into_folded())
    }

    /// Returns the last login that began before `order` and that `wanted` takes, among those that began last.
    fn latest_before(&self, order: usize, wanted: impl Fn(&Begun, &Flow) -> bool) -> Option<usize> {
        let end = self.begun.partition_point(|begun| begun.order <= order);
        // Those that began with a token request began last of all.
        let others = self.flows.len() - self.begun.len();
        let mut recent = self.begun[..end].iter().rev().take(RECENT.saturating_sub(others));
        recent.find(|begun| wanted(begun, &self.flows[begun.position])).map(|begun| begun.position)
    }

    /// Finds how a device flow began: by its code, or else as the last of this client.
    fn device_of(&self, token: &TokenExchange) -> Option<DeviceAuthorization> {
        let by_code = || {
            self.device_codes
                .get(token.params.filled_any(&["device_code", "auth_req_id"])?.value.as_str())
                .and_then(|&at| self.devices.get(at))
        };
        let by_client = || {
            let client = token.client_id()?;
            let end = self.devices.partition_point(|device| device.seen.order < token.seen.order);
            let mut before = self.devices.iter().take(end).rev().take(RECENT);
            before.find(|device| device.client_id.as_ref() == Some(&client))
        };
        by_code().or_else(by_client).cloned()
    }

    /// Finds the login that an authorization-code token request belongs to.
    fn code_flow_of(&self, token: &TokenExchange) -> Option<usize> {
        let code = token
            .params
            .filled_any(&["code", "auth_code", "Code", "authorization_code"])
            .filter(|code| !code.is_placeholder());
        let verifier = token.params.iter().find(|param| param.name.to_ascii_lowercase().contains("verifier"));
        let verifier = verifier.filter(|verifier| !verifier.is_placeholder());
        let by_challenge = verifier.and_then(|verifier| self.index.challenge(&s256(&verifier.value)));
        if let Some(by_code) = code.and_then(|code| self.index.like_code(&code.value)) {
            return Some(self.login_at_hand(by_code, by_challenge, token));
        }
        by_challenge.or_else(|| {
            let waiting = self.waiting_for(token, code.is_some());
            waiting.filter(|&flow| !is_of_other_provider(&self.flows[flow], token))
        })
    }

    /// Finds the login whose authorization was refused, where the client asks for a token anyway: it has no code to send.
    fn refused_before(&self, token: &TokenExchange, grant: Grant) -> Option<usize> {
        if grant != Grant::AuthorizationCode || token.proposed || !lacks_code(token) {
            return None;
        }
        let client = token.client_id();
        let last = self.latest_before(token.seen.order, |begun, flow| {
            let is_begun = flow.authorize.is_some() || !flow.responses.is_empty();
            is_begun && (client.is_none() || begun.client.is_none() || begun.client == client)
        })?;
        let flow = &self.flows[last];
        let is_refused = flow.error_response().is_some() && flow.delivered_code().is_none();
        (is_refused && flow.tokens.is_empty()).then_some(last)
    }

    /// Finds the login that waits for a token request of this client.
    fn waiting_for(&self, token: &TokenExchange, has_code: bool) -> Option<usize> {
        let (order, client) = (token.seen.order, token.client_id());
        // A code that no callback delivered belongs to a login of this client, or to none that is in the capture.
        let strange = |begun: &Begun, flow: &Flow| {
            has_code && flow.delivered_code().is_some() && (client.is_none() || begun.client != client)
        };
        let fits = |begun: &Begun, flow: &Flow| {
            flow.grant == Grant::AuthorizationCode
                && begun.worked == 0
                && (client.is_none() || begun.client.is_none() || begun.client == client)
                && !(flow.authorize.is_none() && flow.responses.is_empty())
                && !strange(begun, flow)
        };
        let unredeemed = |flow: &Flow| {
            flow.grant == Grant::AuthorizationCode && flow.tokens.is_empty() && flow.delivered_code().is_some()
        };
        self.latest_before(order, |begun, flow| fits(begun, flow) && flow.delivered_code().is_some())
            .or_else(|| self.latest_before(order, |begun, flow| flow.responses.is_empty() && fits(begun, flow)))
            .or_else(|| self.latest_before(order, |begun, flow| unredeemed(flow) && !strange(begun, flow)))
            .or_else(|| self.only_elsewhere(token.seen.input, fits))
    }

    /// Finds the one login of another input, whose clock or place among the arguments says little, that waits for a token request.
    fn only_elsewhere(&self, input: u32, fits: impl Fn(&Begun, &Flow) -> bool) -> Option<usize> {
        let elsewhere = |flow: &Flow| {
            let authorize = flow.authorize.as_ref().map(|authorize| authorize.seen.input);
            authorize.is_some_and(|authorize| authorize != input) && flow.tokens.is_empty()
        };
        let first = self.flows.iter().zip(&self.places).take(RECENT);
        let mut waiting = first.filter(|(flow, place)| elsewhere(flow) && fits(&self.begun[**place], flow));
        let (_, only) = waiting.next()?;
        waiting.next().is_none().then_some(self.begun[*only].position)
    }

    /// Decides between the login that was given the code and another one.
    ///
    /// Where the verifier is that of another login, one of the two is the wrong one: the login at hand is the one that the
    /// `redirect_uri` speaks for, or else the one whose code arrived last. A code that had been redeemed already, while the
    /// code of a later login was not, belongs to an earlier login too.
    fn login_at_hand(&self, by_code: usize, by_challenge: Option<usize>, token: &TokenExchange) -> usize {
        let redirect_uri = token.params.value("redirect_uri");
        let names_it = |flow: usize| {
            redirect_uri.is_some()
                && self.flows[flow].named("redirect_uri").map(|uri| uri.value.as_str()) == redirect_uri
        };
        if let Some(other) = by_challenge.filter(|&other| other != by_code && names_it(other) && !names_it(by_code)) {
            return other;
        }
        let waiting = |&last: &usize| last != by_code && self.flows[last].tokens.is_empty();
        let Some(last) = self.index.delivered_last(token.seen.order).filter(waiting) else {
            return by_code;
        };
        let uses_pkce = |flow: usize| self.flows[flow].named("code_challenge").is_some();
        let redeemed_before = !self.flows[by_code].tokens.is_empty();
        let no_pkce = !uses_pkce(last) && !uses_pkce(by_code);
        if by_challenge == Some(last) || no_pkce && redeemed_before { last } else { by_code }
    }

    /// A request with another login's code was counted to the login whose code arrived last. Where that login redeemed its own
    /// code after all, the request was not its own.
    fn return_strays(&mut self) {
        for flow in 0..self.flows.len() {
            let owner = |token: &TokenExchange| self.index.code(token.params.value("code")?);
            let has_own = self.flows[flow].tokens.iter().any(|token| owner(token) == Some(flow));
            let is_stray = |token: &TokenExchange| owner(token).is_some_and(|owner| owner != flow);
            if !has_own || !self.flows[flow].tokens.iter().any(is_stray) {
                continue;
            }
            let (strays, own): (Vec<_>, Vec<_>) =
                std::mem::take(&mut self.flows[flow].tokens).into_iter().partition(|token| is_stray(token));
            self.flows[flow].tokens = own;
            for stray in strays {
                if let Some(owner) = stray.params.value("code").and_then(|code| self.index.code(code)) {
                    self.flows[owner].tokens.push(stray);
                }
            }
        }
    }
}

/// Returns whether a request for the tokens of a code has none: it is not there, what should have filled it was not set, or the
/// server says so of a request that a text does not show.
fn lacks_code(token: &TokenExchange) -> bool {
    match token.params.get("code") {
        Some(code) => is_unset(&code.value),
        None if token.excerpt => {
            token.params.is_empty() && token.answer.says(&["missing"]) && token.answer.says(&["code"])
        }
        None => token.params.get("grant_type").is_some() && token.params.filled("auth_code").is_none(),
    }
}

/// A service worker makes two entries of one fetch, and two inputs may show one request. Returns whether the request that changed had
/// got a token before, and has now.
fn push(tokens: &mut Vec<TokenExchange>, token: TokenExchange) -> (bool, bool) {
    let is_twin = |earlier: &&mut TokenExchange| {
        let by_worker = earlier.service_worker && token.service_worker;
        let recorded_twice = earlier.seen.input != token.seen.input && may_be_same_answer(earlier, &token);
        (by_worker || recorded_twice) && is_same_request(earlier, &token)
    };
    let says_nothing = |token: &TokenExchange| token.answer.access_token.is_none() && token.answer.error.is_none();
    let twin = tokens.iter_mut().rev().take(RECENT).find(is_twin);
    let Some(earlier) = twin else {
        let worked = token.succeeded();
        // Most logins have one, and a vector that grows by itself makes room for four.
        if tokens.is_empty() {
            tokens.reserve_exact(1);
        }
        tokens.push(token);
        return (false, worked);
    };
    let before = earlier.succeeded();
    if earlier.seen.input != token.seen.input {
        if says_nothing(earlier) && !says_nothing(&token) {
            *earlier = token;
        }
    } else if says_nothing(earlier) {
        earlier.answer = token.answer;
    }
    (before, earlier.succeeded())
}

/// Returns whether two recordings of a request may be of the same one: a command that was pasted has no answer. An answer that asks
/// for the request again is followed by one that looks the same; only the proof tells the two apart.
fn may_be_same_answer(a: &TokenExchange, b: &TokenExchange) -> bool {
    let said = |token: &TokenExchange| {
        let answer = &token.answer;
        (answer.status, answer.error.clone(), answer.access_token.clone())
    };
    let is_asked_again = a.is_pending() || b.is_pending();
    let one_is_unknown = a.answer.status.is_none() || b.answer.status.is_none();
    said(a) == said(b) || one_is_unknown && (!is_asked_again || has_same_proof(a, b) == Some(true))
}

fn is_same_request(a: &TokenExchange, b: &TokenExchange) -> bool {
    let pairs = |token: &TokenExchange| {
        token.params.iter().map(|param| (param.name.clone(), param.value.clone())).collect::<Vec<_>>()
    };
    is_same_place(&a.endpoint, &b.endpoint) && pairs(a) == pairs(b) && has_same_proof(a, b) != Some(false)
}

/// Returns whether two requests carry the same `DPoP` proof, by its `jti` (RFC 9449 §4.2); `None` if one of them shows none.
fn has_same_proof(a: &TokenExchange, b: &TokenExchange) -> Option<bool> {
    let id = |token: &TokenExchange| token.proof.as_ref()?.jti.clone();
    Some(id(a)? == id(b)?)
}

/// Returns what the requests of one device, user or client have in common.
fn other_key(grant: Grant, token: &TokenExchange) -> String {
    let client = token.client_id().unwrap_or_default();
    let value = |name: &str| token.params.value(name).unwrap_or_default();
    [grant.as_str(), &token.endpoint, &client, value("device_code"), value("auth_req_id"), value("username")]
        .join("\u{1}")
}
