//! The extent of a body (RFC 9112 §6).

use std::ops::Range;

use super::head;
use super::head::MessageHead;
use crate::text::blob::Blob;

/// The recorded bytes of a body.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Payload {
    /// Bytes as they stand.
    Range(Range<usize>),
    /// The chunks.
    Pieces(Vec<Range<usize>>),
    /// The headers tell of a body that is not there.
    Missing { bytes: Option<u64> },
}

/// Returns the body of a message that is alone: what behind it is only line ends, as editors add them, is not part of
/// it. A length that does not fit is one that was not adjusted when the body was decoded or redacted, and does not
/// count.
pub(super) fn body(blob: &Blob, head: &MessageHead) -> Option<Payload> {
    let bytes = &blob.bytes;
    let rest = bytes.get(head.end..).unwrap_or_default();
    let is_chunked =
        head.header("transfer-encoding").is_some_and(|value| value.as_str().to_ascii_lowercase().contains("chunked"));
    let length = head.header("content-length");
    let length: Option<u64> = length.and_then(|value| value.as_str().trim().parse().ok());
    if rest.is_empty() {
        let is_announced = is_chunked || length.is_some_and(|length| length > 0);
        return is_announced.then_some(Payload::Missing { bytes: length.filter(|_| !is_chunked) });
    }
    // Many recorders undo the chunks and keep the header.
    if let Some(pieces) = chunks(bytes, head.end).filter(|_| is_chunked) {
        return Some(Payload::Pieces(pieces));
    }
    let is_end = |behind: &[u8]| behind.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
    let fits = length.and_then(|length| usize::try_from(length).ok());
    let fits = fits.filter(|length| rest.get(*length..).is_some_and(is_end));
    let end = fits.map_or(bytes.len(), |length| head.end + length);
    (end > head.end).then_some(Payload::Range(head.end..end))
}

/// Returns the chunks (RFC 9112 §7.1); `None` if they are not chunks. A chunk that is cut is
/// taken as far as it goes.
fn chunks(bytes: &[u8], from: usize) -> Option<Vec<Range<usize>>> {
    let mut pieces = Vec::new();
    let mut at = from;
    loop {
        let Some(line) = head::line(bytes, at) else {
            return (!pieces.is_empty()).then_some(pieces);
        };
        let digits = std::str::from_utf8(&bytes[line.clone()]).ok()?;
        let digits = digits.split(';').next().unwrap_or_default().trim();
        if digits.is_empty() || digits.len() > 16 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let length = usize::from_str_radix(digits, 16).ok()?;
        let start = head::next(bytes, &line);
        if length == 0 {
            return Some(pieces);
        }
        let end = start.saturating_add(length).min(bytes.len());
        pieces.push(start..end);
        at = head::next(bytes, &(end..end));
    }
}
