//! Cassettes of tests, exports of SAML-tracer, files of requests, access logs: what is read of each, and from which place.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use std::fs;

use oauth_doctor::capture::{Content, Evidence, Exchange, NoteKind, Summary, read};

use crate::support::{check, json, root};

/// The cassettes in which one token request stands with a verifier that is too short.
const CASSETTES: [&str; 8] = [
    "vcrpy.yaml",
    "vcrpy.json",
    "betamax.json",
    "vcr-ruby.yml",
    "vcr-ruby-1.yml",
    "go-vcr.yaml",
    "php-vcr.yml",
    "polly.yaml",
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
    for (name, place) in [
        ("vcrpy.yaml", "3:181"),
        ("vcr-ruby.yml", "8:183"),
        ("go-vcr.yaml", "11:177"),
        ("php-vcr.yml", "13:28"),
        ("polly.yaml", "23:186"),
        ("vcrpy.json", "8:186"),
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
        let line = source.lines().nth(usize::try_from(at.line).unwrap() - 1).unwrap();
        assert!(line[usize::try_from(at.column).unwrap() - 1..].starts_with("tooShort"), "{name} {at}");
        assert_eq!(at.line.to_string(), place.split(':').next().unwrap(), "{name}");
    }
}

#[test]
fn a_cassette_whose_filters_took_something_out_proves_no_absence() {
    let (_, summary) = fixture("cassette/go-vcr.yaml");
    assert!(summary.is_sanitised());
    let (exchanges, summary) = fixture("cassette/vcr-ruby.yml");
    assert!(!summary.is_sanitised());
    assert_eq!(exchanges[0].recorder.evidence, Evidence::Seen);
    let filtered = source("cassette/vcrpy.yaml").replace("&client_id=demo-client", "");
    let mut exchanges = Vec::new();
    read(filtered.as_bytes(), &mut |exchange| exchanges.push(exchange));
    assert_eq!(exchanges[0].recorder.evidence, Evidence::Logged);
    assert!(exchanges[0].recorder.excerpt);
}

#[test]
fn a_cassette_that_was_cut_is_read_up_to_there() {
    let whole = source("cassette/vcrpy.json");
    let mut twice = whole.trim_end().trim_end_matches(['}', ']', '\n', ' ']).to_owned();
    twice.push_str("}}, {\"request\": {\"meth");
    let mut exchanges = 0;
    let summary = read(twice.as_bytes(), &mut |_| exchanges += 1);
    assert_eq!(exchanges, 1);
    assert!(summary.error.unwrap().to_string().contains("cut or broken"));
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
fn access_logs_tell_what_was_refused_and_no_cause() {
    for (name, logins) in [("combined.log", 1), ("iis.log", 1), ("traefik.log", 1), ("rails.log", 1), ("static.log", 0)]
    {
        let path = format!("access-log/{name}");
        let (exchanges, summary) = fixture(&path);
        assert_eq!(summary.error, None, "{name}");
        assert!(exchanges.iter().all(|exchange| exchange.recorder.evidence == Evidence::Logged), "{name}");
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
    let checked = check(source(path).as_bytes());
    let report: serde_json::Value = serde_json::from_str(&json(&checked, false)).unwrap();
    let flows = report["captures"][0]["flows"].as_array().unwrap();
    let of = |flow: &serde_json::Value| {
        (flow["outcome"].as_str().unwrap().to_owned(), flow["verdict"]["rule"].as_str().map(str::to_owned))
    };
    flows.iter().map(of).collect()
}
