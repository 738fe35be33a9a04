//! Whatever a capture holds, a report is well-formed, and what reads it does nothing but show it.

use std::time::Duration;

use oauth_doctor::report::Format;
use serde_json::Value;

use crate::support::cost::Clock;
use crate::support::{Exchange, check, form, har, login_with, report};

const SOON: Duration = Duration::from_secs(10);

const HOSTILE: &[&str] = &[
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{202e}txt\u{2066}\u{200b}",
    "]]></system-out></testcase></testsuite><testsuite name=\"x\">",
    "\" onclick=\"x\" '&amp;&#0;<",
    "\u{0}\u{1}\u{b}\u{fffe}\u{ffff}",
    "x\r\n::error file=a::owned",
    "::error::owned ::add-mask::owned",
    "x##[error]owned ##[group]",
    "x##vso[task.setvariable variable=a]b",
    "%0A::error::owned%0D",
    ",title=x::owned",
    "<script>alert(1)</script><!-- ",
    "</details><img src=x onerror=alert(1)>",
    "`@all` ``@all`` ```\n@all\n```",
    "\\`@all\\` | @all | \\| @all",
    "[a](javascript:alert(1)) ![i](https://evil.example/i.png)",
    "https://evil.example/ www.evil.example me@evil.example",
    "#12 GH-12 owner/repo#12 deadbeef1 !12 ~label %1 $`x`$ :smile:",
    "\n\n# Heading\n\n- [ ] task\n\n---\n| a |\n| - |\n",
    "{0} {{1}} \\[a](1)",
];

#[test]
fn a_hostile_capture_makes_no_report_act() {
    for hostile in HOSTILE {
        let capture = check(&login_with(hostile));
        assert_eq!(capture.checked.logins.len(), 1, "{hostile:?}");
        for &format in Format::ALL {
            let report = report(&capture, format, true);
            let acts = |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{2066}\u{200b}".contains(c));
            assert!(!report.contains(acts), "{format:?} of {hostile:?}: {report:?}");
            let fault = fault(&report, format);
            assert!(fault.is_empty(), "{format:?} of {hostile:?}: {fault} in\n{report}");
        }
    }
}

#[test]
fn every_login_is_written_in_every_format() {
    write_logins(200, |format, report, _| assert!(!report.is_empty(), "{format:?}"));
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn a_capture_of_twenty_thousand_logins_is_written_soon_in_every_format() {
    write_logins(20_000, |format, report, spent| {
        assert!(!report.is_empty() && spent < SOON, "{format:?}: {spent:?}");
    });
}

fn write_logins(number: usize, look: impl Fn(Format, &str, Duration)) {
    let authorize = |n: usize| {
        let state = format!("inventedState{n}");
        let pairs = [("client_id", "spa"), ("response_type", "code"), ("state", &*state)];
        Exchange::get(format!("https://as.example/authorize?{}", form(&pairs)))
    };
    let exchanges: Vec<Exchange> = (0..number).map(authorize).collect();
    let capture = check(&har(&exchanges));
    let counted = capture.checked.logins.iter().map(|login| 1 + login.repeats.as_ref().map_or(0, |more| more.logins));
    assert_eq!(counted.sum::<usize>(), number);
    for &format in Format::ALL {
        let clock = Clock::start();
        look(format, &report(&capture, format, false), clock.elapsed());
    }
}

#[test]
fn a_long_value_does_not_fill_a_report_for_people_and_servers() {
    write_long_value(20_000, |_, _| {});
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn a_value_of_five_megabytes_is_written_soon() {
    write_long_value(200_000, |format, spent| assert!(spent < SOON, "{format:?}: {spent:?}"));
}

fn write_long_value(times: usize, look: impl Fn(Format, Duration)) {
    let capture = check(&login_with(&"https://a.example/`@all`".repeat(times)));
    for format in [Format::Junit, Format::Github, Format::Gitlab, Format::Sarif, Format::Markdown] {
        let clock = Clock::start();
        let report = report(&capture, format, false);
        assert!(report.len() < 200_000, "{format:?}: {} bytes", report.len());
        look(format, clock.elapsed());
    }
}

/// Returns what is wrong with a report of one capture.
fn fault(report: &str, format: Format) -> String {
    match format {
        // What a page does is looked at in tests/it/html.rs.
        Format::Html => String::new(),
        Format::Human => command(report).unwrap_or_default().to_owned(),
        Format::Json | Format::Ndjson | Format::Sarif | Format::Gitlab => match serde_json::from_str::<Value>(report) {
            Ok(_) => command(report).unwrap_or_default().to_owned(),
            Err(error) => error.to_string(),
        },
        Format::Junit => {
            let suites = report.matches("<testsuite ").count();
            let illegal = report.contains(['\u{fffe}', '\u{ffff}']);
            let cases = super::junit::cases(report);
            let fault = suites != 1 || illegal || cases.is_empty() || command(report).is_some();
            if fault { format!("{suites} suites, {cases:?}") } else { String::new() }
        }
        Format::Github => {
            let ours = [
                "::error file=capture.har,",
                "::warning file=capture.har,",
                "::notice file=capture.har,",
                "oauth-doctor: ",
            ];
            let other = report.lines().find(|line| !ours.iter().any(|start| line.starts_with(start)));
            other.unwrap_or_default().to_owned()
        }
        Format::Markdown => match command(report) {
            Some(line) => line.to_owned(),
            None => super::markdown::acting(report).join("; "),
        },
    }
}

/// Returns the line that GitHub Actions would take for a command, where it stands in a log.
fn command(report: &str) -> Option<&str> {
    let mut lines = report.lines();
    lines.find(|line| line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso["))
}
