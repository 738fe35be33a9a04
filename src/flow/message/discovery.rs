//! What a client does before there is a login: it finds the authorization server of a resource (RFC 9728, RFC 8414) and
//! registers itself there (RFC 7591), as clients of the Model Context Protocol do.

use std::collections::{BTreeMap, BTreeSet};

use oauth_doctor_wire::url::{UrlParts, resolve};
use serde_json::{Map, Value};

use crate::capture::{Content, Exchange, Response, Text};
use crate::disclose::placeholder::is_placeholder;
use crate::flow::message::recognise::json_body;
use crate::flow::message::resource;
use crate::flow::{Flow, Seen};
use crate::oauth::params::Params;
use crate::oauth::part::{Component, Message};
use crate::oauth::{Challenge, Grant, jwt};

/// A step towards a login.
#[derive(Debug)]
pub struct Discovery {
    /// The exchange.
    pub seen: Seen,
    /// What it is.
    pub kind: DiscoveryKind,
    /// The URL without query and fragment.
    pub url: String,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
    /// The browser did not let script have the answer, or did not send the request.
    pub is_blocked: bool,
    /// The answer is what was asked for.
    pub is_answered: bool,
    /// The answer is a page or another text that is no JSON object.
    pub is_not_json: bool,
    /// `error` of the answer.
    pub error: Option<String>,
    /// `error_description` of the answer.
    pub description: Option<String>,
    /// What the answer says it is about: `issuer`, or `resource`.
    pub subject: Option<String>,
    /// Where it points to: `resource_metadata` of a challenge, `authorization_servers` of a resource.
    pub points_to: Vec<String>,
    /// `scope` of a challenge.
    pub scope: Option<String>,
    /// The `redirect_uris` that a client wants to register.
    pub redirect_uris: Vec<String>,
    /// The `application_type` that it wants to register.
    pub application_type: Option<String>,
}

/// The kind of a step towards a login.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DiscoveryKind {
    /// A resource answered 401 and named its metadata.
    Challenge,
    /// The metadata of a protected resource was asked for.
    Resource,
    /// The metadata of an authorization server was asked for.
    Server,
    /// A client registered itself.
    Registration,
}

impl Discovery {
    /// Reads a step.
    pub(crate) fn read(exchange: &Exchange, seen: Seen) -> Option<Self> {
        let request = &exchange.request;
        let url = request.url.as_str();
        let response = exchange.response.as_ref();
        let status = response.and_then(|response| response.status);
        let points_to: Vec<String> = resource_metadata(exchange).into_iter().collect();
        let path = UrlParts::parse(url).path;
        let is_get = request.method.eq_ignore_ascii_case("GET");
        let kind = if is_get && path.contains(RESOURCE) {
            DiscoveryKind::Resource
        } else if is_get && SERVERS.iter().any(|name| path.contains(name)) {
            DiscoveryKind::Server
        } else if is_registration(exchange) {
            DiscoveryKind::Registration
        } else if !points_to.is_empty() {
            DiscoveryKind::Challenge
        } else {
            return None;
        };
        let answer = response.and_then(json_body).unwrap_or_default();
        let text = |name: &str| Some(answer.get(name)?.as_str()?.to_owned());
        let is_blocked = exchange.failure.is_some() || is_hidden(exchange);
        let ok = status.is_some_and(|status| (200..300).contains(&status)) && !is_blocked;
        let (subject, told) = match kind {
            DiscoveryKind::Resource => (text("resource"), "resource"),
            DiscoveryKind::Server => (text("issuer"), "authorization_endpoint"),
            DiscoveryKind::Registration => (None, "client_id"),
            DiscoveryKind::Challenge => (None, ""),
        };
        // A body that is not in the capture says nothing against the status.
        let is_not_json = ok && !told.is_empty() && response.is_some_and(is_not_json);
        let is_answered = ok && (answer.is_empty() && !is_not_json || answer.contains_key(told));
        let points_to = if kind == DiscoveryKind::Resource { servers(&answer) } else { points_to };
        Some(Self {
            seen,
            kind,
            url: UrlParts::parse(url).base.to_owned(),
            status,
            is_blocked,
            is_answered,
            error: text("error"),
            description: text("error_description"),
            subject,
            points_to,
            is_not_json,
            scope: challenge(exchange).and_then(|challenge| challenge.scope),
            redirect_uris: wanted(exchange, "redirect_uris"),
            application_type: wanted(exchange, "application_type").pop(),
        })
    }

    /// Reads the refusal of a request without a token, where it does not say where the metadata is.
    pub(crate) fn read_bare(exchange: &Exchange, seen: Seen) -> Option<Self> {
        let request = &exchange.request;
        let response = exchange.response.as_ref()?;
        let has_credentials = ["authorization", "cookie"].iter().any(|name| request.header(name).is_some());
        let is_http = UrlParts::parse(request.url.as_str()).is_http();
        if response.status != Some(401) || has_credentials || !is_http || !resource::is_refusal(exchange) {
            return None;
        }
        Some(Self {
            seen,
            kind: DiscoveryKind::Challenge,
            url: UrlParts::parse(request.url.as_str()).base.to_owned(),
            status: response.status,
            is_blocked: false,
            is_answered: false,
            is_not_json: false,
            error: None,
            description: None,
            subject: None,
            points_to: Vec::new(),
            scope: challenge(exchange).and_then(|challenge| challenge.scope),
            redirect_uris: Vec::new(),
            application_type: None,
        })
    }

    /// Returns whether it may be for the sake of a resource that refused this request: it asks for metadata at the same origin, and
    /// what it asks for is that of a resource, or is not there.
    fn follows(&self, refused: &Self) -> bool {
        let is_asked = match self.kind {
            DiscoveryKind::Resource => true,
            DiscoveryKind::Server => !self.is_answered,
            _ => false,
        };
        is_asked
            && self.seen.order > refused.seen.order
            && UrlParts::parse(&self.url).origin() == UrlParts::parse(&refused.url).origin()
    }
}

impl Flow {
    /// Returns whether the client only prepared a login, and none began.
    pub fn is_prepared_only(&self) -> bool {
        !self.discovery.is_empty() && self.authorize.is_none() && self.responses.is_empty() && self.tokens.is_empty()
    }

    /// Returns the registration of the client that was refused, where no login came of it.
    pub fn refused_registration(&self) -> Option<&Discovery> {
        let is_attempt = |step: &&Discovery| step.kind == DiscoveryKind::Registration;
        let last = self.discovery.iter().rfind(is_attempt).filter(|_| self.is_prepared_only())?;
        last.status.is_some_and(|status| status >= 400).then_some(last)
    }
}

/// Returns whether the steps are those of a client that wants to log in. A page may read the metadata of a server for any reason,
/// a client asks an open resource for metadata that it does not have, and a resource refuses a token that has expired.
fn want_login(steps: &[Discovery], is_only: bool) -> bool {
    steps.iter().any(|step| match step.kind {
        DiscoveryKind::Registration => true,
        DiscoveryKind::Resource => step.is_answered,
        DiscoveryKind::Challenge => is_only || steps.iter().any(|step| step.kind != DiscoveryKind::Challenge),
        DiscoveryKind::Server => false,
    })
}

/// Returns whether a client only read again what it had read for a login before.
fn is_repeat(steps: &[Discovery], flows: &[Flow]) -> bool {
    let known: BTreeSet<(&str, bool)> =
        flows.iter().flat_map(|flow| &flow.discovery).map(|step| (step.url.as_str(), step.is_answered)).collect();
    steps
        .iter()
        .all(|step| step.kind != DiscoveryKind::Registration && known.contains(&(step.url.as_str(), step.is_answered)))
}

/// Gives each step to the login that follows it, and those that no login follows to one that never began.
/// Of the refusals that name no metadata, those count that are followed by a request for metadata of that resource.
pub(crate) fn attach(mut steps: Vec<Discovery>, mut bare: Vec<Discovery>, flows: &mut Vec<Flow>) {
    let tokens: BTreeSet<usize> = flows.iter().flat_map(|flow| &flow.tokens).map(|token| token.seen.order).collect();
    // A token endpoint refuses a client, too.
    bare.retain(|refused| !tokens.contains(&refused.seen.order));
    add_bare(&mut steps, bare);
    let mut begins: Vec<(usize, usize)> = flows
        .iter()
        .enumerate()
        .filter(|(_, flow)| flow.authorize.is_some())
        .map(|(position, flow)| (flow.began(), position))
        .collect();
    begins.sort_unstable();
    let mut groups: BTreeMap<Option<usize>, Vec<Discovery>> = BTreeMap::new();
    for step in steps {
        let next = begins.partition_point(|(began, _)| *began <= step.seen.order);
        let flow = begins.get(next).map(|(_, position)| *position);
        groups.entry(flow).or_default().push(step);
    }
    // Those that no login follows come last.
    for (flow, steps) in groups.into_iter().rev() {
        if !want_login(&steps, flows.is_empty()) || flow.is_none() && is_repeat(&steps, flows) {
            continue;
        }
        match flow {
            Some(flow) => flows[flow].discovery = steps,
            None => flows.push(Flow { discovery: steps, ..Flow::new(Grant::AuthorizationCode) }),
        }
    }
}

/// Puts the last refusal before each request for metadata among the steps.
fn add_bare(steps: &mut Vec<Discovery>, bare: Vec<Discovery>) {
    if steps.is_empty() || bare.is_empty() {
        return;
    }
    let mut meant = BTreeSet::new();
    for step in steps.iter().filter(|step| step.kind != DiscoveryKind::Challenge) {
        let before = bare.partition_point(|refused| refused.seen.order < step.seen.order);
        let last = (before.saturating_sub(NEAR)..before).rev().find(|&at| step.follows(&bare[at]));
        meant.extend(last);
    }
    let bare = bare.into_iter().enumerate().filter(|(at, _)| meant.contains(at)).map(|(_, refused)| refused);
    steps.extend(bare);
    steps.sort_by_key(|step| step.seen.order);
}

/// Returns the URL that a challenge names (RFC 9728 §5.1).
fn resource_metadata(exchange: &Exchange) -> Option<String> {
    let mut named =
        resource::challenges(exchange.response.as_ref()?).filter_map(|challenge| challenge.resource_metadata);
    Some(resolve(exchange.request.url.as_str(), &named.next()?))
}

fn challenge(exchange: &Exchange) -> Option<Challenge> {
    resource::challenges(exchange.response.as_ref()?).find(Challenge::is_for_token)
}

fn is_not_json(response: &Response) -> bool {
    let text = match response.body.as_ref().map(|body| &body.content) {
        Some(Content::Text(text)) => text.as_str().trim_start_matches('\u{feff}').trim(),
        _ => return false,
    };
    // A page is one by its first letter. Of a JSON text that breaks off, the recorder may have cut the end.
    let is_page = text.starts_with('<') && text.chars().skip(1).any(|c| c == '<');
    !text.is_empty() && !text.starts_with('{') && (is_page || !is_placeholder(text))
}

/// Returns what a client wants to register.
fn wanted(exchange: &Exchange, name: &str) -> Vec<String> {
    let sent = exchange.request.body.as_ref().filter(|_| is_registration(exchange)).map(|body| &body.content);
    let Some(Content::Text(text)) = sent else { return Vec::new() };
    let sent: Map<String, Value> = serde_json::from_str(text.as_str()).unwrap_or_default();
    jwt::texts(&sent, name).into_iter().map(str::to_owned).collect()
}

fn is_registration(exchange: &Exchange) -> bool {
    let request = &exchange.request;
    // Most bodies are none: to look for the name costs less than to read them.
    let names_them = |content: &Content| match content {
        Content::Text(text) => text.as_str().contains("redirect_uris"),
        _ => true,
    };
    let is_sent = request.method.eq_ignore_ascii_case("POST");
    let sent = request.body.as_ref().filter(|body| is_sent && names_them(&body.content));
    sent.is_some_and(|body| {
        let params = Params::from_content(&body.content, Message::RegistrationRequest.at(Component::Body));
        params.get("redirect_uris").is_some_and(|uris| uris.value.starts_with('['))
    })
}

/// Returns whether the browser kept the answer from a page of another origin.
fn is_hidden(exchange: &Exchange) -> bool {
    let request = &exchange.request;
    let origin = request.header("origin").map(Text::as_str).filter(|origin| origin.starts_with("http"));
    let elsewhere = origin.is_some_and(|origin| UrlParts::parse(request.url.as_str()).origin() != origin);
    let by_script = request.header("sec-fetch-mode").is_some_and(|mode| mode.as_str() == "cors");
    let response = exchange.response.as_ref().filter(|response| !response.headers.is_empty());
    let allows = |response: &Response| {
        let allowed = response.header("access-control-allow-origin").map(Text::as_str);
        allowed == Some("*") || allowed == origin
    };
    elsewhere && by_script && response.is_some_and(|response| !allows(response))
}

fn servers(answer: &Map<String, Value>) -> Vec<String> {
    let servers = answer.get("authorization_servers").and_then(Value::as_array);
    let servers = servers.into_iter().flatten().filter_map(Value::as_str);
    servers.map(str::to_owned).collect()
}

/// Among how many refusals the one is looked for that a client wants metadata for.
const NEAR: usize = 64;

const RESOURCE: &str = "/.well-known/oauth-protected-resource";
const SERVERS: &[&str] = &["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];
