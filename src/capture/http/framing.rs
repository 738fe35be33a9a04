//! Where a body ends (RFC 9112 §6).

use std::ops::Range;

use super::head::{self, Head};
use crate::capture::text::Blob;

/// How the length of a body is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Framing {
    /// The message has no body.
    None,
    /// `Content-Length`.
    Length(u64),
    /// `Transfer-Encoding: chunked`.
    Chunked,
    /// Nothing says it.
    Unknown {
        /// What is not said is nothing: a request has no body, a response goes on to the end of the connection.
        ends: bool,
    },
}

/// What there is of a body.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Payload {
    /// Bytes as they stand.
    Range(Range<usize>),
    /// The chunks.
    Pieces(Vec<Range<usize>>),
    /// The headers tell of a body that is not there.
    Missing { bytes: Option<u64> },
}

pub(super) fn of_request(head: &Head) -> Framing {
    by_headers(head).unwrap_or(Framing::Unknown { ends: true })
}

pub(super) fn of_response(head: &Head, status: u16) -> Framing {
    if matches!(status, 100..200 | 204 | 304) {
        return Framing::None;
    }
    by_headers(head).unwrap_or(Framing::Unknown { ends: false })
}

fn by_headers(head: &Head) -> Option<Framing> {
    let chunked = head
        .header("transfer-encoding")
        .is_some_and(|value| value.as_str().to_ascii_lowercase().contains("chunked"));
    if chunked {
        return Some(Framing::Chunked);
    }
    let length = head.header("content-length")?.as_str().trim();
    length.parse().ok().map(Framing::Length)
}

impl Framing {
    /// Returns the body of a message that is alone: what behind it is only line ends, as editors add them, is no part of it. A
    /// length that does not fit is one that was not adjusted when the body was decoded or redacted, and does not count.
    pub(super) fn to_the_end(self, blob: &Blob, from: usize) -> Option<Payload> {
        let bytes = &blob.bytes;
        let rest = bytes.get(from..).unwrap_or_default();
        match self {
            Self::Chunked => match chunks(bytes, from) {
                Some((pieces, _)) => Some(Payload::Pieces(pieces)),
                // Many recorders undo the chunks and keep the header.
                None => some(from..bytes.len(), self),
            },
            Self::Length(length) => {
                let fits = usize::try_from(length).ok().filter(|length| {
                    rest.get(*length..)
                        .is_some_and(|behind| behind.iter().all(|byte| matches!(byte, b'\r' | b'\n')))
                });
                some(from..fits.map_or(bytes.len(), |length| from + length), self)
            }
            Self::None | Self::Unknown { .. } => some(from..bytes.len(), self),
        }
    }

    /// Returns the body of a message that others follow, and where the next one starts.
    pub(super) fn in_turn(self, blob: &Blob, from: usize) -> (Option<Payload>, usize) {
        let bytes = &blob.bytes;
        match self {
            Self::None | Self::Unknown { ends: true } => (None, from),
            Self::Unknown { ends: false } => (some(from..bytes.len(), self), bytes.len()),
            Self::Length(length) => {
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                let end = from.saturating_add(length).min(bytes.len());
                (some(from..end, self), end)
            }
            Self::Chunked => match chunks(bytes, from) {
                Some((pieces, end)) => (Some(Payload::Pieces(pieces)), end),
                None => (some(from..bytes.len(), self), bytes.len()),
            },
        }
    }
}

fn some(range: Range<usize>, framing: Framing) -> Option<Payload> {
    if !range.is_empty() {
        return Some(Payload::Range(range));
    }
    match framing {
        Framing::Length(length @ 1..) => Some(Payload::Missing { bytes: Some(length) }),
        Framing::Chunked => Some(Payload::Missing { bytes: None }),
        _ => None,
    }
}

/// Returns the chunks and where the message ends (RFC 9112 §7.1); `None` where they are no chunks. A chunk that is cut is
/// taken as far as it goes.
fn chunks(bytes: &[u8], from: usize) -> Option<(Vec<Range<usize>>, usize)> {
    let mut pieces = Vec::new();
    let mut at = from;
    loop {
        let Some(line) = head::line(bytes, at) else {
            return (!pieces.is_empty()).then_some((pieces, bytes.len()));
        };
        let digits = std::str::from_utf8(&bytes[line.clone()]).ok()?;
        let digits = digits.split(';').next().unwrap_or_default().trim();
        if digits.is_empty() || digits.len() > 16 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let length = usize::from_str_radix(digits, 16).ok()?;
        let start = head::next(bytes, &line);
        if length == 0 {
            return Some((pieces, behind_trailers(bytes, start)));
        }
        let end = start.saturating_add(length).min(bytes.len());
        pieces.push(start..end);
        at = head::next(bytes, &(end..end));
    }
}

fn behind_trailers(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(line) = head::line(bytes, at) {
        at = head::next(bytes, &line);
        if line.is_empty() {
            break;
        }
    }
    at
}
