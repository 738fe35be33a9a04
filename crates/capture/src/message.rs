//! Helpers for formats that store the parts of a message separately.

use jiff::Timestamp;

use crate::exchange::{Body, Content, Header, header_value};
use crate::http;
use crate::text::blob::Blob;

/// Makes the body of a message from the bytes of the wire, chunks put together: undoes the `Content-Encoding`. What is
/// no text, or too long to be part of a login, is known to be there and not kept.
pub(super) fn body(headers: &[Header], raw: Blob) -> Body {
    let missing = |bytes: usize| Content::Missing { bytes: u64::try_from(bytes).ok() };
    let length = raw.bytes.len();
    let is_encoded = header_value(headers, "content-encoding").is_some();
    let content = if length > LONGEST || length > 0 && header_value(headers, "content-type").is_some_and(is_picture) {
        missing(length)
    } else {
        let body = match http::content::decode(headers, &raw.bytes) {
            Some(decoded) => Blob::at_one_place(decoded, raw.place(0)),
            None => raw,
        };
        // A recorder that undoes the encoding keeps the header; what is still encoded is not text.
        let is_unread = is_encoded && std::str::from_utf8(&body.bytes).is_err();
        if body.bytes.len() > LONGEST || is_unread { missing(length) } else { Content::Text(body.into_text()) }
    };
    Body::from(content)
}

/// Makes a body of which nothing is recorded.
pub(super) fn missing(headers: &[Header]) -> Body {
    let length = header_value(headers, "content-length").and_then(|length| length.trim().parse().ok());
    Body::from(Content::Missing { bytes: length })
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

/// Returns whether a body of this media type is of no use to a reader of texts.
pub(super) fn is_picture(media_type: &str) -> bool {
    let kind = media_type.to_ascii_lowercase();
    ["image/", "font/", "video/", "audio/", "application/wasm"]
        .iter()
        .any(|prefix| kind.trim_start().starts_with(prefix))
}

/// The longest body that is kept.
const LONGEST: usize = 4 << 20;
