//! Requests and responses as they were recorded.

use jiff::Timestamp;

use crate::record::EvidenceLevel;
use crate::text::place::Place;
use crate::text::placed::Text;

/// A request and its response.
///
/// Readers make exchanges, and so may any program that records traffic: the parts have the fields of HTTP and are
/// exhaustive.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The position in the capture; the first is 1.
    pub number: usize,
    /// Where the exchange starts in the file.
    pub at: Place,
    /// The time of the request by the recorder's clock.
    pub started: Option<Timestamp>,
    /// The request.
    pub request: Request,
    /// The response; absent if none was recorded.
    pub response: Option<Response>,
    /// Why the recorder says that the exchange failed (`net::ERR_FAILED`, `_failureText`, a comment).
    pub failure: Option<String>,
    /// What the recorder says beyond HTTP.
    pub recorder: RecorderHints,
}

/// What a recorder says about an exchange beyond HTTP.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each comes from a different recorder, of any exchange")]
pub struct RecorderHints {
    /// Chrome's `_resourceType`: `document`, `fetch`, `xhr`, `preflight` …, in lower case.
    pub resource_type: Option<String>,
    /// A worker answered this request of a page (`_fetchedViaServiceWorker`); the worker's own request is another
    /// exchange.
    pub via_service_worker: bool,
    /// The request was made by a service worker (Playwright's `_serviceWorkerRef`, Chrome: an entry without `pageref`
    /// in a log that has pages).
    pub from_service_worker: bool,
    /// The exchange is in a text that people or programs wrote down: what it lacks was not recorded, so that a
    /// missing answer or header says nothing.
    pub excerpt: bool,
    /// How the recording shows the messages.
    pub evidence: EvidenceLevel,
    /// The grant that the words around the messages name, as a value of `grant_type`.
    pub grant: Option<&'static str>,
    /// The client that a log names beside the messages.
    pub client_id: Option<Text>,
    /// A log says that the browser came back from this URL with a code.
    pub came_back: bool,
    /// The text only proposes the request: nobody sent it.
    pub proposed: bool,
    /// The text breaks off in the words of the answer.
    pub is_answer_cut: bool,
    /// The script that sent the request and what called it, innermost first (Chrome's `_initiator.stack`).
    pub call_stack: Vec<CallFrame>,
}

/// A place in a script that a request came from.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct CallFrame {
    /// The function; empty if it has no name.
    pub function: String,
    /// The URL of the script, without query and fragment.
    pub script: String,
    /// The line; the first is 1.
    pub line: u64,
    /// The column; the first is 1.
    pub column: u64,
}

/// A request as it was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method as recorded; empty if it is missing.
    pub method: String,
    /// The URL as recorded, never parsed and re-assembled; may be relative, redacted or no URL at all.
    pub url: Text,
    /// The headers in order, without HTTP/2 pseudo headers.
    pub headers: Vec<Header>,
    /// The body, where one is recorded or known to be missing.
    pub body: Option<Body>,
}

/// A response as it was received.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status; absent where the recorder has none (0, -1, `null`).
    pub status: Option<u16>,
    /// The headers in order, without HTTP/2 pseudo headers.
    pub headers: Vec<Header>,
    /// HAR's `redirectURL` where it is not empty: the target of the redirect, verbatim or resolved by the recorder.
    pub redirect_url: Option<Text>,
    /// The body.
    pub body: Option<Body>,
}

/// A header line.
#[derive(Clone, Debug)]
pub struct Header {
    /// The name as recorded.
    pub name: String,
    /// The value as recorded.
    pub value: Text,
}

/// A message body.
#[derive(Clone, Debug)]
pub struct Body {
    /// The recorded media type (`postData.mimeType`, `content.mimeType`), which a recorder may have rewritten; the
    /// `Content-Type` header is what was sent.
    pub media_type: Option<String>,
    /// The content.
    pub content: Content,
}

impl Body {
    /// Makes a body of a media type; an empty one is none.
    pub(crate) fn with_type(media_type: String, content: Content) -> Self {
        Self { media_type: Some(media_type).filter(|media_type| !media_type.is_empty()), content }
    }
}

impl From<Content> for Body {
    fn from(content: Content) -> Self {
        Self { media_type: None, content }
    }
}

/// The recorded content of a body.
#[derive(Clone, Debug)]
pub enum Content {
    /// The text, after base64 where the recorder used it.
    Text(Text),
    /// Only a list of form parameters: what HAR calls `params` if there is no `text`.
    Params {
        /// Name and value.
        params: Vec<(Text, Text)>,
        /// Names and values are still percent-encoded (Chrome, Internet Explorer); all others decode them.
        encoded: bool,
    },
    /// The recorder left the body out; `bytes` is the size that it gives, where it gives one.
    Missing {
        /// The size of the body.
        bytes: Option<u64>,
    },
}

impl Exchange {
    /// Makes an exchange without time, failure and hints; its number is given when it is handed over.
    pub fn new(at: Place, request: Request, response: Option<Response>) -> Self {
        Self { number: 0, at, started: None, request, response, failure: None, recorder: RecorderHints::default() }
    }
}

impl Request {
    /// Returns the value of the first header of this name, whatever the case.
    pub fn header(&self, name: &str) -> Option<&Text> {
        header(&self.headers, name)
    }
}

impl Response {
    /// Returns the value of the first header of this name, whatever the case.
    pub fn header(&self, name: &str) -> Option<&Text> {
        header(&self.headers, name)
    }
}

/// Returns the value of the first header of this name, whatever the case.
pub(crate) fn header<'a>(headers: &'a [Header], name: &str) -> Option<&'a Text> {
    headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| &header.value)
}

/// Returns the value of the first header of this name as a string.
pub(crate) fn header_value<'a>(headers: &'a [Header], name: &str) -> Option<&'a str> {
    header(headers, name).map(Text::as_str)
}
