//! Cassettes of tests, exports of SAML-tracer, files of requests, access logs: what is read of each, and from which place.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use std::fs;

use oauth_doctor::capture::{Content, EvidenceLevel, Exchange, NoteKind, Summary, read};

use super::write;
use crate::support::{check, json, root};

/// The cassettes in which one token request stands with a verifier that is too short.
const CASSETTES: [&str; 10] = [
    "vcrpy.yaml",
    "vcrpy.json",
    "betamax.json",
    "vcr-ruby.yml",
    "vcr-ruby-1.yml",
    "go-vcr.yaml",
    "php-vcr.yml",
    "polly.yaml",
    "nock.json",
    "hoverfly.json",
];

#[test]
fn every_cassette_tells_the_same_cause() {
    for name in CASSETTES {
        let path = format!("cassette/{name}");
        let (exchanges, summary) = fixture(&path);
        assert_eq!((summary.format.unwrap().as_str(), summary.error), ("cassette", None), "{name}");
        let token = &exchanges[0];
        assert_eq!((token.request.method.as_str(), status(token)), ("POST", Some(400)), "{name}");
        assert!(answer(token).contains("PKCE verification failed"), "{name}");
        assert_eq!(verdicts(&path), [("failed".to_owned(), Some("pkce-verifier-malformed".to_owned()))], "{name}");
    }
}

#[test]
fn values_of_a_cassette_have_their_places() {
    for (name, line) in [
        ("vcrpy.yaml", 3),
        ("vcr-ruby.yml", 8),
        ("go-vcr.yaml", 11),
        ("php-vcr.yml", 13),
        ("polly.yaml", 22),
        ("vcrpy.json", 8),
    ] {
        let (exchanges, _) = fixture(&format!("cassette/{name}"));
        let sent = &exchanges[0].request.body.as_ref().unwrap().content;
        let at = match sent {
            Content::Text(text) => text.place(text.as_str().find("tooShort").unwrap()),
            Content::Params { params, .. } => {
                params.iter().find(|(_, value)| value.as_str() == "tooShort").unwrap().1.place(0)
            }
            Content::Missing { .. } => None,
        };
        let source = source(&format!("cassette/{name}"));
        let at = at.unwrap();
        assert_eq!(at.line, line, "{name}");
        let line = source.lines().nth(usize::try_from(at.line).unwrap() - 1).unwrap();
        assert!(line[usize::try_from(at.column).unwrap() - 1..].starts_with("tooShort"), "{name} {at}");
    }
}

#[test]
fn a_cassette_whose_filters_took_something_out_proves_no_absence() {
    let (_, summary) = fixture("cassette/go-vcr.yaml");
    assert!(summary.is_sanitised());
    let (exchanges, summary) = fixture("cassette/vcr-ruby.yml");
    assert!(!summary.is_sanitised());
    assert_eq!(exchanges[0].recorder.evidence, EvidenceLevel::Seen);
    let filtered = source("cassette/vcrpy.yaml").replace("&client_id=demo-client", "");
    let mut exchanges = Vec::new();
    read(filtered.as_bytes(), &mut |exchange| exchanges.push(exchange));
    assert_eq!(exchanges[0].recorder.evidence, EvidenceLevel::Logged);
    assert!(exchanges[0].recorder.excerpt);
}

#[test]
fn a_cassette_that_was_cut_is_read_up_to_there() {
    let whole = source("cassette/vcrpy.json");
    let (before, _) = whole.rsplit_once(']').unwrap();
    let twice = format!("{before}, {{\"request\": {{\"meth");
    let mut exchanges = 0;
    let summary = read(twice.as_bytes(), &mut |_| exchanges += 1);
    assert_eq!(exchanges, 1);
    assert!(summary.error.unwrap().to_string().contains("ends or breaks here"));
}

#[test]
fn a_token_request_whose_body_was_taken_out_is_one() {
    let token = r#"{"access_token":"REDACTED","token_type":"Bearer"}"#;
    let refused = r#"{"error":"invalid_grant","error_description":"Code not valid"}"#;
    for (url, sent, answer, outcome) in [
        (
            "https://login.example/token",
            r#","postData":{"mimeType":"application/json","text":"[REDACTED]"}"#,
            refused,
            "failed",
        ),
        ("https://login.example/token", r#","postData":{"mimeType":"","text":"***"}"#, refused, "failed"),
        (
            "https://login.example/token",
            r#","postData":{"mimeType":"application/x-www-form-urlencoded","params":[]}"#,
            token,
            "succeeded",
        ),
        ("https://login.example/token", "", token, "succeeded"),
        ("https://oauth2.googleapis.com/token", r#","postData":{"text":"[REDACTED]"}"#, "[REDACTED]", "failed"),
    ] {
        let status = if outcome == "failed" { 400 } else { 200 };
        let answer = serde_json::to_string(answer).unwrap();
        let har = format!(
            r#"{{"log":{{"entries":[{{"request":{{"method":"POST","url":"{url}","headers":[{{"name":"Accept","value":"*/*"}}]{sent}}},"response":{{"status":{status},"headers":[],"content":{{"mimeType":"application/json","text":{answer}}}}}}}]}}}}"#
        );
        let found = logins(har.as_bytes());
        assert_eq!(found, [(outcome.to_owned(), None)], "{url} {sent}");
    }
    // Its own API, whose answer has no token of OAuth, is none.
    let api = r#"{"log":{"entries":[{"request":{"method":"POST","url":"https://app.example/api/token","postData":{"text":"[REDACTED]"}},"response":{"status":200,"content":{"text":"{\"token\":\"x\"}"}}}]}}"#;
    assert_eq!(logins(api.as_bytes()), []);
}

#[test]
fn jsonp_is_a_har() {
    let source = format!("onInputData({});\n", source("failing-login.har").trim_end());
    let summary = read(source.as_bytes(), &mut |_| {});
    assert_eq!((summary.format.unwrap().as_str(), summary.error), ("har", None));
    assert_eq!(logins(source.as_bytes()).len(), 1);
}

#[test]
fn what_the_browser_said_stands_beside_the_network_of_a_trace() {
    let entry = |url: &str| {
        format!(
            r#"{{"type":"resource-snapshot","snapshot":{{"request":{{"method":"POST","url":"{url}","headers":[]}},"response":{{"status":-1,"headers":[],"_failureText":"net::ERR_FAILED"}}}}}}"#
        )
    };
    let said = |url: &str| {
        format!(
            r#"{{"type":"console","messageType":"error","text":"Access to fetch at '{url}' from origin 'https://app.example' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: It does not have HTTP ok status.","time":1}}"#
        )
    };
    let (token, other) = ("https://login.example/token", "https://login.example/oauth/token");
    let network = format!("{}\n", entry(token));
    let trace = format!("{{\"type\":\"context-options\"}}\n{}\n{}\n", said(token), said(other));
    let zip = write::zip(&[("trace.network", network.into_bytes()), ("trace.trace", trace.into_bytes())]);
    let mut exchanges: Vec<Exchange> = Vec::new();
    let summary = read(&zip, &mut |exchange| exchanges.push(exchange));
    assert_eq!((summary.format.unwrap().as_str(), summary.error), ("playwright-trace", None));
    let failures: Vec<_> = exchanges.iter().map(|exchange| exchange.failure.as_deref().unwrap()).collect();
    assert!(failures[0].starts_with("net::ERR_FAILED: Response to preflight request"), "{failures:?}");
    // Only the console knows of the other one.
    assert_eq!((exchanges.len(), exchanges[1].request.url.as_str()), (2, other));
    assert_eq!(exchanges[1].request.url.place(0).unwrap().to_string(), "3:69");
}

#[test]
fn saml_tracer_has_everything_but_the_answers() {
    let (exchanges, summary) = fixture("saml-tracer/export.json");
    assert_eq!((summary.format.unwrap().as_str(), exchanges.len(), summary.error), ("saml-tracer", 2, None));
    assert!(summary.notes.iter().any(|note| note.kind == NoteKind::NoResponseBodies));
    assert_eq!(
        verdicts("saml-tracer/export.json"),
        [("failed".to_owned(), Some("pkce-verifier-malformed".to_owned()))]
    );
}

#[test]
fn a_file_of_requests_is_filled_in() {
    let (exchanges, summary) = fixture("http-file/token.http");
    assert_eq!((summary.format.unwrap().as_str(), exchanges.len(), summary.error), ("http-file", 2, None));
    assert_eq!(exchanges[0].request.url.as_str(), "https://login.example/token");
    assert!(summary.notes.iter().any(|note| note.kind == NoteKind::Templates));
    assert_eq!(verdicts("http-file/token.http"), [("failed".to_owned(), Some("pkce-verifier-malformed".to_owned()))]);
}

#[test]
fn rails_logs_the_parameters_of_a_request() {
    let (exchanges, _) = fixture("access-log/rails.log");
    let token = exchanges.last().unwrap();
    assert_eq!((token.request.url.as_str(), status(token)), ("/oauth/token", Some(401)));
    let Some(Content::Params { params, .. }) = token.request.body.as_ref().map(|body| &body.content) else {
        panic!("there are parameters");
    };
    let (_, client) = params.iter().find(|(name, _)| name.as_str() == "client_id").unwrap();
    assert_eq!(verdicts("access-log/rails.log"), [("failed".to_owned(), Some("client-auth-refused".to_owned()))]);
    assert_eq!((client.as_str(), client.place(0).unwrap().to_string()), ("shop", "5:131".to_owned()));
}

#[test]
fn access_logs_tell_what_was_refused_and_no_cause() {
    for (name, logins) in [("combined.log", 1), ("iis.log", 1), ("traefik.log", 1), ("static.log", 0)] {
        let path = format!("access-log/{name}");
        let (exchanges, summary) = fixture(&path);
        assert_eq!(summary.error, None, "{name}");
        assert!(exchanges.iter().all(|exchange| exchange.recorder.evidence == EvidenceLevel::Logged), "{name}");
        let found = verdicts(&path);
        assert_eq!(found.len(), logins, "{name} {found:?}");
        assert!(found.iter().all(|(_, verdict)| verdict.is_none()), "{name} {found:?}");
    }
}

fn source(path: &str) -> String {
    fs::read_to_string(root().join("fixtures/captures").join(path)).unwrap()
}

fn fixture(path: &str) -> (Vec<Exchange>, Summary) {
    let mut exchanges = Vec::new();
    let summary = read(source(path).as_bytes(), &mut |exchange| exchanges.push(exchange));
    (exchanges, summary)
}

fn status(exchange: &Exchange) -> Option<u16> {
    exchange.response.as_ref()?.status
}

fn answer(exchange: &Exchange) -> String {
    let body = exchange.response.as_ref().and_then(|response| response.body.as_ref());
    match body.map(|body| &body.content) {
        Some(Content::Text(text)) => text.as_str().to_owned(),
        _ => String::new(),
    }
}

/// How each login ended, and its verdict.
fn verdicts(path: &str) -> Vec<(String, Option<String>)> {
    logins(source(path).as_bytes())
}

fn logins(bytes: &[u8]) -> Vec<(String, Option<String>)> {
    let checked = check(bytes);
    let report: serde_json::Value = serde_json::from_str(&json(&checked, false)).unwrap();
    let flows = report["captures"][0]["flows"].as_array().unwrap();
    let of = |flow: &serde_json::Value| {
        (flow["outcome"].as_str().unwrap().to_owned(), flow["verdict"]["rule"].as_str().map(str::to_owned))
    };
    flows.iter().map(of).collect()
}
