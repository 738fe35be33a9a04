//! Every rule has fixtures and every fixture has its rule: `fixtures/rules/<rule-id>/bad-*` raises it, `good-*` does not.
//!
//! A fixture says how its logins end and which rule is the verdict of each.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use oauth_doctor::login::Outcome;
use oauth_doctor::report::{self, Capture, Format, Options};
use oauth_doctor::rules::{self, Severity};
use oauth_doctor::{Checked, check};
use support::fixture::{Fixture, ends};
use support::is_current;

#[test]
fn every_rule_has_fixtures_and_every_folder_a_rule() {
    let ids: BTreeSet<String> = rules::all().map(|rule| rule.id.to_owned()).collect();
    let folders: BTreeSet<String> = children(&fixtures()).iter().map(|folder| name(folder)).collect();
    assert_eq!(folders, ids);
    for folder in children(&fixtures()) {
        let names: Vec<String> = children(&folder).iter().map(|file| name(file)).collect();
        for kind in ["bad-", "good-"] {
            assert!(
                names.iter().any(|name| name.starts_with(kind)),
                "{}: no {kind}* fixture",
                folder.display()
            );
        }
        for name in names {
            let is_capture = [".http", ".har"].iter().any(|ending| name.ends_with(ending));
            let is_either = name.starts_with("bad-") || name.starts_with("good-");
            assert!(is_capture && is_either, "{}: what is {name}?", folder.display());
        }
    }
}

#[test]
fn a_bad_fixture_raises_its_rule_and_a_good_one_does_not() {
    for_each_fixture(|id, file, checked| {
        let raised = checked
            .logins
            .iter()
            .flat_map(|login| &login.findings)
            .any(|finding| finding.rule.id == id);
        assert_eq!(
            raised,
            name(file).starts_with("bad-"),
            "{}: {id} raised: {raised}",
            file.display()
        );
    });
}

#[test]
fn every_fixture_ends_as_it_says_with_the_verdict_that_it_says() {
    let captures = children(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures"));
    let captures = captures
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "har"));
    let rules = children(&fixtures()).into_iter().flat_map(|folder| children(&folder));
    for file in rules.chain(captures) {
        let expected = Fixture::read(&file).expected;
        assert_eq!(ends(&read(&file)), expected, "{}", file.display());
    }
}

/// What a text says of itself is not part of what was recorded.
#[test]
fn the_lines_at_the_top_of_a_text_change_nothing() {
    for_each_fixture(|_, file, checked| {
        let fixture = Fixture::read(file);
        assert_eq!(ends(&check(fixture.recorded())), ends(checked), "{}", file.display());
    });
}

/// A rule that begins to speak where its neighbour is meant is seen in the difference.
#[test]
fn the_reports_of_the_bad_fixtures_are_as_they_were_read() {
    let ids: BTreeSet<String> = rules::all().map(|rule| rule.id.to_owned()).collect();
    for id in &ids {
        let mut bad = children(&fixtures().join(id));
        bad.retain(|file| name(file).starts_with("bad-"));
        let captures: Vec<Capture> = bad
            .iter()
            .map(|file| Capture {
                path: name(file),
                checked: read(file),
            })
            .collect();
        let mut report = Vec::new();
        report::write(&captures, Format::Human, Options::default(), &mut report).unwrap();
        is_current(&format!("fixtures/reports/{id}.txt"), str::from_utf8(&report).unwrap());
    }
    let reports = children(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports"));
    let reported: BTreeSet<String> = reports.iter().map(|file| stem(file)).collect();
    assert_eq!(reported, ids);
}

#[test]
fn a_login_that_worked_has_no_verdict_and_no_error() {
    for_each_fixture(|_, file, checked| {
        for login in checked
            .logins
            .iter()
            .filter(|login| login.outcome == Outcome::Succeeded)
        {
            assert!(login.verdict().is_none(), "{}: login {}", file.display(), login.id);
            assert!(
                login.findings.iter().all(|finding| finding.severity < Severity::Error),
                "{}: login {}",
                file.display(),
                login.id
            );
        }
    });
}

#[test]
fn every_finding_has_evidence_with_an_exchange_and_a_fix() {
    for_each_fixture(|_, file, checked| {
        for finding in checked.logins.iter().flat_map(|login| &login.findings) {
            let at = format!("{}: {}", file.display(), finding.rule.id);
            assert!(!finding.found.evidence.is_empty(), "{at}");
            assert!(
                finding.found.evidence.iter().all(|evidence| evidence.exchange > 0),
                "{at}"
            );
            assert!(finding.found.message.ends_with('.'), "{at}: {}", finding.found.message);
        }
    });
}

fn for_each_fixture(look: impl Fn(&str, &Path, &Checked)) {
    for folder in children(&fixtures()) {
        for file in children(&folder) {
            look(&name(&folder), &file, &read(&file));
        }
    }
}

fn read(file: &Path) -> Checked {
    let checked = check(&fs::read(file).unwrap());
    assert!(checked.error.is_none(), "{}: {:?}", file.display(), checked.error);
    checked
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules")
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}
