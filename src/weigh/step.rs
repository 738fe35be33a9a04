//! The messages of a login, in the order of time.

use crate::capture::CallFrame;
use crate::flow::{DiscoveryKind, Flow, Seen};
use crate::oauth::Grant;

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
    /// The HTTP status of its answer.
    pub status: Option<u16>,
    /// The script that sent it and what called it, innermost first.
    pub sent_by: Vec<CallFrame>,
    /// A page in a browser sent it to the authorization server, not a server of the application.
    pub from_browser: bool,
}

/// Returns the messages.
pub(crate) fn steps(flow: &Flow) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut add = |kind, seen, status| {
        steps.push(Step {
            kind,
            seen,
            status,
            sent_by: Vec::new(),
            // Nothing but a browser asks with a preflight (Fetch standard).
            from_browser: kind == StepKind::Preflight,
        });
    };
    for step in &flow.discovery {
        let kind = match step.kind {
            DiscoveryKind::Challenge => StepKind::ResourceChallenge,
            DiscoveryKind::Resource => StepKind::ResourceMetadata,
            DiscoveryKind::Server => StepKind::ServerMetadata,
            DiscoveryKind::Registration => StepKind::Registration,
        };
        add(kind, step.seen, step.status);
    }
    if let Some(authorize) = &flow.authorize {
        if let Some(pushed) = &authorize.pushed {
            add(StepKind::PushedRequest, pushed.seen, pushed.status);
        }
        if authorize.pushed.as_ref().is_none_or(|pushed| pushed.seen.exchange != authorize.seen.exchange) {
            add(StepKind::AuthorizeRequest, authorize.seen, authorize.answers.first().and_then(|answer| answer.status));
        }
    }
    for response in &flow.responses {
        if response.callbacks.iter().all(|callback| callback.seen.exchange != response.seen.exchange) {
            add(StepKind::AuthorizationResponse, response.seen, None);
        }
        for callback in &response.callbacks {
            add(StepKind::Callback, callback.seen, callback.status);
        }
    }
    if let Some(backend) = flow.backend {
        add(StepKind::BackendRequest, backend, None);
    }
    for preflight in &flow.preflights {
        add(StepKind::Preflight, preflight.seen, preflight.status);
    }
    if let Some(device) = &flow.device {
        add(StepKind::DeviceAuthorizationRequest, device.seen, device.status);
    }
    if let Some(refused) = &flow.refused_device {
        add(StepKind::DeviceAuthorizationRequest, refused.seen, refused.answer.status);
    }
    for token in flow.all_tokens() {
        let kind = if token.proposed { StepKind::ProposedRequest } else { StepKind::from_grant(flow.grant) };
        steps.push(Step {
            kind,
            seen: token.seen,
            status: token.answer.status,
            sent_by: token.call_stack.clone(),
            from_browser: token.from_browser,
        });
    }
    steps.sort_by_key(|step| step.seen.order);
    steps
}
