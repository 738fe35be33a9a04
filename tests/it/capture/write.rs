//! Writers of the formats, as the tools write them.

use data_encoding::BASE64;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use std::io::{Cursor, Read, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::Exchange;

/// 2026-05-19T13:42:00Z
const BEGAN: i64 = 1_779_198_120;

fn seconds(exchange: &Exchange) -> String {
    let milliseconds = exchange.time.unwrap_or_default();
    format!("{}.{:03}", BEGAN + milliseconds / 1000, milliseconds % 1000)
}

fn iso(exchange: &Exchange) -> String {
    format!("2026-05-19T15:42:00.{:03}0000+02:00", exchange.time.unwrap_or_default())
}

pub(crate) fn sent(exchange: &Exchange) -> &str {
    exchange.body.as_ref().map_or("", |body| body["text"].as_str().expect("the file of a test can be made"))
}

pub(crate) fn received(exchange: &Exchange) -> &str {
    exchange.content.as_ref().map_or("", |(_, text)| text)
}

pub(crate) fn parts(exchange: &Exchange) -> (&str, &str, &str) {
    let (scheme, rest) = exchange.url.split_once("://").expect("the file of a test can be made");
    let (host, path) = rest.split_at(rest.find('/').expect("the file of a test can be made"));
    (scheme, host, path)
}

fn tagged(data: &[u8], kind: u8) -> Vec<u8> {
    [data.len().to_string().as_bytes(), b":", data, &[kind]].concat()
}

pub(crate) fn text(value: &str) -> Vec<u8> {
    tagged(value.as_bytes(), b';')
}

pub(crate) fn number(value: &str) -> Vec<u8> {
    tagged(value.as_bytes(), b'#')
}

fn bytes(value: &str) -> Vec<u8> {
    tagged(value.as_bytes(), b',')
}

pub(crate) fn dictionary(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let members = members.iter().map(|(name, value)| [text(name), value.clone()].concat());
    tagged(&members.collect::<Vec<_>>().concat(), b'}')
}

fn header_list(headers: &[(String, String)]) -> Vec<u8> {
    let headers = headers.iter().map(|(name, value)| tagged(&[bytes(name), bytes(value)].concat(), b']'));
    tagged(&headers.collect::<Vec<_>>().concat(), b']')
}

/// mitmproxy 11, whose flow format is 21.
pub(crate) fn mitmproxy(exchanges: &[Exchange]) -> Vec<u8> {
    flows(exchanges, text, &number("21"), "status_code")
}

/// mitmproxy 0.11, which has bytes only.
pub(crate) fn mitmproxy_011(exchanges: &[Exchange]) -> Vec<u8> {
    let version = tagged(b"1:0#2:11#1:3#", b']');
    flows(exchanges, bytes, &version, "code")
}

fn flows(exchanges: &[Exchange], string: fn(&str) -> Vec<u8>, version: &[u8], status: &str) -> Vec<u8> {
    let flow = |exchange: &Exchange| {
        let (scheme, host, path) = parts(exchange);
        let request = dictionary(&[
            ("path", bytes(path)),
            ("scheme", bytes(scheme)),
            ("method", bytes(&exchange.method)),
            ("port", number("443")),
            ("host", string(host)),
            ("timestamp_start", tagged(seconds(exchange).as_bytes(), b'^')),
            ("content", bytes(sent(exchange))),
            ("headers", header_list(&exchange.headers)),
        ]);
        let response = dictionary(&[
            (status, number(&exchange.status.to_string())),
            ("content", bytes(received(exchange))),
            ("headers", header_list(&exchange.answer_headers)),
        ]);
        dictionary(&[
            ("version", version.to_vec()),
            ("type", string("http")),
            ("error", tagged(b"", b'~')),
            ("response", response),
            ("request", request),
        ])
    };
    exchanges.iter().flat_map(flow).collect()
}

fn message(first: &str, headers: &[(String, String)], body: &str) -> String {
    let headers: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let headers = headers.concat();
    format!("{first}\r\n{headers}\r\n{body}")
}

fn raw_request(exchange: &Exchange, target: &str) -> String {
    message(&format!("{} {target} HTTP/1.1", exchange.method), &exchange.headers, sent(exchange))
}

fn raw_response(exchange: &Exchange) -> String {
    message(&format!("HTTP/1.1 {} X", exchange.status), &exchange.answer_headers, received(exchange))
}

pub(crate) fn zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer
            .start_file(*name, SimpleFileOptions::default().compression_level(Some(1)))
            .expect("the file of a test can be made");
        writer.write_all(content).expect("the file of a test can be made");
    }
    writer.finish().expect("the file of a test can be made").into_inner()
}

/// Fiddler 5 pads the numbers of sessions to the same width.
pub(crate) fn saz(exchanges: &[Exchange], folder: &str, width: usize) -> Vec<u8> {
    let mut files = Vec::new();
    for (number, exchange) in (1..).zip(exchanges) {
        let name = |kind: &str| format!("{folder}{number:0width$}_{kind}");
        let timers = format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Session SID=\"{number}\">\r\n  <SessionTimers ClientConnected=\"0001-01-01T00:00:00\" ClientBeginRequest=\"{}\" />\r\n</Session>",
            iso(exchange)
        );
        files.push((name("c.txt"), raw_request(exchange, &exchange.url).into_bytes()));
        files.push((name("s.txt"), raw_response(exchange).into_bytes()));
        files.push((name("m.xml"), timers.into_bytes()));
    }
    let files: Vec<_> = files.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    zip(&files)
}

fn entries(exchanges: &[Exchange]) -> Vec<Value> {
    let har: Value = serde_json::from_slice(&crate::support::har_by("Playwright", exchanges))
        .expect("the file of a test can be made");
    har["log"]["entries"].as_array().expect("the file of a test can be made").clone()
}

/// Moves bodies to files of their own, as Playwright does; returns the files.
fn attach(entries: &mut [Value], folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in entries {
        for pointer in ["/request/postData", "/response/content"] {
            let Some(body) = entry.pointer_mut(pointer).filter(|body| body["text"].is_string()) else {
                continue;
            };
            let content = body["text"].as_str().expect("the file of a test can be made").as_bytes().to_vec();
            let name = data_encoding::HEXLOWER.encode(&Sha1::digest(&content));
            body["text"] = json!("");
            body["_file"] = json!(format!("{name}.dat"));
            files.push((format!("{folder}{name}.dat"), content));
        }
    }
    files
}

pub(crate) fn trace(exchanges: &[Exchange], name: &str) -> Vec<u8> {
    let mut entries = entries(exchanges);
    let mut files = attach(&mut entries, "resources/");
    let lines = entries.iter().map(|entry| {
        let snapshot = serde_json::to_string(entry).expect("the file of a test can be made");
        format!("{{\"type\":\"resource-snapshot\",\"snapshot\":{snapshot}}}\n")
    });
    files.push((name.to_owned(), lines.collect::<String>().into_bytes()));
    let about = "{\"type\":\"context-options\",\"playwrightVersion\":\"1.65.1\"}\n";
    files.push(("trace.trace".to_owned(), about.as_bytes().to_vec()));
    let files: Vec<_> = files.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    zip(&files)
}

pub(crate) fn har_zip(exchanges: &[Exchange]) -> Vec<u8> {
    let mut entries = entries(exchanges);
    let mut files = attach(&mut entries, "");
    let har = json!({ "log": { "creator": { "name": "Playwright", "version": "1.65.1" }, "entries": entries } });
    files.push(("har.har".to_owned(), har.to_string().into_bytes()));
    let files: Vec<_> = files.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    zip(&files)
}

fn named(headers: &[(String, String)], name: &str) -> Vec<Value> {
    headers.iter().map(|(key, value)| json!({ name: key, "value": value })).collect()
}

/// Charles 4.6.
pub(crate) fn chlsj(exchanges: &[Exchange]) -> Vec<u8> {
    let transaction = |exchange: &Exchange| {
        let (scheme, host, path) = parts(exchange);
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        json!({
            "status": "COMPLETE", "method": exchange.method, "protocolVersion": "HTTP/1.1",
            "scheme": scheme, "host": host, "port": 443, "actualPort": 443, "path": path, "query": query, "tunnel": false,
            "times": { "start": iso(exchange), "requestBegin": iso(exchange) },
            "request": {
                "sizes": { "headers": 1, "body": sent(exchange).len() },
                "header": { "firstLine": "", "headers": named(&exchange.headers, "name") },
                "body": { "text": sent(exchange) },
            },
            "response": {
                "status": exchange.status,
                "header": { "headers": named(&exchange.answer_headers, "name") },
                "body": { "encoded": BASE64.encode(received(exchange).as_bytes()) },
            },
        })
    };
    Value::Array(exchanges.iter().map(transaction).collect()).to_string().into_bytes()
}

pub(crate) fn burp(exchanges: &[Exchange], encoded: bool) -> Vec<u8> {
    let wrap = |text: String| {
        let text = if encoded { BASE64.encode(text.as_bytes()) } else { text };
        format!("base64=\"{encoded}\"><![CDATA[{text}]]>")
    };
    let items = exchanges.iter().map(|exchange| {
        let (scheme, host, path) = parts(exchange);
        format!(
            "  <item>\n    <time>Tue May 19 09:42:00 EDT 2026</time>\n    <url><![CDATA[{}]]></url>\n    <host ip=\"192.0.2.1\">{host}</host>\n    <protocol>{scheme}</protocol>\n    <request {}</request>\n    <response {}</response>\n    <comment></comment>\n  </item>\n",
            exchange.url,
            wrap(raw_request(exchange, path)),
            wrap(raw_response(exchange)),
        )
    });
    let items: String = items.collect();
    format!("<?xml version=\"1.0\"?>\n<!DOCTYPE items [\n<!ELEMENT items (item*)>\n<!ENTITY x \"y\">\n]>\n<items burpVersion=\"2026.4\">\n{items}</items>\n").into_bytes()
}

/// A collection in which each request has one saved response, in a folder.
pub(crate) fn postman(exchanges: &[Exchange]) -> Vec<u8> {
    let item = |exchange: &Exchange| {
        let mut request = json!({
            "method": exchange.method,
            "header": named(&exchange.headers, "key"),
            "url": { "raw": exchange.url },
        });
        if exchange.body.is_some() {
            request["body"] = json!({ "mode": "raw", "raw": sent(exchange) });
        }
        json!({
            "name": "request", "request": request,
            "response": [{
                "originalRequest": request, "code": exchange.status,
                "header": named(&exchange.answer_headers, "key"), "body": received(exchange),
            }],
        })
    };
    let items: Vec<_> = exchanges.iter().map(item).collect();
    let info =
        "{\"name\":\"login\",\"schema\":\"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"}";
    format!("{{\"info\":{info},\"item\":[{{\"name\":\"folder\",\"item\":{}}}]}}", Value::Array(items)).into_bytes()
}

/// A default capture, which strips cookies; one request after the other, the first two in one chain of redirects.
pub(crate) fn netlog(exchanges: &[Exchange]) -> Vec<u8> {
    let names = [
        "REQUEST_ALIVE",
        "URL_REQUEST_START_JOB",
        "UPLOAD_DATA_STREAM_INIT",
        "HTTP_TRANSACTION_SEND_REQUEST_HEADERS",
        "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
        "URL_REQUEST_REDIRECTED",
        "URL_REQUEST_JOB_FILTERED_BYTES_READ",
    ];
    let types: serde_json::Map<_, _> =
        (100..).zip(names).map(|(number, name)| (name.to_owned(), json!(number))).collect();
    let constants = json!({
        "logEventTypes": types, "logEventPhase": { "PHASE_BEGIN": 1, "PHASE_END": 2, "PHASE_NONE": 0 },
        "netError": { "ERR_ABORTED": -3 }, "timeTickOffset": BEGAN * 1000 - 5000, "logCaptureMode": "Default",
    });
    let mut events = Vec::new();
    for (index, exchange) in exchanges.iter().enumerate() {
        let source = if index < 2 { 1 } else { 2 };
        let mut event = |name: &str, phase: u8, params: Value| {
            let time = (5000 + exchange.time.unwrap_or_default()).to_string();
            let source = json!({ "id": source, "type": 1, "start_time": "1" });
            let event =
                json!({ "type": types[name], "phase": phase, "time": time, "source": source, "params": params });
            events.push(event.to_string());
        };
        let lines = |first: Option<String>, headers: &[(String, String)]| -> Vec<String> {
            let headers = headers.iter().map(|(name, value)| format!("{name}: {value}"));
            first.into_iter().chain(headers).chain(["Cookie: [22 bytes were stripped]".to_owned()]).collect()
        };
        let (url, method) = (&exchange.url, &exchange.method);
        event("URL_REQUEST_START_JOB", 1, json!({ "url": url, "method": method, "request_type": "main frame" }));
        if exchange.body.is_some() {
            event("UPLOAD_DATA_STREAM_INIT", 2, json!({ "total_size": sent(exchange).len() }));
        }
        event(
            "HTTP_TRANSACTION_SEND_REQUEST_HEADERS",
            0,
            json!({ "headers": lines(None, &exchange.headers), "line": "" }),
        );
        let status = format!("HTTP/1.1 {} X", exchange.status);
        event(
            "HTTP_TRANSACTION_READ_RESPONSE_HEADERS",
            0,
            json!({ "headers": lines(Some(status), &exchange.answer_headers) }),
        );
        event("URL_REQUEST_JOB_FILTERED_BYTES_READ", 0, json!({ "byte_count": received(exchange).len() }));
        if let Some((_, location)) = exchange.answer_headers.iter().find(|(name, _)| name == "location") {
            event("URL_REQUEST_REDIRECTED", 0, json!({ "location": location }));
        } else {
            event("REQUEST_ALIVE", 2, json!({ "net_error": 0 }));
        }
    }
    format!("{{\"constants\":{constants},\n\"events\": [\n{}]}}\n", events.join(",\n")).into_bytes()
}

pub(crate) fn zstd(file: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(file, ruzstd::encoding::CompressionLevel::Fastest)
}

/// Undoes [`zstd`].
pub(crate) fn unpacked(file: &[u8]) -> Vec<u8> {
    if !file.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return file.to_vec();
    }
    let mut bytes = Vec::new();
    let mut decoder = ruzstd::decoding::StreamingDecoder::new(file).expect("the file of a test can be made");
    decoder.read_to_end(&mut bytes).expect("the file of a test can be made");
    bytes
}
