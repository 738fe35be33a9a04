//! Every rule has fixtures and every fixture has its rule: `fixtures/rules/<rule-id>/bad-*` raises it, `good-*` does not.
//!
//! A fixture says in `log._expect` how its logins end and which rule is the verdict of each.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use oauth_doctor::login::Outcome;
use oauth_doctor::rules::{self, Severity};
use oauth_doctor::{Checked, check};
use serde_json::Value;

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
        let har: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let Some(expected) = har["log"].get("_expect") else {
            panic!("{}: no log._expect", file.display())
        };
        let said: Vec<Value> = read(&file)
            .logins
            .iter()
            .map(|login| {
                let verdict = login.verdict().map(|verdict| verdict.rule.id);
                serde_json::json!([login.outcome.as_str(), verdict])
            })
            .collect();
        assert_eq!(&Value::Array(said), expected, "{}", file.display());
    }
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
