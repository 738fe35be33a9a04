//! Message bodies: `postData` and `content`.

use memchr::memmem;

use super::log::Log;
use super::pairs::pairs;
use crate::exchange::{Body, Content, Header, header_value};
use crate::message;
use crate::text::base64::from_base64;
use crate::text::json_string::text;
use crate::text::lines::LineCounter;
use crate::text::placed::Text;
use crate::text::value::{JsonValue, Object, string_or_number};

/// Reads what was sent with a request.
pub(super) fn sent(
    request: &Object<'_>,
    method: &str,
    headers: &[Header],
    log: &Log,
    lines: &mut LineCounter<'_>,
) -> Option<Body> {
    let [post, kept, size, status] = request.pick(["postData", "_content", "bodySize", "_requestBodyStatus"]);
    let size = size.and_then(count).or_else(|| declared(headers)).filter(|_| message::may_have_body(method));
    let missing = |bytes| Some(Content::Missing { bytes });
    let Some(post) = post else {
        let kept = kept.map(|kept| (string_or_number(kept.member("mimeType")), string(&kept.object(), lines)));
        return match kept {
            // HTTP Toolkit keeps binary bodies aside.
            Some((media_type, Some(text))) => Some(Body::with_type(media_type, Content::Text(text))),
            // A browser that has no postData may have lost it: the size says that there was one.
            _ if size.is_some() || status.is_some() => {
                Some(Body::with_type(String::new(), Content::Missing { bytes: size }))
            }
            _ => None,
        };
    };
    if post.quoted().is_some_and(|quoted| !quoted.is_empty()) {
        return Some(Body::with_type(String::new(), Content::Text(text(post, lines))));
    }
    let post = post.object();
    let [mime, recorded, params, file, comment] = post.pick(["mimeType", "text", "params", "_file", "comment"]);
    let media_type = string_or_number(mime);
    let kept = kept.filter(|_| recorded.is_none_or(is_empty));
    let content = if recorded.is_some_and(|recorded| is_cut(recorded, lines)) {
        missing(size)
    } else if is_binary(&media_type, recorded) {
        missing(size.or_else(|| recorded.map(|recorded| recorded.raw.len() as u64)))
    } else if let Some(text) = string(&post, lines).or_else(|| kept.and_then(|kept| string(&kept.object(), lines))) {
        Some(Content::Text(text))
    } else if let Some(params) = params.filter(|params| pairs(*params).next().is_some()) {
        Some(self::params(params, &media_type, log, lines))
    } else if file.is_some() {
        missing(size)
    } else if size.is_some() || status.is_some() || comment.is_some_and(|comment| !is_empty(comment)) {
        // Playwright's `content: 'omit'` has a size; Firefox says in a translated comment that it discarded a body.
        missing(size)
    } else if !message::may_have_body(method) {
        // Firefox up to 56 and Fiddler give each GET an empty postData.
        None
    } else if recorded.is_some() {
        Some(Content::Text(Text::default()))
    } else if params.is_none() || !media_type.is_empty() {
        // Requestly's postData is always `{}`; Polly.js has the type of a body that it does not keep.
        missing(None)
    } else {
        None
    };
    Some(Body::with_type(media_type, content?))
}

/// Returns whether a `postData`, as it is in the file, only names the file that the body is in.
pub(super) fn is_elsewhere(post: &[u8]) -> bool {
    memmem::find(post, b"\"_file\"").is_some()
        && std::str::from_utf8(post).is_ok_and(|raw| {
            let [recorded, params, file] = JsonValue { raw, at: 0 }.object().pick(["text", "params", "_file"]);
            let has_params = params.is_some_and(|params| pairs(params).next().is_some());
            file.is_some() && recorded.is_none_or(is_empty) && !has_params
        })
}

/// Reads the `content` of a response.
pub(super) fn received(content: JsonValue<'_>, lines: &mut LineCounter<'_>) -> Option<Body> {
    let content = content.object();
    let [mime, recorded, size, file, comment] = content.pick(["mimeType", "text", "size", "_file", "comment"]);
    let media_type = string_or_number(mime);
    let size = size.and_then(count);
    let content = if recorded.is_some_and(|recorded| !is_empty(recorded)) {
        if is_binary(&media_type, recorded) || recorded.is_some_and(|recorded| is_cut(recorded, lines)) {
            Content::Missing { bytes: size.or_else(|| recorded.map(|recorded| recorded.raw.len() as u64)) }
        } else {
            Content::Text(string(&content, lines).unwrap_or_default())
        }
    } else if file.is_some() || size.is_some() {
        Content::Missing { bytes: size }
    } else if comment.is_some_and(|comment| !is_empty(comment)) {
        Content::Missing { bytes: None }
    } else {
        recorded.map(|_| Content::Text(Text::default()))?
    };
    Some(Body::with_type(media_type, content))
}

/// Returns the text of `postData` or `content` if there is any, after base64.
fn string(part: &Object<'_>, lines: &mut LineCounter<'_>) -> Option<Text> {
    let [recorded, encoding] = part.pick(["text", "encoding"]);
    let recorded = text(recorded.filter(|recorded| !is_empty(*recorded))?, lines);
    let base64 = string_or_number(encoding).eq_ignore_ascii_case("base64");
    let plain = if base64 { from_base64(&recorded) } else { None };
    Some(plain.unwrap_or(recorded))
}

fn params(list: JsonValue<'_>, media_type: &str, log: &Log, lines: &mut LineCounter<'_>) -> Content {
    let params: Vec<_> = pairs(list)
        .map(|pair| {
            let name = pair.name(lines);
            let value = pair.value.map(|value| text(value, lines)).unwrap_or_default();
            let plain = if pair.base64 { from_base64(&value) } else { None };
            (name, plain.unwrap_or(value))
        })
        .collect();
    // Only forms are percent-encoded; Chrome lists the parts of a multipart body in the same way.
    let is_form = !media_type.to_ascii_lowercase().starts_with("multipart/");
    let is_raw = log.is_chrome() || log.is_internet_explorer() || (!log.is_known() && looks_encoded(&params));
    Content::Params { params, encoded: is_form && is_raw }
}

/// Values that a form encoder may have written, and of which one shows that it has.
fn looks_encoded(params: &[(Text, Text)]) -> bool {
    let left_alone = |byte: u8| byte.is_ascii_alphanumeric() || b"*-._+%~!'()".contains(&byte);
    let has_escape = |value: &str| {
        let mut triples = value.as_bytes().windows(3);
        triples.any(|triple| triple[0] == b'%' && triple[1..].iter().all(u8::is_ascii_hexdigit))
    };
    params.iter().all(|(_, value)| value.as_str().bytes().all(left_alone))
        && params.iter().any(|(_, value)| has_escape(value.as_str()))
}

/// Is a body of this type of no use to a reader of texts?
fn is_binary(media_type: &str, recorded: Option<JsonValue<'_>>) -> bool {
    let length = recorded.map_or(0, |recorded| recorded.raw.len());
    let is_unknown = media_type.to_ascii_lowercase().starts_with("application/octet-stream");
    length > 2 && (message::is_picture(media_type) || (is_unknown && length > BLOB))
}

/// A size that is known and not 0.
fn count(value: JsonValue<'_>) -> Option<u64> {
    value.count().filter(|number| (1..1_000_000_000_000_000).contains(number))
}

fn declared(headers: &[Header]) -> Option<u64> {
    let length = header_value(headers, "content-length")?.trim().parse().ok();
    length.filter(|length| *length > 0)
}

/// Was the text too long to be kept?
fn is_cut(value: JsonValue<'_>, lines: &LineCounter<'_>) -> bool {
    lines.has_gap(value.at, value.at + value.raw.len())
}

fn is_empty(value: JsonValue<'_>) -> bool {
    value.raw == "\"\""
}

/// The longest body of unknown type that is kept.
const BLOB: usize = 64 << 10;
