//! A login as a HAR, so that it can be checked and kept.

use serde_json::{Map, Value, json};

use crate::capture::{Body, Content, Exchange, Header, Request, Response};
use crate::diagnosis::Diagnosis;
use crate::weigh::StepKind;

/// Writes exchanges as a HAR 1.2. It holds their credentials.
///
/// # Example: an exchange without an answer
///
/// ```
/// let mut exchanges = Vec::new();
/// let command = b"curl https://as.example/token -d grant_type=authorization_code -d code=abc";
/// oauth_doctor::capture::read(command, &mut |exchange| exchanges.push(exchange));
/// let har = oauth_doctor::send::har(&exchanges);
/// assert_eq!(oauth_doctor::check(&har).oauth_exchanges, 1);
/// ```
pub fn har(exchanges: &[Exchange]) -> Vec<u8> {
    let har = json!({ "log": {
        "version": "1.2",
        "creator": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "entries": exchanges.iter().map(entry).collect::<Vec<_>>(),
    }});
    format!("{har:#}\n").into_bytes()
}

/// Returns what a replay keeps of an exchange of the login: the authorization request and what came back to the client, without
/// cookies and pages. `None` for all other exchanges.
pub fn kept(exchange: Exchange, login: &Diagnosis) -> Option<Exchange> {
    let kinds =
        [StepKind::PushedRequest, StepKind::AuthorizeRequest, StepKind::AuthorizationResponse, StepKind::Callback];
    let mut steps = login.steps.iter().filter(|step| kinds.contains(&step.kind));
    let step = steps.find(|step| step.seen.exchange == exchange.number)?;
    let response = exchange.response.map(|response| Response {
        headers: without_cookies(response.headers),
        // Where the parameters were pushed, the answer has their `request_uri`.
        body: response.body.filter(|_| step.kind == StepKind::PushedRequest),
        ..response
    });
    let request = Request { headers: without_cookies(exchange.request.headers), ..exchange.request };
    Some(Exchange { request, response, ..exchange })
}

fn without_cookies(mut headers: Vec<Header>) -> Vec<Header> {
    let cookies = ["cookie", "set-cookie"];
    headers.retain(|header| !cookies.iter().any(|name| header.name.eq_ignore_ascii_case(name)));
    headers
}

fn entry(exchange: &Exchange) -> Value {
    let request = &exchange.request;
    let mut sent = json!({
        "method": request.method,
        "url": request.url.as_str(),
        "httpVersion": "HTTP/1.1",
        "headers": headers(&request.headers),
        "queryString": [],
        "cookies": [],
        "headersSize": -1,
        "bodySize": -1,
    });
    if let Some(body) = &request.body {
        sent["postData"] = post_data(body);
    }
    let mut entry = json!({
        "request": sent,
        "response": response(exchange.response.as_ref()),
        "cache": {},
        "time": 0,
        "timings": { "send": 0, "wait": 0, "receive": 0 },
    });
    if let Some(started) = exchange.started {
        entry["startedDateTime"] = Value::from(format!("{started:.3}"));
    }
    entry
}

fn response(response: Option<&Response>) -> Value {
    let content = match response.and_then(|response| response.body.as_ref()) {
        Some(Body { media_type, content: Content::Text(text) }) => {
            json!({ "size": text.as_str().len(), "mimeType": media_type.as_deref().unwrap_or(""), "text": text.as_str() })
        }
        _ => json!({ "size": -1, "mimeType": "" }),
    };
    let redirect = response.and_then(|response| response.redirect_url.as_ref());
    json!({
        "status": response.and_then(|response| response.status).unwrap_or(0),
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "headers": response.map(|response| headers(&response.headers)).unwrap_or_default(),
        "cookies": [],
        "content": content,
        "redirectURL": redirect.map_or("", |url| url.as_str()),
        "headersSize": -1,
        "bodySize": -1,
    })
}

fn post_data(body: &Body) -> Value {
    let mut data = Map::new();
    data.insert("mimeType".to_owned(), Value::from(body.media_type.as_deref().unwrap_or("")));
    match &body.content {
        Content::Text(text) => {
            data.insert("text".to_owned(), Value::from(text.as_str()));
        }
        Content::Params { params, encoded } if *encoded => {
            let pairs = params.iter().map(|(name, value)| format!("{}={}", name.as_str(), value.as_str()));
            data.insert("text".to_owned(), Value::from(pairs.collect::<Vec<_>>().join("&")));
        }
        Content::Params { params, .. } => {
            let param = |(name, value): &(crate::capture::Text, crate::capture::Text)| json!({ "name": name.as_str(), "value": value.as_str() });
            data.insert("params".to_owned(), params.iter().map(param).collect());
        }
        Content::Missing { .. } => {}
    }
    Value::Object(data)
}

fn headers(headers: &[Header]) -> Vec<Value> {
    let header = |header: &Header| json!({ "name": header.name, "value": header.value.as_str() });
    headers.iter().map(header).collect()
}
