//! Charles' JSON sessions (`.chlsj`, "JSON Session File", Charles 4 and later): a list of transactions.

use oauth_doctor_wire::base64;

use crate::counts::ExchangeCounts;
use crate::error::{Error, ErrorDetail};
use crate::exchange::{Body, Content, Exchange, Header, Request, Response};
use crate::format::Format;
use crate::message;
use crate::sink::Out;
use crate::text::base64::from_base64;
use crate::text::blob::Blob;
use crate::text::draft::Draft;
use crate::text::json::Scanner;
use crate::text::json_string::text;
use crate::text::lines::LineCounter;
use crate::text::placed::Text;
use crate::text::value::{JsonValue, Object, string_or_number};

/// Returns whether a text is such a list, by its beginning.
pub(crate) fn recognises(head: &str) -> bool {
    let list = head.trim_ascii_start().strip_prefix('[');
    let first = list.filter(|list| list.trim_ascii_start().starts_with('{'));
    first.is_some_and(|first| NAMES.iter().all(|name| first.contains(name)))
}

/// Reads a session.
pub(crate) fn read(source: &str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.set_format(Format::Charles);
    let mut lines = LineCounter::new(source, out.file);
    let mut tally = ExchangeCounts::default();
    let mut scanner = Scanner::new(source, 0);
    scanner.peek();
    scanner.enter();
    let mut first = true;
    let end = loop {
        let value = match scanner.next_element(std::mem::take(&mut first)) {
            Ok(true) => scanner.value(),
            Ok(false) => break Ok(()),
            Err(fault) => Err(fault),
        };
        match value {
            Ok(value) => transaction(value, &mut lines, &mut tally, out),
            Err(fault) => {
                let message = format!(
                    "the session ends or breaks here (expected {}); everything before this was read; export it again",
                    fault.expected
                );
                break Err(Error::Damaged(ErrorDetail::new(message, Some(lines.place(fault.at)))));
            }
        }
    };
    tally.finish("transactions that are not HTTP", out);
    end
}

fn transaction(value: JsonValue<'_>, lines: &mut LineCounter<'_>, tally: &mut ExchangeCounts, out: &mut Out<'_, '_>) {
    let at = lines.place(value.at);
    let transaction = value.object();
    let [method, tunnel, times, status, error] =
        transaction.pick(["method", "tunnel", "times", "status", "errorMessage"]);
    let [sent, answer] = transaction.pick(["request", "response"]);
    let method = string_or_number(method);
    if tunnel.is_some_and(|tunnel| tunnel.raw == "true") || method.eq_ignore_ascii_case("CONNECT") {
        tally.tunnels += 1;
        out.leave_out();
        return;
    }
    let Some(sent) = sent.filter(|sent| sent.kind() == b'{') else {
        tally.broken(at, out);
        return;
    };
    let url = url(&transaction, lines);
    let headers = headers(sent, lines);
    let body = body(sent, &headers, lines).filter(|body| message::may_have_body(&method) || holds(body));
    let status = string_or_number(status);
    let times = times.map(JsonValue::object);
    let started = ["requestBegin", "start"].iter().find_map(|name| times.as_ref()?.get(name)?.string()?.parse().ok());
    let failure = Some(string_or_number(error))
        .filter(|error| !error.is_empty())
        .or_else(|| Some(status).filter(|status| !matches!(status.as_str(), "COMPLETE" | "")));
    let request = Request { method, url, headers, body };
    let response = answer.filter(|answer| answer.kind() == b'{').map(|answer| response(answer, lines));
    let exchange = Exchange { started, failure, ..Exchange::new(at, request, response) };
    tally.exchange(&exchange);
    out.exchange(exchange);
}

fn response(answer: JsonValue<'_>, lines: &mut LineCounter<'_>) -> Response {
    let headers = headers(answer, lines);
    let status = answer.member("status").and_then(JsonValue::number);
    Response {
        status: status.and_then(message::status),
        redirect_url: None,
        body: body(answer, &headers, lines),
        headers,
    }
}

/// The URL is in parts; `port` is that of the proxied request, `actualPort` the one that was connected to.
fn url(transaction: &Object<'_>, lines: &mut LineCounter<'_>) -> Text {
    let [scheme, host, port, actual, path, query] =
        transaction.pick(["scheme", "host", "port", "actualPort", "path", "query"]);
    let mut url = Draft::default();
    let default = match scheme.and_then(JsonValue::quoted) {
        Some("http") => "80",
        Some("https") => "443",
        _ => "",
    };
    let port = port.or(actual).map(|port| (port.raw, port.at));
    let port = port.filter(|(port, _)| *port != default);
    add(&mut url, scheme, "", lines);
    add(&mut url, host, "://", lines);
    if let Some((port, at)) = port {
        let at = lines.place(at);
        for character in format!(":{port}").chars() {
            url.push_char(character, Some(at));
        }
    }
    add(&mut url, path, "", lines);
    add(&mut url, query, "?", lines);
    url.finish()
}

fn add(url: &mut Draft, value: Option<JsonValue<'_>>, before: &str, lines: &mut LineCounter<'_>) {
    let Some(value) = value else { return };
    let value = text(value, lines);
    for character in before.chars() {
        url.push_char(character, value.place(0));
    }
    url.push(&value, 0..value.as_str().len());
}

fn headers(part: JsonValue<'_>, lines: &mut LineCounter<'_>) -> Vec<Header> {
    let list = part.member("header").and_then(|header| header.member("headers"));
    let mut headers = Vec::new();
    for header in list.into_iter().flat_map(JsonValue::elements) {
        let [name, value] = header.object().pick(["name", "value"]);
        let name = string_or_number(name);
        if !name.starts_with(':') {
            let value = value.map(|value| text(value, lines)).unwrap_or_default();
            headers.push(Header { name, value });
        }
    }
    headers
}

/// A session that was exported without bodies still has their sizes.
fn body(part: JsonValue<'_>, headers: &[Header], lines: &mut LineCounter<'_>) -> Option<Body> {
    let [body, sizes, media_type] = part.object().pick(["body", "sizes", "mimeType"]);
    let size = sizes.and_then(|sizes| sizes.member("body")).and_then(JsonValue::number);
    let [plain, encoded, base64] =
        body.map(|body| body.object().pick(["text", "encoded", "encoding"])).unwrap_or_default();
    let content = if let Some(plain) = plain {
        let plain = text(plain, lines);
        let is_base64 = base64.is_some_and(|base64| string_or_number(Some(base64)).eq_ignore_ascii_case("base64"));
        let decoded = is_base64.then(|| from_base64(&plain)).flatten();
        Content::Text(decoded.unwrap_or(plain))
    } else if let Some(encoded) = encoded {
        let encoded = text(encoded, lines);
        let bytes = base64::decode_lines(encoded.as_str())?;
        message::body(headers, Blob::at_one_place(bytes, encoded.place(0))).content
    } else {
        match size {
            Some(size) if size >= 1.0 => Content::Missing { bytes: format!("{size:.0}").parse().ok() },
            Some(_) => Content::Text(Text::default()),
            None => Content::Missing { bytes: None },
        }
    };
    Some(Body::with_type(string_or_number(media_type), content))
}

fn holds(body: &Body) -> bool {
    match &body.content {
        Content::Text(text) => !text.as_str().is_empty(),
        Content::Missing { bytes } => bytes.is_some_and(|bytes| bytes > 0),
        Content::Params { .. } => true,
    }
}

/// Members that nothing else has together.
const NAMES: [&str; 3] = ["\"actualPort\"", "\"protocolVersion\"", "\"scheme\""];
