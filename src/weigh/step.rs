//! The messages of a login, in the order of time.

use oauth_doctor_wire::url::UrlParts;

use crate::capture::CallFrame;
use crate::disclose::Shown;
use crate::flow::{DiscoveryKind, Seen};
use crate::login::Login;
use crate::oauth::{Component, Grant, Message, Param};

/// What a message does in its login.
///
/// Evidence names messages with [`Message`](crate::oauth::Message) instead: there a pushed request is a
/// `pushed_authorization_request` (RFC 9126), and a refresh is a `token_request` (RFC 6749 §6). Reports keep both vocabularies.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(missing_docs, reason = "each says its name")]
pub enum StepKind {
    ResourceChallenge,
    ResourceMetadata,
    ServerMetadata,
    Registration,
    PushedRequest,
    AuthorizeRequest,
    AuthorizationResponse,
    Callback,
    DeviceAuthorizationRequest,
    Preflight,
    TokenRequest,
    RefreshRequest,
    /// A token request that a text proposes and nobody sent.
    ProposedRequest,
    /// It hands the code to a server of the application.
    BackendRequest,
    /// It presents the token, or lacks it, and a resource refuses it.
    ResourceRequest,
    /// The client reads the answer to its token request; a [`Run`](crate::proof::Run) has it as a step of its own.
    TokenResponse,
}

impl StepKind {
    /// Returns what a request to the token endpoint is called that uses this grant.
    pub(crate) fn from_grant(grant: Grant) -> Self {
        if grant == Grant::RefreshToken { Self::RefreshRequest } else { Self::TokenRequest }
    }

    /// Returns the name in JSON: `token_request`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ResourceChallenge => "resource_challenge",
            Self::ResourceMetadata => "resource_metadata",
            Self::ServerMetadata => "server_metadata",
            Self::Registration => "registration",
            Self::PushedRequest => "pushed_request",
            Self::AuthorizeRequest => "authorize_request",
            Self::AuthorizationResponse => "authorization_response",
            Self::Callback => "callback",
            Self::DeviceAuthorizationRequest => "device_authorization_request",
            Self::Preflight => "preflight",
            Self::TokenRequest => "token_request",
            Self::RefreshRequest => "refresh_request",
            Self::ProposedRequest => "proposed_request",
            Self::BackendRequest => "backend_request",
            Self::ResourceRequest => "resource_request",
            Self::TokenResponse => "token_response",
        }
    }

    /// Returns the name in prose: `token request`.
    pub fn title(self) -> String {
        self.as_str().replace('_', " ")
    }

    /// Returns whether it was sent to the token endpoint.
    pub fn is_token_request(self) -> bool {
        matches!(self, Self::TokenRequest | Self::RefreshRequest)
    }
}

/// A message of a login.
#[derive(Debug)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// Where it is.
    pub seen: Seen,
    /// The HTTP method, where it is kept.
    pub method: Option<String>,
    /// The URL without query and fragment, free of secrets, where it is kept.
    pub url: Option<String>,
    /// The HTTP status of its answer.
    pub status: Option<u16>,
    /// The script that sent it and what called it, innermost first.
    pub sent_by: Vec<CallFrame>,
    /// A page in a browser sent it to the authorization server, not a server of the application.
    pub from_browser: bool,
}

impl Step {
    fn new(kind: StepKind, seen: Seen, status: Option<u16>) -> Self {
        Self {
            kind,
            seen,
            method: None,
            url: None,
            status,
            sent_by: Vec::new(),
            // Nothing but a browser asks with a preflight (Fetch standard).
            from_browser: kind == StepKind::Preflight,
        }
    }

    fn sent(self, method: &str, url: &str) -> Self {
        let method = (!method.is_empty()).then(|| method.to_owned());
        Self { method, ..self.to(url) }
    }

    fn to(self, url: &str) -> Self {
        let url = Shown::masked_url(UrlParts::parse(url).base);
        Self { url: (!url.is_empty()).then_some(url), ..self }
    }
}

/// Returns the messages, in the order in which they went over the wire.
pub(crate) fn steps(login: &Login<'_>) -> Vec<Step> {
    let flow = login.flow;
    let mut steps = Vec::new();
    for refused in login.last_refusals() {
        let step = Step::new(StepKind::ResourceRequest, refused.seen, refused.status);
        steps.push(step.sent(&refused.method, &refused.url));
    }
    for step in &flow.discovery {
        let (kind, method) = match step.kind {
            DiscoveryKind::Challenge => (StepKind::ResourceChallenge, ""),
            DiscoveryKind::Resource => (StepKind::ResourceMetadata, "GET"),
            DiscoveryKind::Server => (StepKind::ServerMetadata, "GET"),
            DiscoveryKind::Registration => (StepKind::Registration, "POST"),
        };
        steps.push(Step::new(kind, step.seen, step.status).sent(method, &step.url));
    }
    if let Some(authorize) = &flow.authorize {
        if let Some(pushed) = &authorize.pushed {
            let step = Step::new(StepKind::PushedRequest, pushed.seen, pushed.status);
            steps.push(step.sent("POST", &pushed.endpoint));
        }
        if authorize.pushed.as_ref().is_none_or(|pushed| pushed.seen.exchange != authorize.seen.exchange) {
            let status = authorize.answers.first().and_then(|answer| answer.status);
            let in_body = |param: &Param| param.section == Message::AuthorizeRequest.at(Component::Body);
            let method = if authorize.params.iter().any(in_body) { "POST" } else { "GET" };
            let step = Step::new(StepKind::AuthorizeRequest, authorize.seen, status);
            steps.push(step.sent(method, &authorize.endpoint));
        }
    }
    for response in &flow.responses {
        if response.callbacks.iter().all(|callback| callback.seen.exchange != response.seen.exchange) {
            steps.push(Step::new(StepKind::AuthorizationResponse, response.seen, None).to(&response.target));
        }
        for callback in &response.callbacks {
            let step = Step::new(StepKind::Callback, callback.seen, callback.status);
            steps.push(step.sent(&callback.method, &callback.url));
        }
    }
    if let Some(backend) = flow.backend {
        steps.push(Step::new(StepKind::BackendRequest, backend, None));
    }
    for preflight in &flow.preflights {
        let step = Step::new(StepKind::Preflight, preflight.seen, preflight.status);
        steps.push(step.sent("OPTIONS", &preflight.endpoint));
    }
    if let Some(device) = &flow.device {
        steps.push(Step::new(StepKind::DeviceAuthorizationRequest, device.seen, device.status));
    }
    if let Some(refused) = &flow.refused_device {
        steps.push(Step::new(StepKind::DeviceAuthorizationRequest, refused.seen, refused.answer.status));
    }
    for token in flow.all_tokens() {
        let kind = if token.proposed { StepKind::ProposedRequest } else { StepKind::from_grant(flow.grant) };
        let step = Step::new(kind, token.seen, token.answer.status).sent(&token.method, &token.endpoint);
        steps.push(Step { sent_by: token.call_stack.clone(), from_browser: token.from_browser, ..step });
    }
    steps.sort_by_key(|step| step.seen.order);
    put_preflights_first(&mut steps);
    steps
}

/// Browsers record a preflight some milliseconds after the request that it precedes.
fn put_preflights_first(steps: &mut [Step]) {
    for at in 1..steps.len() {
        let (request, preflight) = (&steps[at - 1], &steps[at]);
        let is_late = preflight.kind == StepKind::Preflight && request.kind.is_token_request();
        let since = preflight.seen.since(&request.seen);
        let has_own = at > 1 && steps[at - 2].kind == StepKind::Preflight;
        if is_late && !has_own && since.is_some_and(|ms| (0..PREFLIGHT_LATE).contains(&ms)) {
            steps.swap(at - 1, at);
        }
    }
}

/// So many milliseconds after its request a preflight is recorded at most.
const PREFLIGHT_LATE: i64 = 100;
