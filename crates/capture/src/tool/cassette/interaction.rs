//! One interaction of a cassette.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::fields;
use super::node::{Node, NodeValue};
use crate::exchange::{Body, Content, Exchange, Header, RecorderHints, Request, Response, header_value};
use crate::record::EvidenceLevel;

/// Reads an interaction; `None` if it has no request.
pub(super) fn exchange(node: &Node) -> Option<Exchange> {
    let sent = node.get("request").filter(|request| matches!(request.value, NodeValue::Map(_)))?;
    let method = fields::method(sent);
    let url = fields::url(sent);
    let headers = fields::headers(sent.get("headers"));
    let body = fields::sent(sent, &method, &headers);
    let evidence = evidence(&headers, body.as_ref());
    let answer = node.get("response").filter(|response| matches!(response.value, NodeValue::Map(_)));
    let response = answer.map(|answer| {
        let headers = fields::headers(answer.get("headers"));
        Response {
            status: fields::status(answer),
            redirect_url: None,
            body: Some(fields::received(answer, &headers)),
            headers,
        }
    });
    let started = node.any(&["recorded_at", "startedDateTime"]).and_then(|time| time_of(time.string()));
    let request = Request { method, url, headers, body };
    Some(Exchange {
        started,
        recorder: RecorderHints { excerpt: evidence != EvidenceLevel::Seen, evidence, ..RecorderHints::default() },
        ..Exchange::new(node.at, request, response)
    })
}

/// Filters of these libraries take parameters out of a body; its length shows it where it was recorded.
fn evidence(headers: &[Header], body: Option<&Body>) -> EvidenceLevel {
    let declared = header_value(headers, "content-length").and_then(|length| length.trim().parse::<usize>().ok());
    let length = match body.map(|body| &body.content) {
        Some(Content::Text(text)) => Some(text.as_str().len()),
        Some(Content::Params { .. } | Content::Missing { .. }) => None,
        None => Some(0),
    };
    let is_whole = declared.is_none() || length.is_none() || declared == length;
    if is_whole { EvidenceLevel::Seen } else { EvidenceLevel::Logged }
}

/// A time without a zone is not a point in time.
fn time_of(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| DateTimeParser::new().parse_timestamp(text).ok())
}
