//! Hosts of a capture under other names, in every format.

use std::collections::BTreeSet;

use oauth_doctor::report::{Capture, Detail, Format, Options};
use regex::Regex;

use crate::support::fixtures::{self, CASES, Fixture};
use crate::support::{Exchange, FAILING, check, form, har_by, report_with, run};

#[test]
fn a_host_has_one_name_and_is_nowhere_else() {
    for format in fixtures::FORMATS {
        let args = ["check", "--format", format, "--redact-hosts", FAILING, "fixtures/rules/redirect-uri-mismatch"];
        let report = run(&args).stdout;
        for host in ["auth.example.com", "orders.example.org", "example.com", "example.org"] {
            assert!(!report.contains(host), "{host} in {report}");
        }
    }
    let report = run(&["check", "--format", "markdown", "--redact-hosts", FAILING]).stdout;
    assert!(report.contains("redirect_uri=https://host-") && report.contains(" · `host-1.example`\n"), "{report}");
    assert!(report.contains("https://www.rfc-editor.org/"), "what is cited is no host of the capture");
}

#[test]
fn a_host_is_renamed_wherever_a_capture_has_it() {
    let query = form(&[
        ("response_type", "code"),
        ("client_id", "https://client.secretcorp.test/app"),
        ("redirect_uri", "https://app.secretcorp.test/cb"),
        ("resource", "https://api.secretcorp.test"),
        ("state", "inventedState1"),
    ]);
    let body = form(&[
        ("grant_type", "authorization_code"),
        ("code", "inventedCode1"),
        ("client_id", "https://client.secretcorp.test/app"),
        ("redirect_uri", "https://app2.secretcorp.test/cb"),
    ]);
    let exchanges = [
        Exchange::get(format!("https://id.secretcorp.test:8443/authorize?{query}")).at(0),
        Exchange::get("https://app.secretcorp.test/cb?code=inventedCode1&state=inventedState1&iss=https%3A%2F%2Fother.secretcorp.test")
            .header("Referer", "https://id.secretcorp.test:8443/login")
            .at(1000),
        Exchange::post("https://id.secretcorp.test:8443/token", &body)
            .header("Origin", "https://app.secretcorp.test")
            .at(1500)
            .refuses("invalid_grant", "https://app2.secretcorp.test/cb is unknown at id.secretcorp.test, says https://ops.secretcorp.test"),
    ];
    let mut capture = check(&har_by("Recorder of https://tools.secretcorp.test", &exchanges));
    capture.path = "id.secretcorp.test.har".to_owned();
    let json = report_with(&capture, Format::Json, Options::default());
    assert!(json.matches("secretcorp").count() > 20, "the capture has hosts in many places: {json}");
    capture.redact_hosts();
    for &format in Format::ALL {
        let report = report_with(&capture, format, Options { detail: Detail::Verbose, ..Options::default() });
        assert!(!report.contains("secretcorp"), "{format:?}: {report}");
    }
    let human = report_with(&capture, Format::Human, Options::default());
    assert!(human.contains("redirect-uri-mismatch") && human.contains("https://host-"), "{human}");
}

#[test]
fn no_host_of_any_capture_is_left_in_any_format() {
    for fixture in fixtures::all().chain(&*CASES) {
        let Ok(text) = std::str::from_utf8(&fixture.bytes) else {
            continue;
        };
        let hosts = hosts(text);
        let capture = redacted(fixture);
        for &format in Format::ALL {
            let report = without_sources(&report_with(&capture, format, Options::default())).to_lowercase();
            let left: Vec<&String> = hosts.iter().filter(|host| names(&report, host)).collect();
            assert!(left.is_empty(), "{left:?} of {} in {format:?}: {report}", fixture.name());
        }
    }
}

fn redacted(fixture: &Fixture) -> Capture {
    let mut capture = check(&fixture.bytes);
    capture.redact_hosts();
    capture
}

/// Leaves out what is cited, which is not of the capture.
fn without_sources(report: &str) -> String {
    let cited = Regex::new(
        r#"\]\(https://[^)]*\)|href="https://[^"]*"|"(?:url|uri|helpUri|informationUri|\$schema|text|markdown)": ?"https://[^"]*"|\(https://[^)\s]*\)"#,
    );
    cited.expect("it is a pattern").replace_all(report, "").into_owned()
}

/// Returns whether a text has this name, and not only as a part of another.
fn names(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let alone = |(at, _): (usize, &str)| {
        !text[..at].ends_with(|c| is_part(c) || c == '.') && !text[at + name.len()..].starts_with(is_part)
    };
    text.match_indices(name).any(alone)
}

/// Returns the hosts with a dot that stand in the addresses of a capture, and in its Host headers.
fn hosts(capture: &str) -> BTreeSet<String> {
    let pattern =
        r#"(?i)(?:://|%3a%2f%2f|\bHost: |"Host",\s*"value":\s*"|Domain=\.?)([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})"#;
    let addresses = Regex::new(pattern).expect("it is a pattern");
    let found = addresses.captures_iter(capture).map(|found| found[1].to_lowercase());
    found.filter(|host| !host.ends_with("rfc-editor.org")).collect()
}
