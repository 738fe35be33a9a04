//! What a client does before there is a login: it finds the authorization server of a resource (RFC 9728, RFC 8414) and
//! registers itself there (RFC 7591), as clients of the Model Context Protocol do.

use oauth_doctor_wire::url::{UrlParts, resolve};
use serde_json::{Map, Value};

use crate::capture::{Exchange, Text};
use crate::flow::message::recognise::json_body;
use crate::flow::{Flow, Seen};
use crate::oauth::Grant;
use crate::oauth::params::Params;
use crate::oauth::part::{Component, Message};

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
    /// `error` of the answer.
    pub error: Option<String>,
    /// `error_description` of the answer.
    pub description: Option<String>,
    /// What the answer says it is about: `issuer`, or `resource`.
    pub subject: Option<String>,
    /// Where it points to: `resource_metadata` of a challenge, `authorization_servers` of a resource.
    pub points_to: Vec<String>,
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
        let is_answered = ok && (answer.is_empty() || answer.contains_key(told));
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
        })
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

/// Gives each step to the login that follows it, and those that no login follows to one that never began.
pub(crate) fn attach(steps: Vec<Discovery>, flows: &mut Vec<Flow>) {
    let mut begins: Vec<(usize, usize)> = flows
        .iter()
        .enumerate()
        .filter(|(_, flow)| flow.authorize.is_some())
        .map(|(position, flow)| (flow.began(), position))
        .collect();
    begins.sort_unstable();
    let mut groups: std::collections::BTreeMap<Option<usize>, Vec<Discovery>> = std::collections::BTreeMap::new();
    for step in steps {
        let next = begins.partition_point(|(began, _)| *began <= step.seen.order);
        let flow = begins.get(next).map(|(_, position)| *position);
        groups.entry(flow).or_default().push(step);
    }
    for (flow, steps) in groups {
        if !want_login(&steps, flows.is_empty()) {
            continue;
        }
        match flow {
            Some(flow) => flows[flow].discovery = steps,
            None => flows.push(Flow { discovery: steps, ..Flow::new(Grant::AuthorizationCode) }),
        }
    }
}

/// Returns the URL that a challenge names (RFC 9728 §5.1).
fn resource_metadata(exchange: &Exchange) -> Option<String> {
    let challenge = exchange.response.as_ref()?.header("www-authenticate")?.as_str();
    let (_, rest) = challenge.split_once("resource_metadata=")?;
    let value = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split([',', ' ']).next()?,
    };
    Some(resolve(exchange.request.url.as_str(), value))
}

fn is_registration(exchange: &Exchange) -> bool {
    let request = &exchange.request;
    let sent = request.body.as_ref().filter(|_| request.method.eq_ignore_ascii_case("POST"));
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
    let allows = |response: &crate::capture::Response| {
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

const RESOURCE: &str = "/.well-known/oauth-protected-resource";
const SERVERS: &[&str] = &["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];
