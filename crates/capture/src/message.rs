//! What readers of messages that were taken apart by a recorder have in common.

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, alphabet};
use jiff::Timestamp;
use memchr::{memchr_iter, memrchr};

use crate::sink::Out;
use crate::text::Blob;
use crate::{Body, Content, Exchange, Header, Place, Text, http};

/// Makes the body of a message from the bytes of the wire, chunks put together: undoes the `Content-Encoding`. What is no text, or
/// too long to be part of a login, is known to be there and not kept.
pub(super) fn body(headers: &[Header], raw: Blob) -> Body {
    let missing = |bytes: usize| Content::Missing {
        bytes: u64::try_from(bytes).ok(),
    };
    let length = raw.bytes.len();
    let is_encoded = header(headers, "content-encoding").is_some();
    let content = if length > LONGEST || length > 0 && header(headers, "content-type").is_some_and(is_picture) {
        missing(length)
    } else {
        let body = match http::decode(headers, &raw.bytes) {
            Some(decoded) => Blob::at_one_place(decoded, raw.place(0)),
            None => raw,
        };
        // A recorder that undoes the encoding keeps the header; what is still encoded is no text.
        let is_unread = is_encoded && std::str::from_utf8(&body.bytes).is_err();
        if body.bytes.len() > LONGEST || is_unread {
            missing(length)
        } else {
            Content::Text(body.into_text())
        }
    };
    Body {
        media_type: None,
        content,
    }
}

/// Makes a body of which nothing is recorded.
pub(super) fn missing(headers: &[Header]) -> Body {
    let length = header(headers, "content-length").and_then(|length| length.trim().parse().ok());
    Body {
        media_type: None,
        content: Content::Missing { bytes: length },
    }
}

/// Returns whether an empty body of a request of this method was sent empty; others have none.
pub(super) fn may_have_body(method: &str) -> bool {
    let bodiless = ["", "GET", "HEAD", "OPTIONS", "CONNECT", "TRACE"];
    !bodiless.iter().any(|name| method.eq_ignore_ascii_case(name))
}

/// Reads a status; 0 and the like stand for no answer.
pub(super) fn status(number: f64) -> Option<u16> {
    let number = Some(number).filter(|number| (100.0..1000.0).contains(number))?;
    format!("{number:.0}").parse().ok()
}

/// Makes a time of seconds since 1970.
pub(super) fn since_1970(seconds: f64) -> Option<Timestamp> {
    let microseconds = Some(seconds * 1e6).filter(|number| (0.0..1e17).contains(number))?;
    Timestamp::from_microsecond(format!("{microseconds:.0}").parse().ok()?).ok()
}

/// Undoes base64, of a line or of many.
pub(super) fn base64(encoded: &str) -> Option<Vec<u8>> {
    let packed: String = encoded.split_ascii_whitespace().collect();
    BASE64.decode(packed.trim_end_matches('=')).ok()
}

/// Returns the place behind bytes that start at a place.
pub(super) fn place_behind(start: Place, bytes: &[u8]) -> Place {
    match memrchr(b'\n', bytes) {
        None => Place {
            column: start.column + bytes.len() as u64,
            ..start
        },
        Some(newline) => Place {
            line: start.line + memchr_iter(b'\n', bytes).count() as u64,
            column: (bytes.len() - newline) as u64,
            ..start
        },
    }
}

/// What is counted while exchanges go by.
#[derive(Default)]
pub(super) struct Tally {
    exchanges: usize,
    timeless: usize,
    /// `CONNECT` requests, which open a tunnel and are no part of a login.
    pub(super) tunnels: usize,
    /// What is not HTTP.
    pub(super) other: usize,
    broken: usize,
}

impl Tally {
    /// Counts an exchange.
    pub(super) fn exchange(&mut self, exchange: &Exchange) {
        self.exchanges += 1;
        self.timeless += usize::from(exchange.started.is_none());
    }

    /// Notes that what stands here has no request that can be read.
    pub(super) fn broken(&mut self, at: Place, out: &mut Out<'_, '_>) {
        self.broken += 1;
        let number = out.next_number();
        out.leave_out();
        if self.broken <= LISTED {
            let message = format!("entry {number} has no request that can be read and was left out");
            out.note("broken-entry", message, Some(at));
        }
    }

    /// Adds the notes on the whole; `other` says in the plural what is not HTTP.
    pub(super) fn finish(&self, other: &str, out: &mut Out<'_, '_>) {
        if let Some(more @ 1..) = self.broken.checked_sub(LISTED) {
            out.note("broken-entry", format!("{more} more entries were left out"), None);
        }
        if self.other > 0 {
            out.note("not-http", format!("left out: {other} ({})", self.other), None);
        }
        if self.tunnels > 0 {
            let message = format!(
                "left out: CONNECT requests ({}), which only open a tunnel; where nothing else of a host is in the capture, the proxy \
                 did not decrypt its HTTPS",
                self.tunnels
            );
            out.note("tunnels", message, None);
        }
        // Where no exchange of a format has a time, none is missing.
        if self.timeless > 0 && out.summary.format != "postman" {
            let message = format!(
                "{} of {} exchanges without a usable time",
                self.timeless, self.exchanges
            );
            out.note("no-time", message, None);
        }
        if self.exchanges == 0 {
            let message = "no HTTP exchange is in this capture; start recording before the login starts";
            out.note("no-entries", message, None);
        }
    }
}

fn header<'a>(headers: &'a [Header], name: &str) -> Option<&'a str> {
    crate::header(headers, name).map(Text::as_str)
}

/// Returns whether a body of this media type is of no use to a reader of texts.
pub(super) fn is_picture(media_type: &str) -> bool {
    let kind = media_type.to_ascii_lowercase();
    ["image/", "font/", "video/", "audio/", "application/wasm"]
        .iter()
        .any(|prefix| kind.trim_start().starts_with(prefix))
}

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The longest body that is kept.
const LONGEST: usize = 4 << 20;

/// How many broken entries are listed one by one.
const LISTED: usize = 20;
