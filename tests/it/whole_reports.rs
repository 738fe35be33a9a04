//! Reports as people see them, whole, so that a reviewer reads them: `BLESS=1 cargo test --test it whole_reports` writes them anew.

use std::collections::BTreeSet;

use anstyle_svg::Term;

use crate::support::fixtures::children;
use crate::support::{is_current, root, run};

/// The name of a report, and the arguments of `check` that print it.
const REPORTS: &[(&str, &[&str])] = &[
    ("failed-challenge", &["fixtures/captures/failing-login.har"]),
    ("failed-challenge-verbose", &["--verbose", "fixtures/captures/failing-login.har"]),
    ("failed-redirect-uri", &["fixtures/captures/pasted/stack-overflow-trailing-slash.md"]),
    ("failed-body-json", &["fixtures/captures/transcript/curl-json-verbose.txt"]),
    ("failed-client-id-missing", &["fixtures/captures/pasted/node-axios-client-id-missing.txt"]),
    ("failed-verifier-missing", &["fixtures/captures/pasted/slack-devtools-verifier-missing.txt"]),
    ("failed-code-reused", &["fixtures/captures/transcript/curl-code-twice-include.txt"]),
    ("failed-proxy", &["fixtures/captures/har/mitmproxy.har"]),
    ("likely-cors", &["fixtures/captures/pasted/browser-console-cors.txt"]),
    ("likely-in-a-mail", &["fixtures/captures/pasted/mail-error-in-words.txt"]),
    ("no-cause-in-a-log", &["fixtures/captures/pasted/dotnet-log-not-determinable.log"]),
    ("denied", &["fixtures/captures/pasted/address-bar-access-denied.txt"]),
    ("incomplete", &["fixtures/captures/joined/authorize.har"]),
    ("working", &["fixtures/captures/working-login-chrome.har"]),
    ("working-in-two-tabs", &["fixtures/captures/two-tabs-working.har"]),
    ("two-logins", &["fixtures/rules/state-cookie-lost/bad-second-tab.har"]),
    ("log-of-a-server", &["fixtures/captures/pasted/server-log-code-twice.log"]),
    ("ticket-with-placeholders", &["fixtures/captures/pasted/forum-placeholders.txt"]),
    ("halves-joined", &["--join", "fixtures/captures/joined/authorize.har", "fixtures/captures/joined/token.txt"]),
    ("polling", &["fixtures/rules/device-polling-too-fast/bad-slow-down-ignored.har"]),
    ("no-login", &["fixtures/captures/no-oauth.har"]),
    ("cut-file", &["fixtures/captures/har/broken-truncated.har"]),
    (
        "several-captures",
        &[
            "fixtures/captures/failing-login.har",
            "fixtures/captures/working-login-chrome.har",
            "fixtures/captures/no-oauth.har",
        ],
    ),
];

#[test]
fn reports_are_as_they_were_read() {
    for (name, args) in REPORTS {
        let ran = run(&[&["check"], *args].concat());
        is_current(&format!("tests/reports/{name}.txt"), &ran.stdout);
    }
    let files = children(&root().join("tests/reports"));
    let written: BTreeSet<&str> = files.iter().filter_map(|path| path.file_stem()?.to_str()).collect();
    let known: BTreeSet<&str> = REPORTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(written, known);
}

#[test]
fn a_report_fits_a_screen() {
    for (name, args) in REPORTS.iter().filter(|(_, args)| !args.contains(&"--verbose")) {
        let lines = run(&[&["check"], *args].concat()).stdout.lines().count();
        assert!(lines <= 40, "{name} has {lines} lines");
    }
}

/// The picture of the README is what a terminal shows.
#[test]
fn the_picture_shows_what_the_command_prints() {
    let ran = run(&["check", "--color", "always", "fixtures/captures/failing-login.har"]);
    assert!(ran.stdout.contains('\u{1b}'), "no colours");
    let text = format!("$ oauth-doctor check failing-login.har\n{}", ran.stdout.replace("fixtures/captures/", ""));
    is_current("docs/report.svg", &Term::new().min_width_px(900).render_svg(&text));
}
