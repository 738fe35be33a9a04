//! What a line of a log, an exception or a sentence says, without what wraps it.

use jiff::Timestamp;

use crate::text::placed::Text;

/// How a text shows a message; what comes later in this order shows less.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum EvidenceLevel {
    /// An HTTP message as it was sent.
    #[default]
    Seen,
    /// Parameters that a program printed: decoded, perhaps masked or cut, perhaps not all of them.
    Logged,
    /// What a program concluded: an event code, an exception, a sentence of a server's log.
    Stated,
    /// What a person wrote.
    Told,
}

/// A record of a log: one statement of a program, without prefixes, colours and quotes. A text without a layout of a log is
/// one record for each paragraph.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Record {
    /// The message, with its further lines (a stack trace, an object over several lines).
    pub message: Text,
    /// When it was written, where the record says so with a time zone, or in UTC.
    pub time: Option<Timestamp>,
    /// What wrote it: the logger, the tag, the class (`org.keycloak.events`).
    pub logger: Option<String>,
    /// The thread.
    pub thread: Option<String>,
    /// What links records of one request: names as they are there (`request_id`, `traceId`) with their values.
    pub ids: Vec<(String, String)>,
    /// The members of a structured record (JSON, logfmt), by their paths (`error.reason`), but the message.
    pub fields: Vec<(String, Text)>,
}
