//! `--format gitlab`: a code quality report (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::report::Capture;
use crate::report::json::Escaped;
use crate::report::location::Location;
use crate::report::problem::problems;
use crate::rules::Severity;

#[derive(Serialize)]
struct QualityIssue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: QualityIssueLocation<'a>,
}

#[derive(Serialize)]
struct QualityIssueLocation<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

/// Writes the issues of a capture, with commas between them.
pub(super) fn render(capture: &Capture, out: &mut dyn Write) -> io::Result<()> {
    let mut seen = BTreeMap::new();
    let mut first = true;
    if let Some(error) = &capture.checked.error {
        let location = Location::new(capture, error.at());
        write_issue(&unreadable(&location, &error.to_string()), &mut first, out)?;
    }
    for problem in problems(capture).filter(|problem| problem.standing.counts()) {
        let location = &problem.location;
        // The same problem may be in several logins and captures, and an issue is known by its fingerprint.
        let times = seen.entry(problem.fingerprint).or_insert(0_usize);
        let named = format!("{}\n{}\n{times}", problem.fingerprint, location.path);
        *times += 1;
        let issue = QualityIssue {
            description: &problem.message,
            check_name: problem.rule,
            fingerprint: digest(&named),
            severity: match problem.severity {
                Severity::Error => "critical",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            location: place(location),
        };
        write_issue(&issue, &mut first, out)?;
    }
    Ok(())
}

/// Writes an input that cannot be opened.
pub(super) fn render_unreadable(path: &str, reason: &str, out: &mut dyn Write) -> io::Result<()> {
    write_issue(&unreadable(&Location::whole(path), reason), &mut true, out)
}

fn unreadable<'a>(location: &'a Location, reason: &'a str) -> QualityIssue<'a> {
    QualityIssue {
        description: reason,
        check_name: "not-read",
        fingerprint: digest(&format!("not-read\n{}", location.path)),
        severity: "blocker",
        location: place(location),
    }
}

fn place(location: &Location) -> QualityIssueLocation<'_> {
    QualityIssueLocation { path: &location.path, lines: Lines { begin: location.line() } }
}

fn write_issue(issue: &QualityIssue<'_>, first: &mut bool, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{}", if *first { "\n" } else { ",\n" })?;
    *first = false;
    serde_json::to_writer(Escaped::new(out), issue).map_err(io::Error::from)
}

fn digest(named: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(named)[..16])
}
