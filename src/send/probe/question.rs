//! The requests of a probe. No credential is among them.

use super::Probe;
use crate::capture::{self, Text};
use crate::disclose::Secret;
use crate::oauth::request::{Field, FieldValue};
use crate::oauth::{BodyForm, Request};
use crate::send::wire::{AGENT, header, message};

/// A request, and what is special about it.
pub(super) struct Question {
    pub(super) shape: &'static str,
    pub(super) request: capture::Request,
}

/// Returns the requests to a token endpoint.
pub(super) fn questions(probe: &Probe, endpoint: &str) -> Vec<Question> {
    let shapes = [
        ("form", BodyForm::Form, ""),
        ("json", BodyForm::Json, ""),
        ("no-code", BodyForm::Form, "code"),
        ("no-grant-type", BodyForm::Form, "grant_type"),
        ("no-client-id", BodyForm::Form, "client_id"),
    ];
    let posts = shapes.into_iter().filter_map(|(shape, body, without)| {
        Some(Question { shape, request: message(&token_request(probe, endpoint, body, without)).ok()? })
    });
    let preflight =
        probe.origin.as_ref().map(|origin| Question { shape: "preflight", request: preflight(endpoint, origin) });
    posts.chain(preflight).collect()
}

/// A request for a document.
pub(super) fn get(url: &str) -> capture::Request {
    capture::Request {
        method: "GET".to_owned(),
        url: Text::new(url.to_owned(), Vec::new()),
        headers: vec![header("Accept", "application/json"), header("User-Agent", AGENT)],
        body: None,
    }
}

/// The preflight that a browser sends before a request whose body is JSON (Fetch standard, CORS-preflight fetch).
fn preflight(url: &str, origin: &str) -> capture::Request {
    capture::Request {
        method: "OPTIONS".to_owned(),
        url: Text::new(url.to_owned(), Vec::new()),
        headers: vec![
            header("User-Agent", AGENT),
            header("Origin", origin),
            header("Access-Control-Request-Method", "POST"),
            header("Access-Control-Request-Headers", ASKED_HEADERS),
        ],
        body: None,
    }
}

fn token_request(probe: &Probe, endpoint: &str, body: BodyForm, without: &str) -> Request {
    let client = probe.client_id.as_deref().unwrap_or(CLIENT);
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", CODE),
        ("redirect_uri", "https://oauth-doctor-probe.invalid/callback"),
        ("client_id", client),
        ("code_verifier", VERIFIER),
    ];
    let params = pairs.into_iter().filter(|(name, _)| *name != without);
    Request {
        method: "POST".to_owned(),
        url: endpoint.to_owned(),
        body,
        content_type: None,
        body_text: None,
        basic: None,
        other_authorization: false,
        params: params
            .map(|(name, value)| Field {
                name: name.to_owned(),
                value: FieldValue::Known(Secret::new(value)),
                in_url: false,
            })
            .collect(),
        proofs: 0,
        proof: None,
        origin: probe.origin.clone(),
    }
}

/// What the preflight asks for.
pub(super) const ASKED_HEADERS: &str = "content-type";
/// A client that no server knows.
pub(super) const CLIENT: &str = "oauth-doctor-probe";
const CODE: &str = "oauth-doctor-probe-invalid-code";
/// Well-formed (RFC 7636 §4.1), so that the code is what is wrong.
const VERIFIER: &str = "oauth-doctor-probe-verifier-that-belongs-to-nothing";
