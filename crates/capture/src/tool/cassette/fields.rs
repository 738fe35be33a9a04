//! The parts of a message, by the names that the libraries give them.

use oauth_doctor_wire::base64;

use super::node::{Node, NodeValue};
use crate::exchange::{Body, Content, Header};
use crate::message;
use crate::text::blob::Blob;
use crate::text::placed::{Text, part};

/// Reads headers: a map to a value or a list of values, or a list of names and values.
pub(super) fn headers(node: Option<&Node>) -> Vec<Header> {
    let mut headers = Vec::new();
    let Some(node) = node else { return headers };
    for (name, values) in node.members() {
        let values = values.elements().map(|value| value.text().cloned().unwrap_or_default());
        headers.extend(values.map(|value| Header { name: name.clone(), value }));
    }
    if let NodeValue::List(items) = &node.value {
        for item in items {
            let name = item.get("name").map(Node::string).unwrap_or_default().to_owned();
            let value = item.get("value").and_then(Node::text).cloned().unwrap_or_default();
            headers.push(Header { name, value });
        }
    }
    headers.retain(|header| !header.name.is_empty() && !header.name.starts_with(':'));
    headers
}

/// Reads the body of a request; one without anything is none.
pub(super) fn sent(request: &Node, method: &str, headers: &[Header]) -> Option<Body> {
    let given = request.any(&["body", "postData"]).and_then(|node| body(node, headers));
    let is_empty =
        given.as_ref().is_none_or(|body| matches!(&body.content, Content::Text(text) if text.as_str().is_empty()));
    if !is_empty {
        return given;
    }
    // go-vcr and PHP-VCR keep a form in parts.
    let form = request.any(&["form", "post_fields"]).map(params).filter(|params| !params.is_empty());
    if let Some(params) = form {
        return Some(Body::from(Content::Params { params, encoded: false }));
    }
    given.filter(|_| message::may_have_body(method))
}

/// Reads the body of a response.
pub(super) fn received(response: &Node, headers: &[Header]) -> Body {
    let node = response.any(&["body", "content"]);
    let body = node.and_then(|node| body(node, headers));
    body.unwrap_or_else(|| Body::from(Content::Text(Text::default())))
}

fn body(node: &Node, headers: &[Header]) -> Option<Body> {
    let media_type = node.get("mimeType").map(Node::string).unwrap_or_default().to_owned();
    if let Some(list) = node.get("params").filter(|_| node.get("text").is_none()) {
        let params = list.elements().filter_map(|param| {
            let name = param.get("name")?.text()?.clone();
            Some((name, param.get("value").and_then(Node::text).cloned().unwrap_or_default()))
        });
        return Some(Body::with_type(media_type, Content::Params { params: params.collect(), encoded: false }));
    }
    let says_base64 = node.get("encoding").is_some_and(|encoding| encoding.string().eq_ignore_ascii_case("base64"));
    let (inner, is_base64) = match &node.value {
        NodeValue::Map(_) => match node.get("base64_string") {
            Some(encoded) => (encoded, true),
            None if node.any(&["string", "text", "encoding", "mimeType"]).is_none() => {
                // Someone keeps the form in parts, to see differences.
                let params = params(node);
                return (!params.is_empty()).then(|| Body::from(Content::Params { params, encoded: false }));
            }
            None => (node.any(&["string", "text"])?, says_base64),
        },
        _ => (node, false),
    };
    let blob = match &inner.value {
        NodeValue::Binary(text) => decoded(text),
        NodeValue::Scalar(text) if is_base64 => decoded(text),
        NodeValue::Scalar(text) => text.clone().into(),
        // betamax and nock keep JSON as JSON.
        NodeValue::Null | NodeValue::List(_) | NodeValue::Map(_) => return None,
    };
    Some(Body::with_type(media_type, message::body(headers, blob).content))
}

fn decoded(text: &Text) -> Blob {
    match base64::decode_lines(text.as_str()) {
        Some(bytes) => Blob::at_one_place(bytes, text.place(0)),
        None => text.clone().into(),
    }
}

fn params(form: &Node) -> Vec<(Text, Text)> {
    let mut params = Vec::new();
    for (name, values) in form.members() {
        for value in values.elements() {
            if let Some(value) = value.text() {
                params.push((Text::new(name.clone(), Vec::new()), value.clone()));
            }
        }
    }
    params
}

/// Reads a status: a number, `{code, message}`, or `400 Bad Request` with the number in `code` beside it.
pub(super) fn status(response: &Node) -> Option<u16> {
    let status = response.get("status");
    let number = |node: &Node| node.string().split(' ').next()?.parse::<f64>().ok().and_then(message::status);
    let inner = status.and_then(|status| status.get("code"));
    [inner, status, response.any(&["code", "status_code", "statusCode"])].into_iter().flatten().find_map(number)
}

/// Makes the method of a request: Ruby's VCR writes `post` or `:post`.
pub(super) fn method(request: &Node) -> String {
    let method = request.get("method").map(Node::string).unwrap_or_default();
    method.trim_start_matches(':').to_ascii_uppercase()
}

/// Returns the URL of a request.
pub(super) fn url(request: &Node) -> Text {
    let url = request.any(&["uri", "url"]).and_then(Node::text).cloned().unwrap_or_default();
    let trimmed = url.as_str().trim_end().len();
    part(&url, 0..trimmed)
}
