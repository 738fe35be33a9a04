//! Writes what was read of a recording as a HAR.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Dropped;
use super::har::{Plan, Strings, outline, rewrite};
use crate::capture::{Body, Content, Exchange, Header, Request, Response, Session};
use crate::redact::{Mapping, Source};

/// Reads a recording and writes its exchanges as a HAR, with their values replaced.
pub(super) fn write(source: &dyn Source, mapping: &Mapping, out: &mut dyn Write) -> io::Result<Dropped> {
    let fingerprint = mapping.key().fingerprint();
    write!(
        out,
        "{{\"log\":{{\"_redacted\":{{\"by\":\"oauth-doctor\",\"key\":\"{fingerprint}\"}},\"version\":\"1.2\",\
         \"creator\":{{\"name\":\"oauth-doctor\",\"version\":\"{}\"}},\"entries\":[",
        env!("CARGO_PKG_VERSION")
    )?;
    let mut strings = Strings::new(mapping);
    let mut dropped = Dropped { became_har: true, ..Dropped::default() };
    let mut failure = None;
    let mut is_first = true;
    let mut each = |exchange: Exchange| {
        if failure.is_some() {
            return;
        }
        let entry = outline(entry(&exchange).to_string().as_bytes());
        let new = rewrite(&entry, Plan::Keep, &mut strings, &mut dropped);
        let comma: &[u8] = if std::mem::take(&mut is_first) { b"\n" } else { b",\n" };
        failure = out.write_all(comma).and_then(|()| out.write_all(&new)).err();
    };
    let mut input = source.open()?;
    Session::new(&mut each).read(&input.name, &mut *input.content, input.attachments.as_deref());
    if let Some(failure) = failure {
        return Err(failure);
    }
    out.write_all(b"\n]}}\n")?;
    Ok(dropped)
}

fn entry(exchange: &Exchange) -> Value {
    let mut entry = json!({
        "startedDateTime": exchange.started.map(|started| started.to_string()),
        "time": 0,
        "request": request(&exchange.request),
        "response": exchange.response.as_ref().map_or_else(|| json!({"status": 0, "headers": [], "content": {}}), response),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    });
    if let Some(failure) = &exchange.failure {
        entry["_error"] = json!(failure);
    }
    // What the recording of an exchange shows, and what it does not, is no part of HAR.
    let hints = &exchange.recorder;
    let said = [
        ("excerpt", hints.excerpt),
        ("proposed", hints.proposed),
        ("cameBack", hints.came_back),
        ("answerCut", hints.is_answer_cut),
    ];
    let said: serde_json::Map<String, Value> =
        said.into_iter().filter(|(_, is_said)| *is_said).map(|(name, _)| (name.to_owned(), json!(true))).collect();
    if !said.is_empty() {
        entry["_redacted"] = Value::Object(said);
    }
    if let Some(kind) = &exchange.recorder.resource_type {
        entry["_resourceType"] = json!(kind);
    }
    entry
}

fn request(request: &Request) -> Value {
    let mut written = json!({
        "method": request.method,
        "url": request.url.as_str(),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&request.headers),
        "queryString": [],
        "headersSize": -1,
        "bodySize": -1,
    });
    match request.body.as_ref().map(|body| (body, &body.content)) {
        None => {}
        Some((body, Content::Text(text))) => {
            written["postData"] = json!({"mimeType": media_type(body), "text": text.as_str()});
        }
        Some((body, Content::Params { params, .. })) => {
            let params = params.iter().map(|(name, value)| json!({"name": name.as_str(), "value": value.as_str()}));
            written["postData"] = json!({"mimeType": media_type(body), "params": params.collect::<Vec<_>>()});
        }
        Some((_, Content::Missing { bytes })) => written["bodySize"] = json!(bytes.unwrap_or(1)),
    }
    written
}

fn response(response: &Response) -> Value {
    let mut content = json!({});
    if let Some(body) = &response.body {
        content["mimeType"] = json!(media_type(body));
        match &body.content {
            Content::Text(text) => {
                content["size"] = json!(text.as_str().len());
                content["text"] = json!(text.as_str());
            }
            Content::Params { .. } => {}
            Content::Missing { bytes } => content["size"] = json!(bytes.unwrap_or(1)),
        }
    }
    json!({
        "status": response.status.unwrap_or_default(),
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&response.headers),
        "content": content,
        "redirectURL": response.redirect_url.as_ref().map_or("", |url| url.as_str()),
        "headersSize": -1,
        "bodySize": -1,
    })
}

fn headers(headers: &[Header]) -> Vec<Value> {
    headers.iter().map(|header| json!({"name": header.name, "value": header.value.as_str()})).collect()
}

fn media_type(body: &Body) -> &str {
    body.media_type.as_deref().unwrap_or_default()
}
