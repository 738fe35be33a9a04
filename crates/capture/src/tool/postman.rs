//! Collections of Postman (format 2.0 and 2.1). Only a saved response shows what came over the wire; a request alone is
//! a template.

use crate::counts::ExchangeCounts;
use crate::error::{Error, ErrorDetail};
use crate::exchange::{Body, Content, Exchange, Header, Request, Response};
use crate::format::Format;
use crate::message;
use crate::note::NoteKind;
use crate::sink::Out;
use crate::text::json::Scanner;
use crate::text::json_string::text;
use crate::text::lines::LineCounter;
use crate::text::placed::Text;
use crate::text::value::{JsonValue, Object, string_or_number};

/// Returns whether a text is a collection: an object whose first member is `info`, which names a schema.
pub(crate) fn recognises(source: &str) -> bool {
    let mut scanner = Scanner::new(source, 0);
    if scanner.peek() != Some(b'{') {
        return false;
    }
    scanner.enter();
    let first = scanner.next_name(true).ok().flatten();
    let info = first.filter(|name| name.quoted() == Some("info"));
    let info = info.and_then(|_| scanner.value().ok());
    info.is_some_and(|info| info.member("schema").is_some_and(|schema| schema.raw.contains("collection")))
}

/// Reads the saved responses of a collection.
pub(crate) fn read(source: &str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.set_format(Format::Postman);
    let mut lines = LineCounter::new(source, out.file);
    let collection = Scanner::new(source, 0).value().map_err(|fault| {
        let message = format!("the collection ends or breaks here (expected {}); export it again", fault.expected);
        Error::Damaged(ErrorDetail::new(message, Some(lines.place(fault.at))))
    })?;
    let mut tally = ExchangeCounts::default();
    let mut saved = 0_usize;
    let mut open: Vec<(JsonValue<'_>, usize)> = vec![(collection, 0)];
    while let Some((item, depth)) = open.pop() {
        let item = item.object();
        let [items, responses] = item.pick(["item", "response"]);
        for response in responses.into_iter().flat_map(JsonValue::elements) {
            saved += usize::from(exchange(response, &mut lines, &mut tally, out));
        }
        if depth < DEEPEST {
            let inner: Vec<_> = items.into_iter().flat_map(JsonValue::elements).collect();
            open.extend(inner.into_iter().rev().map(|item| (item, depth + 1)));
        }
    }
    if saved == 0 {
        return Err(Error::NotACapture(out.detail(NO_RESPONSES)));
    }
    out.note(NoteKind::Templates, TEMPLATES, None);
    tally.finish("saved responses that are not HTTP", out);
    Ok(())
}

fn exchange(
    saved: JsonValue<'_>,
    lines: &mut LineCounter<'_>,
    tally: &mut ExchangeCounts,
    out: &mut Out<'_, '_>,
) -> bool {
    let at = lines.place(saved.at);
    let saved = saved.object();
    let [sent, code, body] = saved.pick(["originalRequest", "code", "body"]);
    let Some(sent) = sent.filter(|sent| sent.kind() == b'{') else {
        return false;
    };
    let sent = sent.object();
    let [method, url, body_sent] = sent.pick(["method", "url", "body"]);
    let url = url.and_then(|url| if url.kind() == b'{' { url.member("raw") } else { Some(url) });
    let request = Request {
        method: string_or_number(method),
        url: url.map(|url| text(url, lines)).unwrap_or_default(),
        headers: headers(&sent, lines),
        body: body_sent.and_then(|body| self::body(body, lines)),
    };
    let content = match body {
        Some(body) => Content::Text(text(body, lines)),
        None => Content::Missing { bytes: None },
    };
    let response = Response {
        status: code.and_then(JsonValue::number).and_then(message::status),
        headers: headers(&saved, lines),
        redirect_url: None,
        body: Some(Body::from(content)),
    };
    let exchange = Exchange::new(at, request, Some(response));
    tally.exchange(&exchange);
    out.exchange(exchange);
    true
}

/// A list of `{"key", "value"}`; a disabled one is not sent.
fn pairs(list: JsonValue<'_>, lines: &mut LineCounter<'_>) -> Vec<(Text, Text)> {
    let mut pairs = Vec::new();
    for pair in list.elements() {
        let [name, value, disabled] = pair.object().pick(["key", "value", "disabled"]);
        if disabled.is_some_and(|disabled| disabled.raw == "true") {
            continue;
        }
        if let Some(name) = name {
            let name = text(name, lines);
            pairs.push((name, value.map(|value| text(value, lines)).unwrap_or_default()));
        }
    }
    pairs
}

fn headers(part: &Object<'_>, lines: &mut LineCounter<'_>) -> Vec<Header> {
    let list = part.get("header").map(|list| pairs(list, lines)).unwrap_or_default();
    let header = |(name, value): (Text, Text)| Header { name: name.as_str().to_owned(), value };
    list.into_iter().map(header).collect()
}

fn body(body: JsonValue<'_>, lines: &mut LineCounter<'_>) -> Option<Body> {
    let [mode, raw, form, parts] = body.object().pick(["mode", "raw", "urlencoded", "formdata"]);
    let params = |list: JsonValue<'_>, lines: &mut LineCounter<'_>| Content::Params {
        params: pairs(list, lines),
        encoded: false,
    };
    let (media_type, content) = match (string_or_number(mode).as_str(), raw, form, parts) {
        ("raw", Some(raw), ..) => (None, Content::Text(text(raw, lines))),
        ("urlencoded", _, Some(form), _) => (Some("application/x-www-form-urlencoded"), params(form, lines)),
        ("formdata", _, _, Some(parts)) => (Some("multipart/form-data"), params(parts, lines)),
        ("" | "raw" | "urlencoded" | "formdata", ..) => return None,
        _ => (None, Content::Missing { bytes: None }),
    };
    Some(Body { media_type: media_type.map(str::to_owned), content })
}

/// The limit on nested folders.
const DEEPEST: usize = 32;

const TEMPLATES: &str = "the requests of a Postman collection are templates: variables in {{}} are not filled in, and \
                         everything that Postman adds when sending (cookies, the Authorization tab) is missing; only \
                         the saved responses are real";

const NO_RESPONSES: &str = "this is a Postman collection without saved responses: requests to send, not traffic; send \
                            the request, open the Postman Console (View > Show Postman Console), show the raw log of \
                            the request and pass that text, or record the login as HAR";
