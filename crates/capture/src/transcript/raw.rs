//! HTTP messages as text: `HTTP/2 400`, headers, an empty line, a body. The length that the headers give is often
//! wrong, as bodies are decoded, laid out and redacted, so the body is told by what it looks like.

use super::body;
use super::body::Fuel;
use super::found::{FoundMessage, MessageOrigin, Printed};
use super::head::{headers, request_line};
use super::page::TextPage;
use crate::exchange::{Content, Header, Request, Response, header, header_value};
use crate::http;
use crate::transcript::found::RequestOrResponse;

/// Reads the message that starts in a line; returns it and the line behind it.
pub(super) fn read(page: &TextPage, at: usize, stop: usize, fuel: &Fuel) -> Option<(Vec<FoundMessage>, usize)> {
    let line = page.line(at);
    let range = page.range(at);
    let start = range.start + line.len() - line.trim_start().len();
    let text = line.trim();
    if let Some(status) = http::head::status(text) {
        let (headers, behind) = headers(page, at + 1, stop, None);
        if (100..200).contains(&status) && status != 101 {
            return Some((Vec::new(), behind));
        }
        let body = body::response_body(page, behind, stop, &headers, fuel);
        let (content, end, next) = below_headers(page, at, behind, body, &headers);
        let response = Response { status: Some(status), headers, redirect_url: None, body: content.map(body::plain) };
        return Some((vec![item(page, at, start..end, RequestOrResponse::Response(response))], next));
    }
    let line = request_line(page, start..range.end)?;
    let (headers, behind) = headers(page, at + 1, stop, None);
    // A method and a URL in a line of their own may be in a sentence or a log; with headers below it is a message.
    if !line.has_version && headers.is_empty() {
        return None;
    }
    let host = header(&headers, "host");
    let url = http::parse::url(&line.target, host, scheme(&headers));
    let body = if matches!(line.method.as_str(), "GET" | "HEAD" | "CONNECT" | "TRACE") {
        None
    } else {
        body::request_body(page, behind, stop, &headers, fuel)
    };
    let (content, end, next) = below_headers(page, at, behind, body, &headers);
    let request = Request { method: line.method, url, headers, body: content.map(body::plain) };
    Some((vec![item(page, at, start..end, RequestOrResponse::Request(request))], next))
}

/// What stands below the headers of the message in line `at`: its content, where it ends, and the line behind it.
fn below_headers(
    page: &TextPage,
    at: usize,
    behind: usize,
    body: Option<body::FoundBody>,
    headers: &[Header],
) -> (Option<Content>, usize, usize) {
    match body {
        Some(found) => (Some(Content::Text(found.text)), found.end, found.next),
        None => (body::announced(headers), page.range(behind.max(at + 1) - 1).end, behind),
    }
}

fn item(page: &TextPage, at: usize, range: std::ops::Range<usize>, message: RequestOrResponse) -> FoundMessage {
    FoundMessage { range, message, origin: MessageOrigin::Transcript(Printed::Raw), section: page.section(at) }
}

/// A page that the server itself serves names the scheme.
fn scheme(headers: &[Header]) -> Option<&'static str> {
    let value = |name| header_value(headers, name);
    let host = value("host")?;
    let same = |url: &str, scheme: &str| {
        let rest = url.strip_prefix(scheme)?.strip_prefix("://")?;
        let authority = rest.split('/').next().unwrap_or_default();
        authority.eq_ignore_ascii_case(host).then_some(())
    };
    let urls = [value("origin"), value("referer")];
    let mut urls = urls.into_iter().flatten();
    urls.find_map(|url| same(url, "http").map(|()| "http").or_else(|| same(url, "https").map(|()| "https")))
}
