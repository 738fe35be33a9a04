//! A request or response of a text, and how it is known.

use std::ops::Range;

use crate::exchange::{Request, Response};

/// A request or response of a text, and how it is known.
#[derive(Debug)]
pub(crate) struct FoundMessage {
    /// The bytes of the page that it takes.
    pub(crate) range: Range<usize>,
    /// The request or response.
    pub(crate) message: RequestOrResponse,
    /// How the text shows it.
    pub(crate) origin: MessageOrigin,
    /// In which part of the text it stands: a quoted mail is another part than the mail that quotes it.
    pub(crate) section: u32,
}

/// How the text shows a request or response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MessageOrigin {
    /// A program printed it.
    Transcript(Printed),
    /// A command that sends it.
    Command,
    /// Someone copied or wrote down parts of it.
    Written,
}

/// Which program printed a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Printed {
    /// The message as it is: `curl -i`, HTTPie, editors, proxies.
    Raw,
    /// `curl -v`, which shows no request body.
    Verbose,
    /// `curl --trace` or `--trace-ascii`.
    Trace,
}

/// A request or a response that is in a text.
#[derive(Debug)]
pub(crate) enum RequestOrResponse {
    /// What was sent, or is to be sent: a request as recorded, a command, a URL.
    Request(Request),
    /// An answer.
    Response(Response),
}
