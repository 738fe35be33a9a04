//! Finds the login of each request to a protected resource: by the token that it presents; without one, by the resource that the
//! login is for.

use std::collections::{BTreeMap, HashMap, HashSet};

use oauth_doctor_wire::url::UrlParts;

use crate::capture::Exchange;
use crate::disclose::Secret;
use crate::flow::link::uses;
use crate::flow::message::discovery::DiscoveryKind;
use crate::flow::message::resource;
use crate::flow::{Flow, ResourceRequest, Seen};
use crate::oauth::{Param, jwt};

/// Gives requests, which are in time order, to their logins; returns when each origin last granted one.
pub(crate) fn attach(requests: Vec<ResourceRequest>, flows: &mut [Flow]) -> BTreeMap<String, usize> {
    if requests.is_empty() {
        return BTreeMap::new();
    }
    let owners = owners(flows);
    let own: HashSet<usize> = flows.iter().flat_map(own_messages).collect();
    let challenges: HashSet<usize> = flows.iter().flat_map(challenges).collect();
    let mut targets: Vec<Target> = Vec::new();
    let mut is_target_of: HashMap<usize, usize> = HashMap::new();
    let mut issued: Vec<(Seen, usize)> =
        flows.iter().enumerate().filter_map(|(at, flow)| Some((issued_at(flow)?, at))).collect();
    issued.sort_unstable_by_key(|(seen, at)| (seen.order, *at));
    for (seen, at) in &issued {
        is_target_of.insert(*at, targets.len());
        targets.push(Target { issued: *seen, flow: *at, places: places(&flows[*at]), is_used: false });
    }
    let mut granted = BTreeMap::new();
    let mut found: Vec<(usize, ResourceRequest)> = Vec::new();
    for request in requests {
        let order = request.seen.order;
        // What leads to a login asks for no resource; but a client that begins again at once has not sent the token that it got.
        let begins_again = challenges.contains(&order);
        if own.contains(&order) && !begins_again && request.token.is_none() {
            continue;
        }
        if request.is_granted() {
            granted.insert(request.origin(), order);
            if request.token.is_none() {
                continue;
            }
        }
        let flow = if let Some(token) = &request.token {
            owners.get(token).copied().filter(|(issued, _)| *issued < order).map(|(_, flow)| flow)
        } else {
            let before = targets.partition_point(|target| target.issued.order < order);
            let mut recent = targets[..before].iter().rev().take(MANY);
            let meant = recent.find(|target| target.is_meant_by(&request));
            meant.filter(|target| !begins_again || target.is_unused_at(&request)).map(|target| target.flow)
        };
        let Some(flow) = flow else { continue };
        if let Some(target) = is_target_of.get(&flow).and_then(|at| targets.get_mut(*at)) {
            target.learn(&request);
        }
        found.push((flow, request));
    }
    for (flow, request) in found {
        flows[flow].resources.push(request);
    }
    for flow in flows.iter_mut() {
        mark_last_words(&mut flow.resources, &granted);
    }
    granted
}

/// Marks the refusals with which a resource had the last word.
fn mark_last_words(requests: &mut [ResourceRequest], granted: &BTreeMap<String, usize>) {
    let mut answered: HashSet<String> = HashSet::new();
    for request in requests.iter_mut().rev().filter(|request| request.is_refused() || request.is_granted()) {
        let origin = request.origin();
        let is_granted_later = granted.get(&origin).is_some_and(|last| *last > request.seen.order);
        request.is_last_word = answered.insert(origin) && request.is_refused() && !is_granted_later;
    }
}

/// Returns the URL of the client's metadata, where that is its `client_id`.
pub(crate) fn client_url(flow: &Flow) -> Option<String> {
    let client = flow.named("client_id").filter(|client| client.value.starts_with("https://"))?;
    let parts = UrlParts::parse(&client.value);
    (parts.path.len() > 1).then(|| parts.base.to_owned())
}

/// Returns the URL of a request without a token that was refused.
pub(crate) fn refusing_url(exchange: &Exchange) -> Option<String> {
    let is_refused = uses::bearer(exchange).is_none() && resource::is_refusal(exchange);
    is_refused.then(|| UrlParts::parse(exchange.request.url.as_str()).base.to_owned())
}

/// What a login asked a token for.
struct Target {
    /// Where the token was issued.
    issued: Seen,
    /// The position of the login.
    flow: usize,
    places: Vec<String>,
    /// A request presented the token.
    is_used: bool,
}

impl Target {
    fn is_meant_by(&self, request: &ResourceRequest) -> bool {
        self.places.iter().any(|place| is_within(&request.url, place))
    }

    /// Returns whether the client had its token just then, and had not presented it to anybody.
    fn is_unused_at(&self, request: &ResourceRequest) -> bool {
        !self.is_used && request.seen.since(&self.issued).is_some_and(|ms| (0..AT_ONCE).contains(&ms))
    }

    /// Learns where the token was sent, and where the resource sends the client.
    fn learn(&mut self, request: &ResourceRequest) {
        self.is_used |= request.token.is_some();
        let location = request.location.as_deref().filter(|_| request.token.is_some());
        let location = location.map(|location| UrlParts::parse(location).base.to_owned());
        for place in [Some(request.url.clone()), location].into_iter().flatten() {
            if self.places.len() < MANY && !self.places.contains(&place) {
                self.places.push(place);
            }
        }
    }
}

/// Returns whether a URL is this resource or a part of it.
fn is_within(url: &str, resource: &str) -> bool {
    let resource = resource.trim_end_matches('/');
    url.strip_prefix(resource).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns the URLs of the resources that a login is for.
fn places(flow: &Flow) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for step in flow.discovery.iter().take(MANY) {
        match step.kind {
            DiscoveryKind::Challenge => places.push(step.url.clone()),
            DiscoveryKind::Resource => places.extend(step.subject.clone()),
            DiscoveryKind::Server | DiscoveryKind::Registration => {}
        }
    }
    let asked = flow.authorize.iter().flat_map(|authorize| authorize.params.all("resource"));
    let sent = flow.tokens.iter().flat_map(|token| token.params.all("resource"));
    places.extend(
        asked.chain(sent).filter(|param: &&Param| !param.is_placeholder()).take(MANY).map(|param| param.value.clone()),
    );
    for token in flow.tokens.iter().filter_map(|token| token.answer.access_token.as_ref()).take(MANY) {
        let claims = jwt::claims(token.expose()).unwrap_or_default();
        places.extend(jwt::texts(&claims, "aud").into_iter().take(MANY).map(str::to_owned));
    }
    places.retain(|place| {
        let parts = UrlParts::parse(place);
        parts.is_http() && parts.query_at.is_none()
    });
    places
}

/// Returns the login that issued each token first, and when.
fn owners(flows: &[Flow]) -> BTreeMap<Secret, (usize, usize)> {
    let mut owners: BTreeMap<Secret, (usize, usize)> = BTreeMap::new();
    let mut own = |token: Secret, order: usize, flow: usize| {
        let owner = owners.entry(token).or_insert((order, flow));
        *owner = (*owner).min((order, flow));
    };
    for (at, flow) in flows.iter().enumerate() {
        for token in &flow.tokens {
            for issued in [&token.answer.access_token, &token.answer.id_token].into_iter().flatten() {
                own(issued.clone(), token.seen.order, at);
            }
        }
        for response in &flow.responses {
            for issued in ["access_token", "id_token"].iter().filter_map(|name| response.params.filled(name)) {
                own(Secret::new(&issued.value), response.seen.order, at);
            }
        }
    }
    owners
}

/// Returns when a login got its access token.
fn issued_at(flow: &Flow) -> Option<Seen> {
    let by_answer = flow.tokens.iter().find(|token| token.succeeded()).map(|token| token.seen);
    let delivered = || flow.responses.iter().find(|response| response.params.filled("access_token").is_some());
    by_answer.or_else(|| Some(delivered()?.seen))
}

/// Returns where resources refused the client before a login: positions in time.
fn challenges(flow: &Flow) -> impl Iterator<Item = usize> {
    let challenges = flow.discovery.iter().filter(|step| step.kind == DiscoveryKind::Challenge);
    challenges.map(|step| step.seen.order)
}

/// Returns where the messages are that lead to a token: positions in time.
fn own_messages(flow: &Flow) -> impl Iterator<Item = usize> {
    let steps = flow.discovery.iter().map(|step| step.seen.order);
    let authorize = flow.authorize.iter().map(|authorize| authorize.seen.order);
    steps.chain(authorize).chain(flow.tokens.iter().map(|token| token.seen.order))
}

/// For how many milliseconds a client that does not present its token has not lost it by itself.
const AT_ONCE: i64 = 60_000;

/// How many resources of a login are told apart.
const MANY: usize = 16;
