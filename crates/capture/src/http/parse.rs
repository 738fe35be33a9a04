//! Reads requests and responses.

use super::head::{MessageHead, RequestLine};
use super::{framing, head};
use crate::exchange::{Body, Content, Header, Request, Response};
use crate::message;
use crate::text::blob::Blob;
use crate::text::draft::Draft;
use crate::text::placed::{Text, part};

/// Reads the request that a file or a part of one holds, to its end. The target in absolute form is the URL as it
/// stands; one in origin form gets the host of `Host`, and `https` unless that is a loopback host or port 80.
pub(crate) fn request(blob: &Blob) -> Option<Request> {
    request_over(blob, None)
}

/// Reads a request like [`request`], with the scheme that is known from elsewhere.
pub(crate) fn request_over(blob: &Blob, scheme: Option<&str>) -> Option<Request> {
    let head = head::read(blob, 0)?;
    let line = head.request_line()?;
    let body = framing::body(blob, &head);
    Some(build_request(blob, &head, &line, body, scheme))
}

/// Reads the response that a file or a part of one holds, to its end. Interim responses (1xx) before it are passed
/// over.
pub(crate) fn response(blob: &Blob) -> Option<Response> {
    let head = final_head(blob, head::read(blob, 0)?);
    let status = head.status()?;
    let body = framing::body(blob, &head);
    Some(build_response(blob, head, status, body))
}

/// Returns the scheme of a request whose recording does not say it: plain HTTP is for the machine itself and for port
/// 80.
pub(crate) fn scheme_for(authority: &str) -> &'static str {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
        _ => (authority, ""),
    };
    let host = host.to_ascii_lowercase();
    let loopback = host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || host.starts_with("127.");
    if port == "80" || loopback && !port.ends_with("443") { "http" } else { "https" }
}

/// Makes the URL of a target and a `Host`; without one, the target as it stands.
pub(crate) fn url(target: &Text, host: Option<&Text>, scheme: Option<&str>) -> Text {
    let host = host.filter(|host| target.as_str().starts_with('/') && !host.as_str().trim().is_empty());
    let Some(host) = host else { return target.clone() };
    let scheme = scheme.unwrap_or_else(|| scheme_for(host.as_str().trim()));
    let mut url = Draft::default();
    for character in scheme.chars().chain("://".chars()) {
        url.push_char(character, target.place(0));
    }
    let value = host.as_str();
    let from = value.len() - value.trim_start().len();
    url.push(host, from..value.trim_end().len());
    url.push(target, 0..target.as_str().len());
    url.finish()
}

/// Reads `METHOD target HTTP/version`; the target is given as bytes of the line.
pub(crate) fn request_line(line: &str) -> Option<RequestLine> {
    head::request_line(line, 0..line.len())
}

fn final_head(blob: &Blob, mut head: MessageHead) -> MessageHead {
    while head.status().is_some_and(|status| (100..200).contains(&status)) {
        match head::read(blob, head.end).filter(|next| next.status().is_some()) {
            Some(next) => head = next,
            None => break,
        }
    }
    head
}

fn build_request(
    blob: &Blob,
    head: &MessageHead,
    line: &RequestLine,
    body: Option<framing::Payload>,
    scheme: Option<&str>,
) -> Request {
    let target = part(&head.text, line.target.clone());
    Request {
        method: line.method.clone(),
        url: url(&target, head.header("host"), scheme),
        headers: head.headers.clone(),
        body: body.map(|payload| self::body(blob, &head.headers, payload)),
    }
}

fn build_response(blob: &Blob, head: MessageHead, status: u16, body: Option<framing::Payload>) -> Response {
    let body = body.map(|payload| self::body(blob, &head.headers, payload));
    Response {
        status: Some(status).filter(|status| (100..1000).contains(status)),
        headers: head.headers,
        redirect_url: None,
        body,
    }
}

fn body(blob: &Blob, headers: &[Header], payload: framing::Payload) -> Body {
    let raw = match payload {
        framing::Payload::Missing { bytes } => {
            return Body::from(Content::Missing { bytes });
        }
        framing::Payload::Range(range) => blob.part(range),
        framing::Payload::Pieces(ranges) => blob.join(&ranges),
    };
    message::body(headers, raw)
}
