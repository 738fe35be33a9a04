//! Writes a recording as the tools and people do whose recordings are text.

use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::capture::write;
use crate::support::{Exchange, har, har_by};

/// A format: its name, the name of a file of it, and how a recording is written.
pub(super) type Format = (&'static str, &'static str, fn(&[Exchange]) -> Vec<u8>);

pub(super) const FORMATS: &[Format] = &[
    ("HAR", "login.har", har),
    ("HAR of Firefox", "login.har", |all| har_by("Firefox", all)),
    ("raw HTTP", "login.txt", |all| each(all, |exchange| raw(exchange, "", "") + "\n")),
    ("curl -v", "login.txt", |all| each(all, verbose)),
    ("curl", "login.txt", |all| each(all, command)),
    ("fetch", "login.txt", |all| each(all, fetch)),
    ("a ticket", "ticket.md", ticket),
    ("a mail", "mail.txt", |all| each(all, |exchange| raw(exchange, "> ", "> ") + ">\n")),
    ("a log", "server.log", |all| each(all, logged)),
    ("JSON lines", "server.log", |all| each(all, line_of_json)),
    ("an access log", "access.log", |all| each(all, accessed)),
    ("VCR", "login.yml", vcr),
    ("VCR.py", "login.yaml", vcrpy),
    ("betamax", "login.json", betamax),
    ("nock", "login.json", nock),
    ("an HTTP file", "login.http", |all| each(all, |exchange| format!("### A request\n{}\n", raw(exchange, "", "")))),
    ("Charles", "login.chlsj", write::chlsj),
    ("Burp", "items.xml", |all| write::burp(all, false)),
    ("Burp in base64", "items.xml", |all| write::burp(all, true)),
    ("Postman", "login.json", write::postman),
    ("NetLog", "netlog.json", write::netlog),
    ("mitmproxy", "login.flow", write::mitmproxy),
    ("Fiddler", "login.saz", |all| write::saz(all, "raw/", 2)),
];

fn each(all: &[Exchange], write: impl Fn(&Exchange) -> String) -> Vec<u8> {
    all.iter().map(write).collect::<Vec<_>>().concat().into_bytes()
}

fn target(exchange: &Exchange) -> (&str, &str) {
    let (_, host, path) = write::parts(exchange);
    (host, path)
}

fn fields(headers: &[(String, String)], before: &str) -> String {
    headers.iter().map(|(name, value)| format!("{before}{name}: {value}\n")).collect::<Vec<_>>().concat()
}

fn sent(exchange: &Exchange) -> &str {
    write::sent(exchange)
}

fn received(exchange: &Exchange) -> &str {
    write::received(exchange)
}

/// Request and answer, each line with something before it.
fn raw(exchange: &Exchange, asks: &str, answers: &str) -> String {
    let (host, path) = target(exchange);
    let head = format!("{asks}{} {path} HTTP/1.1\n{asks}Host: {host}\n", exchange.method);
    let request = format!("{head}{}{asks}\n{asks}{}\n", fields(&exchange.headers, asks), sent(exchange));
    if exchange.status == 0 {
        return request;
    }
    let answer = format!("{answers}HTTP/1.1 {} X\n{}", exchange.status, fields(&exchange.answer_headers, answers));
    format!("{request}\n{answer}{answers}\n{answers}{}\n", received(exchange))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn arguments(exchange: &Exchange) -> String {
    let headers = exchange.headers.iter().map(|(name, value)| format!(" -H {}", quoted(&format!("{name}: {value}"))));
    let body = Some(sent(exchange)).filter(|body| !body.is_empty());
    let body = body.map(|body| format!(" --data-raw {}", quoted(body))).unwrap_or_default();
    format!("{}{}{body}", quoted(&exchange.url), headers.collect::<Vec<_>>().concat())
}

/// As browsers copy a request; what came back is pasted behind it.
fn command(exchange: &Exchange) -> String {
    let location = exchange.answer_headers.iter().find(|(name, _)| name == "location");
    let location = location.map(|(_, value)| format!("{value}\n")).unwrap_or_default();
    format!("curl {}\n{location}{}\n\n", arguments(exchange), received(exchange))
}

fn verbose(exchange: &Exchange) -> String {
    let (host, path) = target(exchange);
    let asked =
        format!("> {} {path} HTTP/1.1\n> Host: {host}\n{}> \n", exchange.method, fields(&exchange.headers, "> "));
    let command = format!("$ curl -v {}\n* Connected to {host} port 443\n{asked}", arguments(exchange));
    if exchange.status == 0 {
        return command;
    }
    let answered = fields(&exchange.answer_headers, "< ");
    format!("{command}< HTTP/1.1 {} X\n{answered}< \n{}\n", exchange.status, received(exchange))
}

fn fetch(exchange: &Exchange) -> String {
    let headers: serde_json::Map<String, Value> =
        exchange.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    let body = if exchange.body.is_some() { Value::from(sent(exchange)) } else { Value::Null };
    let options = json!({ "headers": headers, "body": body, "method": exchange.method });
    format!("fetch({}, {options:#});\n{}\n\n", json!(exchange.url), received(exchange))
}

fn ticket(all: &[Exchange]) -> Vec<u8> {
    let mut text = vec!["### The login fails\n\nSince Monday nobody can log in. This is what I see:\n".to_owned()];
    for exchange in all {
        text.push(format!("\n`{}`\n\n```http\n{}```\n", exchange.url, raw(exchange, "", "")));
    }
    text.push("\nWhat is wrong?\n".to_owned());
    text.concat().into_bytes()
}

fn logged(exchange: &Exchange) -> String {
    let time = format!("2026-05-19 13:42:{:02},000", exchange.time.unwrap_or_default() / 100 % 60);
    let body = sent(exchange);
    let body = if body.is_empty() { String::new() } else { format!(" body={body}") };
    let first = format!("{time} DEBUG http.client {} {}{body}\n", exchange.method, exchange.url);
    format!("{first}{time} INFO  http.client {} {}\n", exchange.status, received(exchange))
}

fn line_of_json(exchange: &Exchange) -> String {
    let headers: serde_json::Map<String, Value> =
        exchange.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    let line = json!({
        "ts": "2026-05-19T13:42:00Z", "level": "debug", "msg": format!("{} {}", exchange.method, exchange.url),
        "headers": headers, "body": sent(exchange), "status": exchange.status, "response": received(exchange),
    });
    format!("{line}\n")
}

fn accessed(exchange: &Exchange) -> String {
    let (_, path) = target(exchange);
    let status = exchange.status;
    format!(
        "192.0.2.10 - - [19/May/2026:13:42:00 +0000] \"{} {path} HTTP/1.1\" {status} 69 \"-\" \"Mozilla/5.0\"\n",
        exchange.method
    )
}

fn yaml_headers(headers: &[(String, String)], indent: &str) -> String {
    let header = |(name, value): &(String, String)| format!("{indent}{name}:\n{indent}- {}\n", json!(value));
    headers.iter().map(header).collect::<Vec<_>>().concat()
}

fn vcr(all: &[Exchange]) -> Vec<u8> {
    let mut text = vec!["---\nhttp_interactions:\n".to_owned()];
    for exchange in all {
        let (method, status) = (exchange.method.to_lowercase(), exchange.status);
        text.push(format!("- request:\n    method: {method}\n    uri: {}\n", json!(exchange.url)));
        text.push(format!("    body:\n      encoding: UTF-8\n      string: {}\n", json!(sent(exchange))));
        text.push(format!("    headers:\n{}", yaml_headers(&exchange.headers, "      ")));
        text.push(format!("  response:\n    status:\n      code: {status}\n      message: X\n"));
        text.push(format!("    headers:\n{}", yaml_headers(&exchange.answer_headers, "      ")));
        let body = BASE64.encode(received(exchange).as_bytes());
        text.push("    body:\n      encoding: ASCII-8BIT\n      string: !binary |-\n".to_owned());
        for line in body.as_bytes().chunks(60) {
            text.push(format!("        {}\n", String::from_utf8_lossy(line)));
        }
        text.push("  recorded_at: Tue, 19 May 2026 13:42:00 GMT\n".to_owned());
    }
    text.push("recorded_with: VCR 6.1.0\n".to_owned());
    text.concat().into_bytes()
}

fn vcrpy(all: &[Exchange]) -> Vec<u8> {
    let mut text = vec!["interactions:\n".to_owned()];
    for exchange in all {
        text.push(format!("- request:\n    body: {}\n", json!(sent(exchange))));
        text.push(format!("    headers:\n{}", yaml_headers(&exchange.headers, "      ")));
        text.push(format!("    method: {}\n    uri: {}\n", exchange.method, json!(exchange.url)));
        text.push(format!("  response:\n    body: {{string: {}}}\n", json!(received(exchange))));
        text.push(format!("    headers:\n{}", yaml_headers(&exchange.answer_headers, "      ")));
        text.push(format!("    status: {{code: {}, message: X}}\n", exchange.status));
    }
    text.push("version: 1\n".to_owned());
    text.concat().into_bytes()
}

fn lists(headers: &[(String, String)]) -> Value {
    headers.iter().map(|(name, value)| (name.clone(), json!([value]))).collect::<serde_json::Map<_, _>>().into()
}

fn betamax(all: &[Exchange]) -> Vec<u8> {
    let interaction = |exchange: &Exchange| {
        json!({
            "request": {
                "body": { "encoding": "utf-8", "base64_string": BASE64.encode(sent(exchange).as_bytes()) },
                "headers": lists(&exchange.headers), "method": exchange.method, "uri": exchange.url,
            },
            "response": {
                "body": { "encoding": "utf-8", "string": received(exchange) },
                "headers": lists(&exchange.answer_headers),
                "status": { "code": exchange.status, "message": "X" }, "url": exchange.url,
            },
            "recorded_at": "2026-05-19T13:42:00",
        })
    };
    let interactions: Vec<Value> = all.iter().map(interaction).collect();
    json!({ "http_interactions": interactions, "recorded_with": "betamax/0.9.0" }).to_string().into_bytes()
}

fn nock(all: &[Exchange]) -> Vec<u8> {
    let interaction = |exchange: &Exchange| {
        let (host, path) = target(exchange);
        let response = serde_json::from_str(received(exchange)).unwrap_or_else(|_| json!(received(exchange)));
        let headers = exchange.answer_headers.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        json!({
            "scope": format!("https://{host}:443"), "method": exchange.method, "path": path, "body": sent(exchange),
            "status": exchange.status, "response": response, "rawHeaders": headers.collect::<Vec<_>>(),
            "responseIsBinary": false,
        })
    };
    serde_json::to_vec_pretty(&all.iter().map(interaction).collect::<Vec<_>>()).expect("it is JSON")
}
