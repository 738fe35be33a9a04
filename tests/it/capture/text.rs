//! Tickets, mails, chats, logs and transcripts: what is said of each, and that nothing more is said.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use oauth_doctor::capture::{self, Content, Exchange};
use oauth_doctor::rules::Severity;
use oauth_doctor::{Checked, check};

use crate::support::cost::Clock;

/// A text, its format, and each login in it: how it ended, and the verdict.
type Expected = (&'static str, &'static str, &'static [(&'static str, Option<&'static str>)]);

const TEXTS: &[Expected] = &[
    ("pasted/address-bar-access-denied.txt", "text", &[("denied", Some("authorization-denied"))]),
    ("pasted/browser-console-cors.txt", "text", &[("failed", Some("cors-response-hidden"))]),
    ("pasted/chat-login-that-works.txt", "text", &[("succeeded", None)]),
    ("pasted/dotnet-log-not-determinable.log", "text", &[("failed", None)]),
    (
        "pasted/forum-answer-proposes-a-request.md",
        "text",
        &[("failed", Some("redirect-uri-missing")), ("incomplete", None)],
    ),
    ("pasted/forum-placeholders.txt", "text", &[("failed", None)]),
    ("pasted/github-issue-python-log.md", "text", &[("failed", Some("pkce-challenge-hex"))]),
    ("pasted/json-lines-log.log", "text", &[("failed", Some("pkce-verifier-altered"))]),
    ("pasted/mail-error-in-words.txt", "text", &[("failed", Some("pkce-verifier-mismatch"))]),
    ("pasted/mail-quoted-curl-verbose.txt", "curl-transcript", &[("failed", Some("code-altered"))]),
    ("pasted/node-axios-client-id-missing.txt", "text", &[("failed", None)]),
    ("pasted/php-guzzle-exception.log", "text", &[("failed", None)]),
    ("pasted/postman-console-json.txt", "text", &[("failed", Some("token-body-json"))]),
    ("pasted/prose-without-a-login.txt", "text", &[]),
    ("pasted/server-log-code-twice.log", "text", &[("failed", Some("code-reused"))]),
    ("pasted/slack-devtools-verifier-missing.txt", "text", &[("failed", Some("pkce-verifier-missing"))]),
    ("pasted/spring-log-redirect-scheme.log", "text", &[("failed", Some("redirect-uri-mismatch"))]),
    ("pasted/stack-overflow-trailing-slash.md", "text", &[("failed", Some("redirect-uri-mismatch"))]),
    ("pasted/ticket-html-escaped.txt", "text", &[("failed", Some("pkce-challenge-standard-base64"))]),
    ("pasted/zendesk-mail-quoted-twice.txt", "text", &[("failed", Some("client-id-mismatch"))]),
    ("transcript/curl-client-id-missing-include.txt", "text", &[("failed", Some("client-id-missing"))]),
    ("transcript/curl-code-plus-raw-verbose.txt", "curl-transcript", &[("failed", Some("code-altered"))]),
    ("transcript/curl-code-twice-include.txt", "text", &[("failed", Some("code-reused"))]),
    ("transcript/curl-control-trace.txt", "curl-transcript", &[("succeeded", None)]),
    ("transcript/curl-control-verbose.txt", "curl-transcript", &[("succeeded", None)]),
    ("transcript/curl-get-include.txt", "text", &[("failed", Some("token-request-get"))]),
    ("transcript/curl-hex-trace.txt", "curl-transcript", &[("failed", Some("pkce-challenge-hex"))]),
    ("transcript/curl-json-verbose.txt", "curl-transcript", &[("failed", Some("token-body-json"))]),
    ("transcript/curl-redirect-alias-verbose.txt", "curl-transcript", &[("failed", Some("redirect-uri-mismatch"))]),
    ("transcript/curl-trace-hex-with-times.txt", "curl-transcript", &[("failed", Some("redirect-uri-mismatch"))]),
    (
        "transcript/curl-verbose-follows-redirect.txt",
        "curl-transcript",
        &[("failed", Some("token-endpoint-redirected"))],
    ),
    ("transcript/httpie-verbose-json.txt", "http", &[("failed", Some("token-body-json"))]),
    ("transcript/raw-exchanges-h2.txt", "http", &[("failed", None)]),
];

#[test]
fn each_text_ends_as_expected_with_the_verdict_that_is_expected() {
    for (file, format, logins) in TEXTS {
        let checked = read(file);
        let said: Vec<_> = checked
            .logins
            .iter()
            .map(|login| (login.outcome.as_str(), login.verdict().map(|verdict| verdict.rule.id)))
            .collect();
        assert_eq!((checked.format.as_str(), said.as_slice()), (*format, *logins), "{file}");
        assert_eq!(checked.error, None, "{file}");
    }
}

#[test]
fn every_text_is_in_the_table() {
    let listed: BTreeSet<PathBuf> = TEXTS.iter().map(|(file, ..)| folder().join(file)).collect();
    let folders = ["pasted", "transcript"].map(|name| folder().join(name));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let files = files.map(|entry| entry.unwrap().path());
    let files: BTreeSet<PathBuf> = files.filter(|file| !file.ends_with("README.md")).collect();
    assert_eq!(files, listed);
}

#[test]
fn what_is_no_verdict_is_no_error_where_the_cause_is_not_determinable() {
    for (file, _, logins) in TEXTS {
        let checked = read(file);
        for (login, (_, verdict)) in checked.logins.iter().zip(*logins) {
            let errors = login.findings.iter().filter(|finding| finding.severity == Severity::Error);
            assert!(verdict.is_some() || errors.count() == 0, "{file}");
        }
    }
}

#[test]
fn what_is_shown_stands_where_it_says() {
    let source = fs::read_to_string(folder().join("pasted/zendesk-mail-quoted-twice.txt")).unwrap();
    let lines: Vec<&str> = source.lines().collect();
    let checked = read("pasted/zendesk-mail-quoted-twice.txt");
    let evidence = &checked.logins[0].verdict().unwrap().found.evidence;
    let shown: Vec<&str> = evidence
        .iter()
        .map(|item| {
            let at = item.at.unwrap();
            &lines[usize::try_from(at.line).unwrap() - 1][usize::try_from(at.column).unwrap() - 1..]
        })
        .collect();
    assert!(shown[0].starts_with("portal-staging&redirect_uri="), "{shown:?}");
    assert!(shown[1].starts_with("portal&code="), "{shown:?}");
}

#[test]
fn a_proposal_is_looked_at_by_itself() {
    let checked = read("pasted/forum-answer-proposes-a-request.md");
    let steps = |index: usize| checked.logins[index].steps.iter().map(|step| step.kind.as_str()).collect::<Vec<_>>();
    assert_eq!(steps(1), ["proposed_request"]);
    assert!(!steps(0).contains(&"proposed_request"));
    assert!(checked.logins[1].next.is_empty());
}

#[test]
fn words_are_no_traffic() {
    for text in [
        "error code=17, client seems fine",
        "We use grant_type=authorization_code and the state parameter; client_id is set.",
        "The server says 400 Bad Request (invalid_grant), why?",
        "See https://docs.example/oauth/token and https://docs.example/page?page=2.",
        "POST the form, then GET /home for more.",
        "The door says {\"error\": \"invalid door\"}",
        "> quoted\n> * list\n>> more\n",
        "{ and so on",
        "[2026-01-01] started\n[2026-01-01] stopped\n",
        "code: 17\nstate: open\n",
        "GET /favicon.ico HTTP/1.1\nHost: app.example\n\nHTTP/1.1 404 Not Found\n\n",
    ] {
        let checked = check(text.as_bytes());
        assert!(checked.logins.is_empty(), "{text}");
        assert_eq!(checked.error, None, "{text}");
    }
}

#[test]
fn an_escaped_url_that_stands_alone_is_what_was_sent() {
    let urls =
        urls("I open https://login.example/authorize?response_type=code&amp;client_id=a&amp;state=b and get an error.");
    assert_eq!(urls, ["https://login.example/authorize?response_type=code&amp;client_id=a&amp;state=b"]);
}

#[test]
fn a_text_that_was_escaped_as_a_whole_is_read_as_it_was_written() {
    let text = "I open &lt;https://login.example/authorize?response_type=code&amp;client_id=a&amp;state=b&gt; and get an error.";
    assert_eq!(urls(text), ["https://login.example/authorize?response_type=code&client_id=a&state=b"]);
}

#[test]
fn urls_end_where_the_sentence_goes_on() {
    let url = "https://app.example/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=af0ifjsldkj";
    for (before, after) in [
        ("", ""),
        ("see ", "."),
        ("(", ")"),
        ("[link](", ")"),
        ("<", ">"),
        ("<", "|app>"),
        ("`", "`"),
        ("\"", "\","),
        ("**", "**"),
        ("url='", "'"),
    ] {
        assert_eq!(urls(&format!("{before}{url}{after}\n")), [url], "{before}…{after}");
    }
}

#[test]
fn a_url_goes_on_where_its_parameters_do() {
    let text =
        "GET to\nhttps://login.example/authorize?\n  response_type=code&\n  client_id=a\n  &state=b\n\nand so on";
    assert_eq!(urls(text), ["https://login.example/authorize?response_type=code&client_id=a&state=b"]);
}

#[test]
fn a_body_that_a_program_does_not_show_is_missing_and_not_empty() {
    let text = "> POST /token HTTP/1.1\n> Host: login.example\n> Content-Length: 207\n> \n} [207 bytes data]\n< HTTP/1.1 400\n< \n";
    let exchanges = exchanges(text);
    let body = exchanges[0].request.body.as_ref().unwrap();
    assert!(matches!(body.content, Content::Missing { .. }));
}

#[test]
fn a_long_text_is_read_whole() {
    repeated(4 << 10, |_, text| assert!(check(text).exchanges < 1 << 20));
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn a_long_text_is_read_in_a_time_that_grows_with_it() {
    repeated(256 << 10, |piece, text| {
        let clock = Clock::start();
        assert!(check(text).exchanges < 1 << 20);
        assert!(clock.elapsed() < Duration::from_secs(20), "{piece:?}: {:?}", clock.elapsed());
    });
}

/// Texts that make a careless reader look at the same bytes again and again.
fn repeated(bytes: usize, look: impl Fn(&str, &[u8])) {
    for piece in [
        "{",
        "{\"",
        "{'a':",
        "{\"error\":",
        "code=",
        "code=\"",
        "a://",
        "POST /",
        "https://a.example/?code=1&state=2 ",
        "400 ",
        "400",
        "> ",
        ">",
        "<",
        "&amp;",
        "grant_type=a&",
        "grant_type=a\n&",
        "HTTP/1.1 200 OK\n\n",
        "POST /token HTTP/1.1\n",
        "POST https://a.example/token\n{\"error\":\"invalid_grant\"}\n",
        "code: a\n",
        "< HTTP/1.1 200\n",
        "0000: 00\n",
        "=> Send data, 1 bytes (0x1)\n0000: 61\n",
        "invalid_grant ",
        "http://a?b=c&\n",
        "a:b\n",
        "\n",
        "<a\n",
        "curl ",
    ] {
        look(piece, piece.repeat(bytes / piece.len()).as_bytes());
    }
}

fn urls(text: &str) -> Vec<String> {
    let urls = exchanges(text).into_iter().map(|exchange| exchange.request.url.as_str().to_owned());
    urls.collect()
}

fn exchanges(text: &str) -> Vec<Exchange> {
    let mut exchanges = Vec::new();
    capture::read(text.as_bytes(), &mut |exchange| exchanges.push(exchange));
    exchanges
}

fn read(file: &str) -> Checked {
    check(&fs::read(folder().join(file)).unwrap())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures")
}
