//! `replay --to`: what goes over the wire to a real endpoint, what is never sent, and what becomes of the answer.

use std::fs;
use std::process::Command;
use std::sync::{Mutex, mpsc};

use oauth_doctor::login::Outcome;

use crate::support::server::{Server, answer, json};
use crate::support::{Exchange, Ran, command, finish, form, har};

const JSON_BODY: &str = "fixtures/rules/token-body-json/bad-json.har";
const WRONG_CHALLENGE: &str = "fixtures/captures/failing-login.har";
const SPENT: &str = "fixtures/rules/code-reused/bad-effect-runs-twice.har";
const ISSUED: &str = r#"{"access_token":"issued-7Yw2kQ9vLm","token_type":"Bearer","expires_in":3600}"#;
const REFUSED: &str = r#"{"error":"invalid_grant","error_description":"the code has expired"}"#;

#[test]
fn the_corrected_request_is_sent_as_it_was_shown() {
    let server = Server::start(|_| json(200, ISSUED));
    let ran = replay(&server, JSON_BODY, &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let got = server.got();
    let (head, body) = got[0].split_once("\r\n\r\n").expect("it is HTTP");
    let mut lines: Vec<&str> = head.lines().collect();
    lines[1..].sort_unstable();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        lines,
        [
            "POST /token HTTP/1.1",
            "accept: application/json",
            &format!("content-length: {}", body.len()),
            "content-type: application/x-www-form-urlencoded",
            &format!("host: {}", server.host()),
            "origin: https://orders.example.org",
            &format!("user-agent: oauth-doctor/{version}"),
        ]
    );
    assert_eq!(body, recorded_form(JSON_BODY));
    assert_eq!(got.len(), 1);
    ran.says(&format!("This will be sent to {}:", server.host()));
    ran.says("This is the corrected request");
    ran.says("  Origin: https://orders.example.org\n");
    ran.shows("SUCCEEDED");
}

#[test]
fn the_recorded_request_keeps_its_mistake() {
    let server = Server::start(|_| json(400, r#"{"error":"invalid_request"}"#));
    let ran = replay(&server, JSON_BODY, &["--as-captured"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let shown = "\n  {\"grant_type\":\"authorization_code\",";
    ran.says(shown);
    let got = server.got();
    assert!(got[0].contains("content-type: application/json"), "{}", got[0]);
    assert!(got[0].contains(r#"{"grant_type":"authorization_code","client_id":"orders-spa","code":"#), "{}", got[0]);
    ran.shows("token-body-json");
}

#[test]
fn a_refusal_is_diagnosed_with_the_login_that_led_to_it() {
    let server = Server::start(|_| json(400, REFUSED));
    let ran = replay(&server, JSON_BODY, &["--format", "json"]);
    assert_eq!(ran.code, 1);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("standard output is the document only");
    let flow = &report["captures"][0]["flows"][0];
    assert_eq!(flow["server_error"]["error"], "invalid_grant");
    let kinds: Vec<&str> =
        flow["steps"].as_array().expect("there are steps").iter().filter_map(|step| step["kind"].as_str()).collect();
    assert!(kinds.contains(&"authorize_request") && kinds.ends_with(&["token_request"]), "{kinds:?}");
    // The recording is months old.
    assert_eq!(flow["verdict"]["rule"], "code-expired", "{}", ran.stdout);
}

#[test]
fn fresh_values_take_the_place_of_those_of_the_capture() {
    let server = Server::start(|_| json(200, ISSUED));
    let verifier = "a-new-verifier-of-the-new-login-0123456789abcdef";
    let ran = replay(&server, WRONG_CHALLENGE, &["--code", "-new/code+", "--code-verifier", verifier]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let got = server.got();
    assert!(got[0].contains("code=-new%2Fcode%2B&"), "{}", got[0]);
    assert!(got[0].contains(&format!("code_verifier={verifier}")), "{}", got[0]);
    ran.shows_nothing_of("authorize request");
}

#[test]
fn the_secret_comes_from_the_environment_and_goes_where_the_recorded_one_was() {
    let in_header = |password: &str| {
        let login = login(Some(password), &[]);
        let server = Server::start(|_| json(200, ISSUED));
        let path = write(&server, &login);
        let mut command = replaying(&server, &path, &[]);
        command.env("OAUTH_DOCTOR_CLIENT_SECRET", "new secret/1");
        let ran = finish(command, b"");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let whence = "Its client_secret is that of the environment: OAUTH_DOCTOR_CLIENT_SECRET.";
        ran.says(whence);
        assert!(!ran.stderr.contains("new secret/1") && !ran.stdout.contains("new secret/1"));
        server.got().remove(0)
    };
    // shop:new+secret%2F1
    for recorded in ["REDACTED", "an-old-secret"] {
        let got = in_header(recorded);
        assert!(got.contains("authorization: Basic c2hvcDpuZXcrc2VjcmV0JTJGMQ==\r\n"), "{got}");
    }
}

#[test]
fn a_redacted_value_is_asked_for_and_never_sent() {
    let server = Server::start(|_| json(200, ISSUED));
    for (login, says) in [
        (login(Some("REDACTED"), &[]), "Set OAUTH_DOCTOR_CLIENT_SECRET in the environment"),
        (login(None, &[("client_secret", "<secret>")]), "Set OAUTH_DOCTOR_CLIENT_SECRET in the environment"),
        (login(None, &[("code_verifier", "[code_verifier redacted]")]), "--code-verifier VERIFIER"),
    ] {
        let ran = replay(&server, &write(&server, &login), &[]);
        assert_eq!(ran.code, 2);
        ran.says(says);
        ran.says("is needed");
    }
    assert!(server.got().is_empty());
}

#[test]
fn a_spent_code_is_sent_only_by_force() {
    let server = Server::start(|_| json(400, REFUSED));
    let ran = replay(&server, SPENT, &[]);
    assert_eq!(ran.code, 2);
    ran.says("the code is spent: exchange ");
    assert!(server.got().is_empty());
    assert_eq!(replay(&server, SPENT, &["--code", "fresh-code-1"]).code, 1);
    assert_eq!(replay(&server, SPENT, &["--force"]).code, 1);
    assert_eq!(server.got().len(), 2);
}

#[test]
fn a_code_of_a_wrong_authorization_request_needs_a_new_login() {
    let server = Server::start(|_| json(400, REFUSED));
    let ran = replay(&server, WRONG_CHALLENGE, &[]);
    assert_eq!(ran.code, 2);
    ran.says("was issued for a wrong authorization request");
    ran.says("--code CODE");
    assert!(server.got().is_empty());
    assert_eq!(replay(&server, WRONG_CHALLENGE, &["--as-captured"]).code, 1);
}

#[test]
fn nothing_is_sent_where_it_must_not_be() {
    let server = Server::start(|_| json(200, ISSUED));
    let dpop = "fixtures/rules/dpop-proof-mismatch/bad-old.har";
    let ran = replay(&server, dpop, &[]);
    assert_eq!(ran.code, 2);
    ran.says("DPoP");
    let two = har(&[token_request("code-of-the-first-1", None), token_request("code-of-the-second", None)]);
    let path = write(&server, &two);
    let ran = replay(&server, &path, &[]);
    assert_eq!(ran.code, 2);
    ran.says("Name one:  --login 1");
    assert!(server.got().is_empty());
    assert_eq!(replay(&server, &path, &["--login", "2"]).code, 0);
    assert!(server.got()[0].contains("code-of-the-second"));
    assert_eq!(replay(&server, &path, &["--login", "3"]).code, 2);
    assert_eq!(replay(&server, "fixtures/captures/no-oauth.har", &[]).code, 3);
    assert_eq!(replay(&server, "no-such.har", &[]).code, 2);
    assert_eq!(replay(&server, "-", &[]).code, 2);
    assert_eq!(server.got().len(), 1);
}

#[test]
fn plain_http_is_for_the_loopback_address_only() {
    for url in [
        "http://as.example.test/token",
        "http://127.0.0.1.example.test/token",
        "http://localhost.example.test/token",
        "ftp://127.0.0.1/token",
        "https://as.example.test@127.0.0.1/token",
        "https://as.example.test/token#fragment",
        "token",
    ] {
        let ran = finish(command(&["replay", JSON_BODY, "--yes", "--to", url]), b"");
        assert_eq!(ran.code, 2, "{url}");
        assert!(!ran.stderr.contains("This will be sent"), "{url}: {}", ran.stderr);
    }
    let server = Server::without_tls(|_| json(200, ISSUED));
    assert_eq!(replay(&server, JSON_BODY, &[]).code, 0);
    assert_eq!(server.got().len(), 1);
}

#[test]
fn without_a_terminal_somebody_must_have_said_yes() {
    let server = Server::start(|_| json(200, ISSUED));
    let args = ["replay", JSON_BODY, "--to", &server.url("/token"), "--ca-file", &server.ca()];
    let ran = finish(command(&args), b"y\n");
    assert_eq!(ran.code, 2);
    ran.says("--yes");
    ran.says("POST https://127.0.0.1:");
    assert!(server.got().is_empty());
}

#[test]
fn a_redirect_is_reported_and_not_followed() {
    let server = Server::start(|_| answer(307, &["Location: /elsewhere"], ""));
    let ran = replay(&server, JSON_BODY, &[]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(server.got().len(), 1);
}

#[test]
fn an_endpoint_that_does_not_answer_is_not_waited_for() {
    let (ended, has_ended) = mpsc::channel::<()>();
    let has_ended = Mutex::new(has_ended);
    let server = Server::start(move |_| {
        let has_ended = has_ended.lock().expect("no thread panicked");
        assert!(has_ended.recv().is_err(), "the command is gone before the answer");
        json(200, ISSUED)
    });
    let ran = replay(&server, JSON_BODY, &["--timeout", "1"]);
    drop(ended);
    assert_eq!(ran.code, 2);
    assert_eq!(
        error_of(&ran),
        format!("error: {}: no answer within 1 s\n\n  Wait longer:  --timeout 120\n", server.host())
    );
}

#[test]
fn an_answer_without_an_end_is_not_read_to_it() {
    let server = Server::start(|_| json(200, &"x".repeat((1 << 20) + 1)));
    let ran = replay(&server, JSON_BODY, &[]);
    assert_eq!(ran.code, 2);
    ran.says("longer than 1 MiB");
}

#[test]
fn a_server_that_is_not_trusted_gets_nothing() {
    let server = Server::start(|_| json(200, ISSUED));
    let url = server.url("/token");
    let other = Server::start(|_| json(200, ISSUED));
    let ran = finish(command(&["replay", JSON_BODY, "--yes", "--to", &url, "--ca-file", &other.ca()]), b"");
    assert_eq!(ran.code, 2);
    let error = error_of(&ran);
    assert!(error.starts_with(&format!("error: {}: invalid peer certificate", server.host())), "{error}");
    assert!(error.ends_with("--ca-file ca.pem\n"), "{error}");
    assert!(server.got().is_empty());
    let no_certificate = finish(command(&["replay", JSON_BODY, "--yes", "--to", &url, "--ca-file", "README.md"]), b"");
    assert_eq!(no_certificate.code, 2);
    assert!(no_certificate.stderr.contains("holds no certificates"), "{}", no_certificate.stderr);
}

#[test]
fn a_proxy_of_the_environment_is_used_but_not_for_this_machine() {
    let proxy = Server::without_tls(|_| answer(403, &[], ""));
    let server = Server::start(|_| json(200, ISSUED));
    let through = |url: &str| {
        let mut command = command(&["replay", JSON_BODY, "--yes", "--to", url, "--ca-file", &server.ca()]);
        command.env("HTTPS_PROXY", proxy.url("")).env("HTTP_PROXY", proxy.url(""));
        finish(command, b"")
    };
    let ran = through("https://as.example.test/token?tenant=acme");
    assert_eq!(ran.code, 2);
    assert!(error_of(&ran).starts_with("error: as.example.test: "), "{}", ran.stderr);
    let got = proxy.got();
    assert!(got[0].starts_with("CONNECT as.example.test:443 HTTP/1.1\r\n"), "{got:?}");
    assert!(!got[0].contains("code"), "no byte of the request is for the proxy");
    assert_eq!(through(&server.url("/token")).code, 0);
    assert_eq!(proxy.got().len(), 1);
}

#[test]
fn a_record_is_a_capture_for_its_owner_only() {
    let server = Server::start(|_| json(200, ISSUED));
    let path = server.path("out.har");
    let name = path.to_str().expect("paths are UTF-8");
    let ran = replay(&server, JSON_BODY, &["--record", name]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.says("holds the credentials");
    let har = fs::read(&path).expect("the record is there");
    let checked = oauth_doctor::check(&har);
    assert!(checked.error.is_none() && checked.notes.is_empty(), "{checked:?}");
    assert_eq!(checked.logins[0].outcome, Outcome::Succeeded);
    let text = String::from_utf8(har.clone()).expect("a HAR is UTF-8").to_ascii_lowercase();
    assert!(!text.contains("\"cookie\"") && !text.contains("set-cookie"), "cookies are not needed");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).expect("the record is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let ran = replay(&server, JSON_BODY, &["--record", name]);
    assert_eq!(ran.code, 2, "it exists");
    assert_eq!(fs::read(&path).expect("the record is there"), har);
    assert_eq!(server.got().len(), 1);
    assert_eq!(replay(&server, JSON_BODY, &["--record", name, "--force"]).code, 0);
}

#[test]
fn a_record_of_nothing_does_not_stay() {
    let server = Server::start(|_| json(200, ISSUED));
    let path = server.path("out.har");
    let to = ["--record", path.to_str().expect("paths are UTF-8"), "--to", "https://127.0.0.1:1/token"];
    let ran = finish(command(&[&["replay", JSON_BODY, "--yes"][..], &to].concat()), b"");
    assert_eq!(ran.code, 2);
    assert!(!path.exists());
}

#[test]
fn no_value_that_was_sent_or_answered_is_printed() {
    let server = Server::start(|request| {
        // Servers repeat what they were sent.
        let body = request.split("\r\n\r\n").nth(1).unwrap_or_default();
        json(200, &format!(r#"{{"access_token":"issued-7Yw2kQ9vLm","note":"{body}"}}"#))
    });
    let secrets =
        ["captured-code-4kQz81", "captured-secret-9Lm2", "captured-verifier-0123456789-0123456789-0123456789"];
    let login = login(None, &[("client_secret", secrets[1]), ("code_verifier", secrets[2])]);
    let path = write(&server, &login);
    for format in ["human", "json"] {
        let ran = replay(&server, &path, &["--format", format]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        for secret in secrets.iter().chain(&["issued-7Yw2kQ9vLm"]) {
            assert!(
                !ran.stdout.contains(secret) && !ran.stderr.contains(secret),
                "{secret}: {} {}",
                ran.stdout,
                ran.stderr
            );
        }
    }
    assert!(secrets.iter().all(|secret| server.got()[0].contains(secret)), "they were sent");
}

/// Replays to the server, after a yes.
fn replay(server: &Server, capture: &str, args: &[&str]) -> Ran {
    finish(replaying(server, capture, args), b"")
}

fn replaying(server: &Server, capture: &str, args: &[&str]) -> Command {
    let (url, ca) = (server.url("/token"), server.ca());
    command(&[&["replay", capture, "--yes", "--to", &url, "--ca-file", &ca][..], args].concat())
}

/// What stands behind the announcement.
fn error_of(ran: &Ran) -> String {
    let at = ran.stderr.find("error: ").expect("it failed");
    ran.stderr[at..].to_owned()
}

/// The parameters of the token request of a capture, as a form.
fn recorded_form(capture: &str) -> String {
    let checked = oauth_doctor::check(&fs::read(capture).expect("the fixture is there"));
    let request = checked.logins[0].token_request.as_ref().expect("it has one");
    let names = ["grant_type", "client_id", "code", "redirect_uri", "code_verifier"];
    let pairs: Vec<(&str, &str)> =
        names.iter().map(|name| (*name, request.value(name).expect("it was sent"))).collect();
    form(&pairs)
}

/// A login of a client with a secret that fails: the token request has more parameters, or a Basic header.
fn login(password: Option<&str>, more: &[(&str, &str)]) -> Vec<u8> {
    let mut request = token_request("captured-code-4kQz81", None);
    let mut pairs = vec![
        ("grant_type", "authorization_code"),
        ("code", "captured-code-4kQz81"),
        ("redirect_uri", "https://shop.example.com/cb"),
    ];
    if password.is_none() {
        pairs.push(("client_id", "shop"));
    }
    pairs.extend(more);
    request = request.sends("application/x-www-form-urlencoded", &form(&pairs));
    request.headers.remove(0);
    if let Some(password) = password {
        let credentials = data_encoding::BASE64.encode(format!("shop:{password}").as_bytes());
        request = request.header("Authorization", &format!("Basic {credentials}"));
    }
    har(&[request])
}

fn token_request(code: &str, verifier: Option<&str>) -> Exchange {
    let mut pairs = vec![
        ("grant_type", "authorization_code"),
        ("client_id", "shop"),
        ("code", code),
        ("redirect_uri", "https://shop.example.com/cb"),
    ];
    pairs.extend(verifier.map(|verifier| ("code_verifier", verifier)));
    Exchange::post("https://as.example.test/token", &form(&pairs)).at(1000).refuses("invalid_grant", "no")
}

/// Writes a capture beside the server's certificate.
fn write(server: &Server, capture: &[u8]) -> String {
    let path = server.path("login.har");
    fs::write(&path, capture).expect("a file can be written");
    path.to_str().expect("paths are UTF-8").to_owned()
}
