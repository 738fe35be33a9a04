//! Recordings that are made to be answered from: of nock, and simulations of Hoverfly. Both keep little of a request.

use crate::exchange::{Body, Content, Exchange, Header, RecorderHints, Request, Response};
use crate::message;
use crate::record::EvidenceLevel;
use crate::text::base64::from_base64;
use crate::text::draft::Draft;
use crate::text::json_string::text;
use crate::text::lines::LineCounter;
use crate::text::placed::Text;
use crate::text::value::{JsonValue, Object, string_or_number};

/// Reads an element of what nock recorded: `{"scope", "method", "path", "body", "status", "response"}`; `None` if it is
/// none.
pub(super) fn nock(value: JsonValue<'_>, lines: &mut LineCounter<'_>) -> Option<Exchange> {
    let recorded = value.object();
    let [scope, method, path, body] = recorded.pick(["scope", "method", "path", "body"]);
    let [status, answer, sent, received] = recorded.pick(["status", "response", "reqheaders", "rawHeaders"]);
    let (scope, path) = (text(scope?, lines), text(path?, lines));
    let mut url = Draft::default();
    url.push(&scope, 0..scope.as_str().len());
    url.push(&path, 0..path.as_str().len());
    let headers = sent
        .into_iter()
        .flat_map(JsonValue::members)
        .map(|(name, value)| Header { name: name.into_owned(), value: text(value, lines) });
    let headers = headers.collect();
    let method = string_or_number(method);
    let body = body.map(|body| text(body, lines)).filter(|body| !body.as_str().is_empty());
    let body = body.map(|body| Body::from(Content::Text(body)));
    let at = lines.place(value.at);
    let response = status.map(|status| Response {
        status: status.number().and_then(message::status),
        headers: raw_headers(received, lines),
        redirect_url: None,
        // A list of hexadecimal strings is a body that nobody decoded.
        body: Some(Body::from(match answer {
            Some(answer) if answer.kind() == b'[' => Content::Missing { bytes: None },
            Some(answer) => Content::Text(text(answer, lines)),
            None => Content::Text(Text::default()),
        })),
    });
    Some(logged(Exchange::new(at, Request { method, url: url.finish(), headers, body }, response)))
}

/// `["Content-Type", "application/json", …]`.
fn raw_headers(list: Option<JsonValue<'_>>, lines: &mut LineCounter<'_>) -> Vec<Header> {
    let mut headers = Vec::new();
    let mut elements = list.into_iter().flat_map(JsonValue::elements);
    while let (Some(name), Some(value)) = (elements.next(), elements.next()) {
        headers.push(Header { name: string_or_number(Some(name)), value: text(value, lines) });
    }
    headers
}

/// Reads a pair of a simulation of Hoverfly (schema 1 to 5): of the matchers of a request, those that have a value.
pub(super) fn hoverfly(value: JsonValue<'_>, lines: &mut LineCounter<'_>) -> Option<Exchange> {
    let at = lines.place(value.at);
    let pair = value.object();
    let sent = pair.get("request")?.object();
    let answer = pair.get("response")?.object();
    let part = |name: &str, lines: &mut LineCounter<'_>| matched(sent.get(name)?, lines);
    let method = part("method", lines).map(|method| method.as_str().to_owned()).unwrap_or_default();
    let mut url = Draft::default();
    let scheme = part("scheme", lines).map_or_else(|| "https".to_owned(), |scheme| scheme.as_str().to_owned());
    let host = part("destination", lines)?;
    for character in format!("{scheme}://").chars() {
        url.push_char(character, host.place(0));
    }
    url.push(&host, 0..host.as_str().len());
    if let Some(path) = part("path", lines) {
        url.push(&path, 0..path.as_str().len());
    }
    if let Some(query) = query(&sent, lines).filter(|query| !query.as_str().is_empty()) {
        url.push_char('?', query.place(0));
        url.push(&query, 0..query.as_str().len());
    }
    let headers = headers(sent.get("headers"), lines);
    let body = part("body", lines).filter(|body| !body.as_str().is_empty());
    let body = body.map(|body| Body::from(Content::Text(body)));
    let [status, received, encoded] = answer.pick(["status", "body", "encodedBody"]);
    let received = received.map(|body| text(body, lines)).unwrap_or_default();
    let decoded = if encoded.is_some_and(|encoded| encoded.raw == "true") { from_base64(&received) } else { None };
    let response = Response {
        status: status.and_then(JsonValue::number).and_then(message::status),
        headers: self::headers(answer.get("headers"), lines),
        redirect_url: None,
        body: Some(Body::from(Content::Text(decoded.unwrap_or(received)))),
    };
    Some(logged(Exchange::new(at, Request { method, url: url.finish(), headers, body }, Some(response))))
}

/// The query: a matcher of the whole of it (schema 1 to 3), or one of each parameter.
fn query(sent: &Object<'_>, lines: &mut LineCounter<'_>) -> Option<Text> {
    if let Some(whole) = sent.get("query").filter(|query| query.kind() != b'{') {
        return matched(whole, lines);
    }
    let mut query = Draft::default();
    for (name, value) in sent.get("query")?.members() {
        let value = matched(value, lines)?;
        let before = if query.as_str().is_empty() { format!("{name}=") } else { format!("&{name}=") };
        for character in before.chars() {
            query.push_char(character, value.place(0));
        }
        query.push(&value, 0..value.as_str().len());
    }
    Some(query.finish())
}

/// Reads a value, or that of the first matcher that compares exactly: `[{"matcher": "exact", "value": …}]`.
fn matched(value: JsonValue<'_>, lines: &mut LineCounter<'_>) -> Option<Text> {
    let matcher = match value.kind() {
        b'[' => value.elements().next()?,
        _ => value,
    };
    if matcher.kind() != b'{' {
        return Some(text(matcher, lines));
    }
    let [kind, exact, value] = matcher.object().pick(["matcher", "exactMatch", "value"]);
    let kind = string_or_number(kind);
    let is_exact = matches!(kind.as_str(), "exact" | "form" | "json" | "");
    exact.or(value.filter(|_| is_exact)).map(|value| text(value, lines))
}

fn headers(list: Option<JsonValue<'_>>, lines: &mut LineCounter<'_>) -> Vec<Header> {
    let mut headers = Vec::new();
    for (name, values) in list.into_iter().flat_map(JsonValue::members) {
        if let Some(value) = matched(values, lines) {
            headers.push(Header { name: name.into_owned(), value });
        }
    }
    headers
}

/// What these tools leave out says nothing.
fn logged(exchange: Exchange) -> Exchange {
    let evidence = EvidenceLevel::Logged;
    Exchange { recorder: RecorderHints { excerpt: true, evidence, ..RecorderHints::default() }, ..exchange }
}
