//! Exports of the browser extension SAML-tracer, which has every request of a browser, and no body of a response.

use crate::counts::ExchangeCounts;
use crate::error::{Error, ErrorDetail};
use crate::exchange::{Body, Content, Exchange, Header, Request, Response};
use crate::format::Format;
use crate::message;
use crate::note::NoteKind;
use crate::sink::Out;
use crate::text::json::{JsonFault, Scanner};
use crate::text::json_string::text;
use crate::text::lines::LineCounter;
use crate::text::placed::Text;
use crate::text::value::{JsonValue, string_or_number};

/// Returns whether a text is an export: an object whose first member is a list of requests with their headers.
pub(crate) fn recognises(source: &str) -> bool {
    let mut scanner = Scanner::new(source, 0);
    if scanner.peek() != Some(b'{') {
        return false;
    }
    scanner.enter();
    let is_list = scanner.next_name(true).is_ok_and(|name| name.is_some_and(|name| name.quoted() == Some("requests")));
    if !is_list || scanner.peek() != Some(b'[') {
        return false;
    }
    scanner.enter();
    if scanner.peek() != Some(b'{') {
        return false;
    }
    scanner.enter();
    let mut first = true;
    let mut known = 0;
    while let Ok(Some(name)) = scanner.next_name(std::mem::take(&mut first)) {
        known += usize::from(matches!(name.quoted(), Some("method" | "url" | "requestHeaders")));
        if known == 3 {
            return true;
        }
        if scanner.value().is_err() {
            return false;
        }
    }
    false
}

/// Reads an export.
pub(crate) fn read(source: &str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.set_format(Format::SamlTracer);
    let mut lines = LineCounter::new(source, out.file);
    let mut tally = ExchangeCounts::default();
    let mut has_credentials = false;
    let mut scanner = Scanner::new(source, 0);
    let mut each = |value: JsonValue<'_>, lines: &mut LineCounter<'_>| {
        let at = lines.place(value.at);
        if value.kind() != b'{' {
            tally.broken(at, out);
            return;
        }
        let exchange = exchange(value, lines);
        let has = |name: &str| exchange.request.header(name).is_some();
        has_credentials |= has("cookie") || has("authorization");
        tally.exchange(&exchange);
        out.exchange(exchange);
    };
    let end = requests(&mut scanner, &mut lines, &mut each);
    tally.finish("requests that are not HTTP", out);
    if out.summary.exchanges > 0 {
        out.note(NoteKind::NoResponseBodies, NO_BODIES, None);
        if !has_credentials {
            out.note(NoteKind::Sanitised, SANITISED, None);
        }
    }
    end.map_err(|fault| {
        let message =
            format!("the export ends or breaks here (expected {}); everything before this was read", fault.expected);
        Error::Damaged(ErrorDetail::new(message, Some(lines.place(fault.at))))
    })
}

/// Goes through the list of requests.
fn requests<'a>(
    scanner: &mut Scanner<'a>,
    lines: &mut LineCounter<'a>,
    each: &mut dyn FnMut(JsonValue<'a>, &mut LineCounter<'a>),
) -> Result<(), JsonFault> {
    scanner.peek();
    scanner.enter();
    let mut first = true;
    while let Some(name) = scanner.next_name(std::mem::take(&mut first))? {
        if name.quoted() != Some("requests") || scanner.peek() != Some(b'[') {
            scanner.value()?;
            continue;
        }
        scanner.enter();
        let mut first = true;
        while scanner.next_element(std::mem::take(&mut first))? {
            each(scanner.value()?, lines);
        }
    }
    Ok(())
}

fn exchange(value: JsonValue<'_>, lines: &mut LineCounter<'_>) -> Exchange {
    let at = lines.place(value.at);
    let request = value.object();
    let [method, url, sent, post] = request.pick(["method", "url", "requestHeaders", "post"]);
    let [status, received] = request.pick(["responseStatus", "responseHeaders"]);
    let method = string_or_number(method);
    let url = url.map(|url| text(url, lines)).unwrap_or_default();
    let headers = headers(sent, lines);
    // What is not a form is not recorded.
    let params = post.map(|post| params(post, lines)).filter(|params| !params.is_empty());
    let body = match params {
        Some(params) => Some(Body::from(Content::Params { params, encoded: false })),
        None => message::may_have_body(&method).then(|| message::missing(&headers)),
    };
    let response = status.and_then(JsonValue::number).and_then(message::status).map(|status| Response {
        status: Some(status),
        headers: self::headers(received, lines),
        redirect_url: None,
        body: Some(Body::from(Content::Missing { bytes: None })),
    });
    Exchange::new(at, Request { method, url, headers, body }, response)
}

/// Reads `[{"name", "value"}]`, and `[[name, value]]` of versions before 1.0.
fn headers(list: Option<JsonValue<'_>>, lines: &mut LineCounter<'_>) -> Vec<Header> {
    let mut headers = Vec::new();
    for header in list.into_iter().flat_map(JsonValue::elements) {
        let (name, value) = if header.kind() == b'[' {
            let mut pair = header.elements();
            (pair.next(), pair.next())
        } else {
            let [name, value] = header.object().pick(["name", "value"]);
            (name, value)
        };
        let name = string_or_number(name);
        if !name.is_empty() {
            let value = value.map(|value| text(value, lines)).unwrap_or_default();
            headers.push(Header { name, value });
        }
    }
    headers
}

/// Reads `[[name, value]]`, decoded.
fn params(list: JsonValue<'_>, lines: &mut LineCounter<'_>) -> Vec<(Text, Text)> {
    let mut params = Vec::new();
    for pair in list.elements() {
        let mut pair = pair.elements();
        if let Some(name) = pair.next() {
            let name = text(name, lines);
            params.push((name, pair.next().map(|value| text(value, lines)).unwrap_or_default()));
        }
    }
    params
}

const NO_BODIES: &str = "SAML-tracer records no response bodies, so the token endpoint's answer is not in this file; \
                         pass a HAR of the login (F12, Network, Export HAR)";

const SANITISED: &str = "no request of this export has a Cookie or Authorization header: they may have been removed, so their absence proves nothing";
