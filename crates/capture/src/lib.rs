//! What was recorded of a login, as it was sent, each value with its place.
//!
//! Nothing is normalised here: a URL is the text that was recorded, a parameter keeps its encoding, repeated headers stay
//! repeated. Readers hand over one [`Exchange`] at a time, so that a caller keeps only what it needs.

use std::fmt;

use jiff::Timestamp;

mod archive;
mod command;
mod format;
#[cfg(fuzzing)]
pub mod fuzzing;
mod har;
mod http;
mod input;
mod message;
mod pasted;
mod piece;
mod refuse;
mod session;
mod sink;
mod stream;
mod text;
pub(crate) mod tool;
mod transcript;
mod zstd;

pub use format::{Format, Recorder};
pub use session::{Session, read};
pub use sink::{Attachments, Audience, Outline};

/// Where something stands in a file: line and column count from 1, the column in bytes. Binary files, too, have lines: they
/// end where a byte is a line feed.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Place {
    /// The file, as a position in [`Session::files`].
    pub file: u32,
    /// The line.
    pub line: u64,
    /// The byte of the line.
    pub column: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A recorded string, and the places of its bytes.
///
/// `Debug` shows only the length: a recorded string may hold a credential.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Text {
    value: String,
    marks: Vec<Mark>,
}

/// From byte `index` of the value on (to the next mark), byte `i` stands at `at.column + (i - index)`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mark {
    /// A byte of the value.
    pub index: usize,
    /// Its place in the file.
    pub at: Place,
}

impl Text {
    /// Makes a text from a value and the marks that place it, which are sorted by `index` and start at 0; no marks: no known place.
    pub fn new(value: String, marks: Vec<Mark>) -> Self {
        debug_assert!(marks.first().is_none_or(|mark| mark.index == 0));
        Self { value, marks }
    }

    /// Returns the string.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Returns the place of byte `index`, or of the nearest byte before it whose place is known.
    pub fn place(&self, index: usize) -> Option<Place> {
        text::place_in(&self.marks, index)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.value.len())
    }
}

/// One request and what came back.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The position in the capture; the first is 1.
    pub number: usize,
    /// Where the exchange starts in the file.
    pub at: Place,
    /// When the request was sent, by the clock of the recorder.
    pub started: Option<Timestamp>,
    /// What was sent.
    pub request: Request,
    /// What came back; absent where the recorder has none.
    pub response: Option<Response>,
    /// Why the recorder says that the exchange failed (`net::ERR_FAILED`, `_failureText`, a comment).
    pub failure: Option<String>,
    /// What else the recorder says of the exchange.
    pub recorder: RecorderHints,
}

/// What a recorder says of an exchange beside HTTP.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is said by another recorder, of any exchange"
)]
pub struct RecorderHints {
    /// Chrome's `_resourceType`: `document`, `fetch`, `xhr`, `preflight` …, in lower case.
    pub resource_type: Option<String>,
    /// A worker answered this request of a page (`_fetchedViaServiceWorker`); the worker's own request is another exchange.
    pub via_service_worker: bool,
    /// The request was made by a service worker (Playwright's `_serviceWorkerRef`, Chrome: an entry without `pageref` in a
    /// log that has pages).
    pub from_service_worker: bool,
    /// The exchange stands in a text that people or programs wrote down: what it lacks was not recorded, so that a missing answer
    /// or header says nothing.
    pub excerpt: bool,
    /// The text proposes the request; nobody sent it.
    pub proposed: bool,
    /// The script that sent the request and what called it, innermost first (Chrome's `_initiator.stack`).
    pub call_stack: Vec<CallFrame>,
}

/// A place in a script that a request came from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CallFrame {
    /// The function; empty where it has no name.
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
    /// The method as recorded; empty where it is missing.
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

/// What is recorded of a body.
#[derive(Clone, Debug)]
pub enum Content {
    /// The text, after base64 where the recorder used it.
    Text(Text),
    /// Only a list of form parameters: what HAR calls `params` where there is no `text`.
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

fn header<'a>(headers: &'a [Header], name: &str) -> Option<&'a Text> {
    headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case(name))
        .map(|header| &header.value)
}

/// What a reader says of the capture as a whole, after its last exchange.
#[derive(Debug, Default)]
pub struct Summary {
    /// The format: the name of a [`Format`], or what a refused file is (`pcap`, `image`, `unknown` …).
    pub format: &'static str,
    /// Who wrote the file, as name and version (`WebInspector 537.36`).
    pub creator: Option<String>,
    /// How many exchanges were handed over.
    pub exchanges: usize,
    /// What is odd about the capture and did not stop the reading.
    pub notes: Vec<Note>,
    /// What stopped the reading, after the exchanges that were handed over.
    pub error: Option<Error>,
}

/// Something odd in a capture that its reader could get over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// What kind of oddity, in kebab-case: `broken-entry`, `no-time`, `sanitised` …
    pub kind: &'static str,
    /// One sentence; holds no value of the capture.
    pub message: String,
    /// Where.
    pub at: Option<Place>,
}

/// Why a capture cannot be read (further). Says what was expected, never what stood there.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What was expected, and what to do.
    pub message: String,
    /// Where the reading stopped.
    pub at: Option<Place>,
}
