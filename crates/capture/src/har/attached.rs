//! Bodies that are files beside the log: Playwright's `_file`, or `_sha1` in traces before 1.50.

use memchr::memmem;

use super::notes::LogCounts;
use crate::exchange::{Body, Content, Exchange};
use crate::message;
use crate::sink::Out;
use crate::text::blob::Blob;
use crate::text::value::{JsonValue, string_or_number};

/// Puts bodies that are in files of their own into an exchange, where these files are at hand.
pub(super) fn fill(entry: JsonValue<'_>, exchange: &mut Exchange, out: &mut Out<'_, '_>, tally: &mut LogCounts) {
    if out.attachments.is_none() || !is_named(entry.raw.as_bytes()) {
        return;
    }
    let entry = entry.object();
    let part = |message: &str, body: &str| entry.get(message)?.member(body);
    if let Some(recorded) = part("request", "postData") {
        put(recorded, &mut exchange.request.body, out, tally);
    }
    if let (Some(recorded), Some(response)) = (part("response", "content"), &mut exchange.response) {
        put(recorded, &mut response.body, out, tally);
    }
}

/// Is a file named in this part of an entry?
pub(super) fn is_named(part: &[u8]) -> bool {
    NAMES.iter().any(|name| memmem::find(part, name).is_some())
}

fn put(recorded: JsonValue<'_>, body: &mut Option<Body>, out: &mut Out<'_, '_>, tally: &mut LogCounts) {
    let [file, sha1, media_type] = recorded.object().pick(["_file", "_sha1", "mimeType"]);
    let has_text = body.as_ref().is_some_and(|body| matches!(body.content, Content::Text(_)));
    let media_type = string_or_number(media_type);
    let Some(name) = file.or(sha1).filter(|_| !has_text && !message::is_picture(&media_type)) else {
        return;
    };
    let name = string_or_number(Some(name));
    let name = name.strip_prefix("resources/").unwrap_or(&name);
    let files = out.attachments.filter(|_| is_plain(name));
    let content = files.and_then(|files| files.content(name, LONGEST));
    let Some(bytes) = content.filter(|bytes| std::str::from_utf8(bytes).is_ok()) else {
        tally.lost += 1;
        return;
    };
    tally.found += 1;
    let file = out.member(name);
    *body = Some(Body::with_type(media_type, Content::Text(Blob::from_file(bytes, file).into_text())));
}

/// A name comes from the capture, and must not lead anywhere else.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.len() <= 255 && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0'])
}

const NAMES: [&[u8]; 2] = [b"\"_file\"", b"\"_sha1\""];

/// The longest body that is looked for.
const LONGEST: u64 = 4 << 20;
