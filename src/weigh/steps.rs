//! The messages of a login, in the order of time.

use crate::capture::CallFrame;
use crate::flow::{DiscoveryKind, Flow, Seen};
use crate::oauth::Grant;

/// A message of a login.
#[derive(Debug)]
pub struct Step {
    /// `resource_challenge`, `resource_metadata`, `server_metadata`, `registration`, `pushed_request`, `authorize_request`,
    /// `authorization_response`, `callback`, `device_authorization_request`, `preflight`, `token_request`, `refresh_request`,
    /// `proposed_request` (a text proposes it, nobody sent it), `backend_request`.
    pub kind: &'static str,
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
            from_browser: kind == "preflight",
        });
    };
    for step in &flow.discovery {
        let kind = match step.kind {
            DiscoveryKind::Challenge => "resource_challenge",
            DiscoveryKind::Resource => "resource_metadata",
            DiscoveryKind::Server => "server_metadata",
            DiscoveryKind::Registration => "registration",
        };
        add(kind, step.seen, step.status);
    }
    if let Some(authorize) = &flow.authorize {
        if let Some(pushed) = &authorize.pushed {
            add("pushed_request", pushed.seen, pushed.status);
        }
        if authorize
            .pushed
            .as_ref()
            .is_none_or(|pushed| pushed.seen.exchange != authorize.seen.exchange)
        {
            add(
                "authorize_request",
                authorize.seen,
                authorize.answers.first().and_then(|answer| answer.status),
            );
        }
    }
    for response in &flow.responses {
        if response
            .callbacks
            .iter()
            .all(|callback| callback.seen.exchange != response.seen.exchange)
        {
            add("authorization_response", response.seen, None);
        }
        for callback in &response.callbacks {
            add("callback", callback.seen, callback.status);
        }
    }
    if let Some(backend) = flow.backend {
        add("backend_request", backend, None);
    }
    for preflight in &flow.preflights {
        add("preflight", preflight.seen, preflight.status);
    }
    if let Some(device) = &flow.device {
        add("device_authorization_request", device.seen, device.status);
    }
    for token in &flow.tokens {
        let kind = if token.proposed {
            "proposed_request"
        } else if flow.grant == Grant::RefreshToken {
            "refresh_request"
        } else {
            "token_request"
        };
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
