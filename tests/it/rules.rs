//! Every rule has fixtures and every fixture has its rule: `fixtures/rules/<rule-id>/bad-*` raises it, `good-*` does not, and
//! `not-*` looks like it and is a legal, a working or an otherwise failing login.
//!
//! A fixture says how its logins end and which rule is the verdict of each.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use oauth_doctor::check;
use oauth_doctor::diagnosis::Diagnosis;
use oauth_doctor::login::Outcome;
use oauth_doctor::report::{self, Capture, Format, Options};
use oauth_doctor::rules::{self, Severity};

use crate::support::fixtures::{CAPTURES, Fixture, RULES, children};
use crate::support::said::ends;
use crate::support::{is_current, root};

#[test]
fn every_rule_has_fixtures_and_every_folder_a_rule() {
    let ids: BTreeSet<String> = rules::all().map(|rule| rule.id.to_owned()).collect();
    let folders: BTreeSet<String> =
        children(&root().join("fixtures/rules")).iter().map(|folder| name(folder)).collect();
    assert_eq!(folders, ids);
    for folder in children(&root().join("fixtures/rules")) {
        let names: Vec<String> = children(&folder).iter().map(|file| name(file)).collect();
        for kind in ["bad-", "good-", "not-"] {
            assert!(names.iter().any(|name| name.starts_with(kind)), "{}: no {kind}* fixture", folder.display());
        }
        for name in names {
            let is_capture = [".http", ".har"].iter().any(|ending| name.ends_with(ending));
            let is_kind = ["bad-", "good-", "not-"].iter().any(|kind| name.starts_with(kind));
            assert!(is_capture && is_kind, "{}: what is {name}?", folder.display());
        }
    }
}

#[test]
fn a_bad_fixture_raises_its_rule_and_a_good_one_does_not() {
    for fixture in RULES.iter().filter(|fixture| !fixture.file().starts_with("not-")) {
        let (name, id) = (fixture.name(), fixture.folder());
        let mut findings = fixture.checked().logins.iter().flat_map(|login| &login.findings);
        let raised = findings.any(|finding| finding.rule.id == id);
        assert_eq!(raised, fixture.file().starts_with("bad-"), "{name}: {id} raised: {raised}");
    }
}

/// The table of what the rules do not say, `tests/counter-examples.md`, is written of the fixtures, and read in review.
#[test]
fn a_counter_example_looks_like_a_mistake_and_is_not_called_one() {
    let mut table = String::from(COUNTER_EXAMPLES);
    for rule in rules::all() {
        let alike = RULES.iter().filter(|fixture| fixture.folder() == rule.id && fixture.file().starts_with("not-"));
        for fixture in alike {
            let (name, said) = (fixture.name(), fixture.said());
            let (_, what) =
                said.comment.split_once(&format!("Not {}: ", rule.id)).unwrap_or_else(|| panic!("{name}: what is it?"));
            for login in &fixture.checked().logins {
                let mut findings = login.findings.iter().filter(|finding| finding.rule.id == rule.id);
                assert!(findings.all(|finding| finding.severity < Severity::Error), "{name}: {} is an error", rule.id);
                assert!(login.verdict().is_none_or(|verdict| verdict.rule.id != rule.id), "{name}: it is the verdict");
            }
            let _ = writeln!(table, "| {} | {what} | {} |", rule.id, said.expected);
        }
    }
    is_current("tests/counter-examples.md", &table);
}

#[test]
fn every_fixture_ends_as_it_says_with_the_verdict_that_it_says() {
    let is_whole_login = |fixture: &&Fixture| fixture.has_extension("har") && fixture.folder() == "captures";
    for fixture in RULES.iter().chain(CAPTURES.iter().filter(is_whole_login)) {
        assert_eq!(ends(fixture.checked()), fixture.said().expected, "{}", fixture.name());
    }
}

/// What a text says of itself is not part of what was recorded.
#[test]
fn the_lines_at_the_top_of_a_text_change_nothing() {
    for fixture in RULES.iter().filter(|fixture| !fixture.has_extension("har")) {
        let (without, with) = (check(fixture.recorded()), fixture.checked());
        assert_eq!(ends(&without), ends(with), "{}", fixture.name());
    }
}

/// A rule that begins to speak where its neighbour is meant is seen in the difference.
#[test]
fn the_reports_of_the_bad_fixtures_are_as_they_were_read() {
    let ids: BTreeSet<&str> = rules::all().map(|rule| rule.id).collect();
    for id in &ids {
        let is_bad = |fixture: &&Fixture| fixture.folder() == *id && fixture.file().starts_with("bad-");
        let captures: Vec<Capture> = RULES
            .iter()
            .filter(is_bad)
            .map(|fixture| Capture { path: fixture.file().to_owned(), checked: check(&fixture.bytes) })
            .collect();
        let mut report = Vec::new();
        report::write(&captures, Format::Human, Options::default(), &mut report).unwrap();
        is_current(&format!("fixtures/reports/{id}.txt"), str::from_utf8(&report).unwrap());
    }
    let reports = children(&root().join("fixtures/reports"));
    let reported: BTreeSet<&str> = reports.iter().map(|file| file.file_stem().unwrap().to_str().unwrap()).collect();
    assert_eq!(reported, ids);
}

#[test]
fn a_login_that_worked_has_no_verdict_and_no_error() {
    for (name, login) in logins() {
        // A login that worked may bring a token that a resource refuses.
        if login.outcome == Outcome::Succeeded && !login.has_failed() {
            assert!(login.verdict().is_none(), "{name}: login {}", login.id);
            let is_harmless = login.findings.iter().all(|finding| finding.severity < Severity::Error);
            assert!(is_harmless, "{name}: login {}", login.id);
        }
    }
}

#[test]
fn every_finding_has_evidence_with_an_exchange_and_a_fix() {
    for (name, login) in logins() {
        for finding in &login.findings {
            let at = format!("{name}: {}", finding.rule.id);
            let evidence = &finding.found.evidence;
            assert!(!evidence.is_empty(), "{at}");
            assert!(evidence.iter().all(|evidence| evidence.exchange > 0), "{at}");
            assert!(finding.found.message.ends_with('.'), "{at}: {}", finding.found.message);
        }
    }
}

const COUNTER_EXAMPLES: &str = "# What the rules do not say

<!-- Written by `BLESS=1 cargo test --test it rules::`; edit `fixtures/rules/*/not-*` instead. -->

Logins that look like the fault of a rule and are legal, work, or fail otherwise. The rule calls none of them an error.

| rule | what it is instead | how it ends |
| --- | --- | --- |
";

/// Each login of the fixtures, and the name of its fixture.
fn logins() -> impl Iterator<Item = (String, &'static Diagnosis)> {
    RULES.iter().flat_map(|fixture| {
        let logins = fixture.checked().logins.iter();
        logins.map(|login| (fixture.name(), login))
    })
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}
