//! `curl -v`: `> ` before what is sent, `< ` before what comes back, `* ` before what curl says. It prints no request
//! body, and the response body wherever standard output and standard error meet.

use super::body;
use super::body::Fuel;
use super::found::{FoundMessage, MessageOrigin, Printed};
use super::head::{headers, request_line, unmarked};
use super::page::TextPage;
use super::scheme::Scheme;
use crate::exchange::{Content, Request, Response, header};
use crate::http;
use crate::text::placed::{Text, part};
use crate::transcript::found::RequestOrResponse;

/// Reads the half of an exchange that starts in a line; returns it and the line behind it.
pub(super) fn read(
    page: &TextPage,
    at: usize,
    stop: usize,
    scheme: &Scheme,
    fuel: &Fuel,
) -> Option<(Vec<FoundMessage>, usize)> {
    let line = page.line(at).trim_start();
    match line.as_bytes().first() {
        Some(b'>') => request(page, at, stop, scheme),
        Some(b'<') => response(page, at, stop, fuel),
        _ => None,
    }
}

fn request(page: &TextPage, at: usize, stop: usize, scheme: &Scheme) -> Option<(Vec<FoundMessage>, usize)> {
    let range = unmarked(page, at, Some('>'))?;
    let line = request_line(page, range).filter(|line| line.has_version)?;
    let (headers, mut next) = headers(page, at + 1, stop, Some('>'));
    let end = page.range(next - 1).end;
    if unmarked(page, next, Some('>')).is_some_and(|rest| rest.is_empty()) {
        next += 1;
    }
    let uploaded = (next..stop.min(next + 8)).find_map(|at| bytes_of_data(page.line(at), '}'));
    let content = body::announced(&headers).or(uploaded.map(|bytes| Content::Missing { bytes: Some(bytes) }));
    let host = header(&headers, "host");
    let request = Request {
        method: line.method,
        url: http::parse::url(&line.target, host, scheme.known),
        headers,
        body: content.map(body::plain),
    };
    Some((vec![item(page, at, end, RequestOrResponse::Request(request))], next))
}

fn response(page: &TextPage, at: usize, stop: usize, fuel: &Fuel) -> Option<(Vec<FoundMessage>, usize)> {
    let range = unmarked(page, at, Some('<'))?;
    let status = http::head::status(&page.text.as_str()[range])?;
    let (headers, mut next) = headers(page, at + 1, stop, Some('<'));
    let mut end = page.range(next - 1).end;
    if unmarked(page, next, Some('<')).is_some_and(|rest| rest.is_empty()) {
        next += 1;
    }
    if (100..200).contains(&status) && status != 101 {
        return Some((Vec::new(), next));
    }
    let mut downloaded = None;
    let mut from = next;
    while from < stop && is_noise(page.line(from)) {
        downloaded = downloaded.or(bytes_of_data(page.line(from), '{'));
        from += 1;
    }
    let content = match body::response_body(page, from, stop, &headers, fuel) {
        Some(found) => {
            (end, next) = (found.end, found.next);
            Some(Content::Text(without_glued(found.text)))
        }
        None => body::announced(&headers).or(downloaded.map(|bytes| Content::Missing { bytes: Some(bytes) })),
    };
    let response = Response { status: Some(status), headers, redirect_url: None, body: content.map(body::plain) };
    Some((vec![item(page, at, end, RequestOrResponse::Response(response))], next))
}

/// curl's next remark follows a body that has no line end in the same line.
fn without_glued(text: Text) -> Text {
    let glued = ["* Connection #", "* Closing connection", "* Issue another request"];
    let end = glued.iter().filter_map(|words| text.as_str().find(words)).min();
    match end {
        Some(end) => part(&text, 0..text.as_str()[..end].trim_end().len()),
        None => text,
    }
}

fn is_noise(line: &str) -> bool {
    let line = line.trim();
    line.is_empty()
        || line == "*"
        || line.starts_with("* ") && !line.contains("{\"")
        || bytes_of_data(line, '{').is_some()
        || bytes_of_data(line, '}').is_some()
}

/// `} [231 bytes data]`.
fn bytes_of_data(line: &str, brace: char) -> Option<u64> {
    let rest = line.trim().strip_prefix(brace)?.strip_prefix(" [")?;
    rest.strip_suffix(" bytes data]")?.parse().ok()
}

fn item(page: &TextPage, at: usize, end: usize, message: RequestOrResponse) -> FoundMessage {
    FoundMessage {
        range: page.range(at).start..end,
        message,
        origin: MessageOrigin::Transcript(Printed::Verbose),
        section: page.section(at),
    }
}
