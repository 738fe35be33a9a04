//! Requests of a text with what came back.

use std::ops::Range;

use jiff::Timestamp;
use oauth_doctor_wire::percent;

use super::url;
use crate::exchange::{Body, Content, Request, Response};
use crate::record::EvidenceLevel;
use crate::text::placed::Text;
use crate::transcript::found::{MessageOrigin, Printed};

/// A request of a text, and what came back.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is told by other words of the text")]
pub(super) struct Exchanged {
    pub(super) range: Range<usize>,
    pub(super) request: Request,
    pub(super) response: Option<Response>,
    /// When a server logged it.
    pub(super) started: Option<Timestamp>,
    /// The text proposes it; nobody sent it.
    pub(super) proposed: bool,
    /// The failure that the browser's console reports.
    pub(super) failure: Option<String>,
    /// How the text shows the request.
    pub(super) origin: MessageOrigin,
    /// In which part of the text it stands.
    pub(super) section: u32,
    /// More than a URL in a sentence speaks for it.
    pub(super) is_sure: bool,
    /// A program states how it ended; the request is not shown.
    pub(super) is_stated: bool,
    /// The grant that words name.
    pub(super) grant: Option<&'static str>,
    /// The client that is named beside it.
    pub(super) client: Option<Text>,
    /// A log says that the browser came back from this URL with a code.
    pub(super) came_back: bool,
    /// The text ends in the middle of the request.
    pub(super) is_cut: bool,
    /// The words of the answer are cut off.
    pub(super) is_answer_cut: bool,
}

impl Exchanged {
    /// Returns how the text shows the request.
    pub(super) fn evidence(&self) -> EvidenceLevel {
        match self.origin {
            MessageOrigin::Written if self.is_stated || self.failure.is_some() => EvidenceLevel::Stated,
            MessageOrigin::Command | MessageOrigin::Transcript(_) if !self.is_cut => EvidenceLevel::Seen,
            MessageOrigin::Command | MessageOrigin::Transcript(_) | MessageOrigin::Written => EvidenceLevel::Logged,
        }
    }

    /// Makes the exchange of a request that is shown, without what came back.
    pub(super) fn new(range: Range<usize>, request: Request, origin: MessageOrigin, section: u32) -> Self {
        Self {
            range,
            request,
            response: None,
            started: None,
            proposed: false,
            failure: None,
            origin,
            section,
            is_sure: true,
            is_stated: false,
            grant: None,
            client: None,
            came_back: false,
            is_cut: false,
            is_answer_cut: false,
        }
    }

    /// Makes the exchange of an answer whose request the text does not show.
    pub(super) fn from_answer(range: Range<usize>, section: u32, url: Text, response: Response) -> Self {
        let request = Request { method: "POST".to_owned(), url, headers: Vec::new(), body: Some(missing()) };
        Self { response: Some(response), ..Self::new(range, request, MessageOrigin::Written, section) }
    }
}

/// Returns whether this is a URL that a browser opened.
pub(super) fn is_page(exchange: &Exchanged) -> bool {
    exchange.origin == MessageOrigin::Written
        && exchange.request.method == "GET"
        && !url::is_of_tokens(exchange.request.url.as_str())
}

/// Makes an answer of what a text has of it.
pub(super) fn answered(status: Option<u16>, body: Option<Body>) -> Response {
    Response { status, headers: Vec::new(), redirect_url: None, body }
}

/// Makes a body that the text does not show.
pub(super) fn missing() -> Body {
    Body::from(Content::Missing { bytes: None })
}

/// Returns whether only a token endpoint answers like this.
pub(super) fn is_of_token_endpoint(body: &Content) -> bool {
    let text = content(body);
    let errors = ["invalid_grant", "unsupported_grant_type", "invalid_client", "bad_verification_code"];
    text.len() <= 64 * 1024
        && (errors.iter().any(|error| text.contains(error))
            || text.contains("access_token") && text.contains("token_type"))
}

/// Returns what a body holds, to compare it.
pub(super) fn content(content: &Content) -> String {
    match content {
        Content::Text(text) => text.as_str().to_owned(),
        Content::Params { params, .. } => {
            let pairs = params.iter().map(|(name, value)| format!("{}={}", name.as_str(), value.as_str()));
            pairs.collect::<Vec<_>>().join("&")
        }
        Content::Missing { .. } => String::new(),
    }
}

/// Returns whether this request is the one that the command before it sends, as curl shows it, or that a log laid out.
pub(super) fn is_shown_by(open: &Exchanged, request: &Request, origin: MessageOrigin) -> bool {
    // HTTPie prints the request itself, body and all.
    let is_bare = request.body.as_ref().is_none_or(|body| matches!(body.content, Content::Missing { .. }));
    let is_whole = origin == MessageOrigin::Transcript(Printed::Raw)
        && open.request.body.is_some()
        && (is_bare || is_same_form(open.request.body.as_ref(), request.body.as_ref()));
    let shown = is_whole || matches!(origin, MessageOrigin::Transcript(Printed::Verbose | Printed::Trace));
    let path = |request: &Request| url::path(request.url.as_str()).trim_end_matches('/').to_owned();
    let is_at_same = open.request.url.as_str().is_empty() && is_whole || path(&open.request) == path(request);
    shown
        && (open.origin == MessageOrigin::Command || open.origin == MessageOrigin::Written && is_whole)
        && open.response.is_none()
        && open.request.method == request.method
        && is_at_same
}

/// Returns whether the body is the query of the URL once more.
pub(super) fn is_query(url: &str, body: Option<&Body>) -> bool {
    let Some((_, query)) = url.split_once('?').filter(|(_, query)| query.contains("grant_type=")) else { return false };
    let query = Body::from(Content::Text(Text::new(query.to_owned(), Vec::new())));
    is_same_form(Some(&query), body)
}

/// Returns whether two bodies have the same parameters, in whatever order and with whatever escapes.
pub(super) fn is_same_form(a: Option<&Body>, b: Option<&Body>) -> bool {
    let words = |body: &Body| {
        let body = content(&body.content);
        let mut pairs: Vec<String> = body
            .split('&')
            .map(|pair| pair.trim().split('=').map(percent::decode_form).collect::<Vec<_>>().join("="))
            .collect();
        pairs.sort();
        pairs
    };
    a.zip(b).is_some_and(|(a, b)| !content(&a.content).is_empty() && words(a) == words(b))
}

/// Returns the method, or another one where none is known.
pub(super) fn method_or(method: &str, other: &str) -> String {
    if method.is_empty() { other } else { method }.to_owned()
}

/// Returns whether nothing is known about the body of an answer.
pub(super) fn lacks_body(response: &Response) -> bool {
    response.body.as_ref().is_none_or(|body| matches!(body.content, Content::Missing { .. }))
}
