//! `probe`: what it asks, that no credential is in it, and that it concludes no more than the answers show.

use serde_json::Value;

use crate::support::server::{Server, answer, json};
use crate::support::{Ran, command, finish, run};

#[test]
fn a_strict_server_shows_how_it_treats_requests() {
    let server = Server::start(strict);
    let ran = probe(&server, "/oauth2/token", &["--origin", "https://app.example.com"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report = ran.stdout.replace(&server.host(), "as.example");
    assert_eq!(
        report,
        "\
Token endpoint  https://as.example/oauth2/token
Discovery       https://as.example/.well-known/openid-configuration (issuer https://as.example)

Answers
  form           400 invalid_grant “unknown code” (application/json)
  json           400 unsupported_grant_type (application/json)
  no-code        400 invalid_request (application/json)
  no-grant-type  400 unsupported_grant_type (application/json)
  no-client-id   401 invalid_client (application/json)
  preflight      204

Shown
  forms          reads forms: a complete one → 400 invalid_grant, one without grant_type → 400 unsupported_grant_type
  json           does not read JSON: form → 400 invalid_grant, JSON → 400 unsupported_grant_type
  client         checks the code before the client: client oauth-doctor-probe → 400 invalid_grant
  client-id      checks client_id: with one → 400 invalid_grant, without → 401 invalid_client
  answers        refuses with a JSON error, as RFC 6749 §5.2 requires (application/json)
  preflight      a preflight from https://app.example.com is allowed (204)
  cors           a page on https://app.example.com cannot read the refusal: it has no Access-Control-Allow-Origin
  metadata       the discovery document names this token endpoint
"
    );
}

#[test]
fn what_is_asked_is_announced_and_holds_no_credential() {
    let server = Server::start(strict);
    let ran = probe(&server, "/oauth2/token", &["--origin", "https://app.example.com", "--client-id", "my-app"]);
    let got = server.got();
    assert_eq!(got.len(), 8);
    let announced: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("https://127.0.0.1")).collect();
    assert_eq!(announced.len(), 8, "{}", ran.stderr);
    for (line, request) in announced.iter().zip(&got) {
        assert_eq!(line.split_whitespace().next(), request.split_whitespace().next());
        assert!(!request.contains("authorization:") && !request.contains("client_secret"), "{request}");
        let code = "oauth-doctor-probe-invalid-code";
        assert!(!request.contains("code=") || request.contains(code), "{request}");
        assert!(request.contains("user-agent: oauth-doctor/"), "{request}");
    }
    assert!(got[2].contains("client_id=my-app&"), "{}", got[2]);
}

#[test]
fn equal_refusals_show_nothing() {
    let server = Server::start(|request| {
        if request.starts_with("GET") { answer(404, &[], "") } else { json(401, r#"{"error":"invalid_client"}"#) }
    });
    let learned = learned(&probe(&server, "/token", &["--format", "json"]));
    assert_eq!(learned["metadata"], Value::Null);
    for about in ["forms", "json", "client-id", "preflight", "cors", "metadata"] {
        assert_eq!(conclusion(&learned, about)["shown"], false, "{about}: {learned}");
    }
    let client = conclusion(&learned, "client");
    assert_eq!(client["shown"], true);
    assert_eq!(
        client["text"],
        "refuses an unknown client before it checks the code: with and without a code → 401 invalid_client"
    );
}

#[test]
fn a_server_that_is_overloaded_has_judged_nothing() {
    let server = Server::start(|request| {
        if request.contains("application/json\r\ncontent") {
            json(400, r#"{"error":"invalid_request"}"#)
        } else {
            answer(429, &[], "slow down")
        }
    });
    let learned = learned(&probe(&server, "/token", &["--format", "json"]));
    for about in ["forms", "json", "client", "client-id"] {
        assert_eq!(conclusion(&learned, about)["shown"], false, "{about}: {learned}");
    }
}

#[test]
fn what_a_server_says_does_not_move_the_cursor() {
    let page = "<html>token_endpoint \u{1b}[2J</html>";
    let server = Server::start(move |request| {
        if request.starts_with("GET") {
            answer(200, &["Content-Type: text/html"], page)
        } else {
            json(400, r#"{"error":"\u001b[2Jinvalid","error_description":"\u202eno"}"#)
        }
    });
    for format in ["human", "json"] {
        let ran = probe(&server, "/token", &["--format", format]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{}", ran.stdout);
        ran.shows("[2Jinvalid");
    }
}

#[test]
fn a_server_that_sends_pages_is_called_so() {
    let server = Server::start(|_| answer(403, &["Content-Type: text/html"], "<html>no</html>"));
    let ran = probe(&server, "/token", &[]);
    ran.shows("sends pages, not JSON (text/html)");
}

#[test]
fn the_document_of_an_issuer_names_the_token_endpoint() {
    let server = Server::start(strict);
    let learned = learned(&probe(&server, "", &["--format", "json"]));
    assert_eq!(learned["endpoint"], server.url("/oauth2/token"));
    let learned = self::learned(&probe(&server, "/token", &["--format", "json", "--issuer", &server.url("")]));
    assert_eq!(learned["endpoint"], server.url("/token"), "what was named as the token endpoint is asked");
    let named = conclusion(&learned, "metadata")["text"].as_str().expect("it is a text").to_owned();
    assert!(named.starts_with("the discovery document names a different token endpoint: "), "{named}");
}

#[test]
fn nothing_is_asked_without_a_yes_or_over_plain_http() {
    let server = Server::start(strict);
    let ran = run(&["probe", &server.url("/token"), "--ca-file", &server.ca()]);
    assert_eq!(ran.code, 2);
    ran.says("--yes");
    assert!(server.got().is_empty());
    let ran = run(&["probe", "http://as.example.test/token", "--yes"]);
    assert_eq!(ran.code, 2);
    ran.says("plain http");
}

#[test]
fn a_host_that_only_the_document_names_is_sent_nothing() {
    let other = Server::start(strict);
    let named = other.url("/oauth2/token");
    let server = Server::start(move |request| {
        let found = request.starts_with("GET /.well-known/openid-configuration ");
        if found { json(200, &format!(r#"{{"token_endpoint":"{named}"}}"#)) } else { answer(404, &[], "") }
    });
    let ran = probe(&server, "", &[]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    ran.says(&format!("names a token endpoint on {}", other.host()));
    assert!(other.got().is_empty(), "nobody agreed to it");
}

fn probe(server: &Server, path: &str, args: &[&str]) -> Ran {
    let (url, ca) = (server.url(path), server.ca());
    finish(command(&[&["probe", &url, "--yes", "--interval", "0", "--ca-file", &ca][..], args].concat()), b"")
}

fn learned(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("standard output is the document only")
}

fn conclusion<'a>(learned: &'a Value, about: &str) -> &'a Value {
    let conclusions = learned["conclusions"].as_array().expect("there are conclusions");
    let found = conclusions.iter().find(|conclusion| conclusion["about"] == about);
    found.unwrap_or_else(|| panic!("{about}: {learned}"))
}

/// A server that reads forms only, and looks at their parameters one after the other.
fn strict(request: &str) -> String {
    let (head, body) = request.split_once("\r\n\r\n").expect("it is HTTP");
    let host = head.lines().find_map(|line| line.strip_prefix("host: ")).expect("it has a host");
    if head.starts_with("GET /.well-known/openid-configuration ") {
        let document = format!(r#"{{"issuer":"https://{host}","token_endpoint":"https://{host}/oauth2/token"}}"#);
        return json(200, &document);
    }
    if head.starts_with("GET") {
        return answer(404, &[], "");
    }
    if head.starts_with("OPTIONS") {
        let allow = ["Access-Control-Allow-Origin: *", "Access-Control-Allow-Headers: Content-Type"];
        return answer(204, &allow, "");
    }
    let has = |name: &str| body.split('&').any(|pair| pair.starts_with(&format!("{name}=")));
    match () {
        () if !has("grant_type") => json(400, r#"{"error":"unsupported_grant_type"}"#),
        () if !has("client_id") => json(401, r#"{"error":"invalid_client"}"#),
        () if !has("code") => json(400, r#"{"error":"invalid_request"}"#),
        () => json(400, r#"{"error":"invalid_grant","error_description":"unknown code"}"#),
    }
}
