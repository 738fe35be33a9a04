//! Failures that people reported, made again with values of our own: the tool has to find the cause that was established.
//!
//! A fixture says where it is from, what the mistake is, and how its logins end, as `failed RULE`.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use oauth_doctor::{check, rules};
use support::fixture::{Fixture, ends};

/// The classes of causes, each with cases of its own.
const CLASSES: [&str; 29] = [
    "authorize-url-mangled",
    "body-format",
    "client-auth",
    "code-altered",
    "code-encoding",
    "code-reuse",
    "code-wrong-client",
    "cors",
    "dpop",
    "duplicate-param",
    "expired-or-clock",
    "iss-mismatch",
    "link-consumed-elsewhere",
    "nonce-mismatch",
    "pkce-challenge-encoding",
    "pkce-method",
    "pkce-no-challenge",
    "pkce-other-attempt",
    "pkce-regenerated",
    "pkce-verifier-format",
    "pkce-verifier-missing",
    "redirect-uri-drift",
    "refresh-reuse-or-scope",
    "resource-param",
    "response-mode",
    "response-shape",
    "state-cookie-lost",
    "state-mismatch",
    "wrong-endpoint",
];

#[test]
fn each_case_ends_as_it_says_with_the_cause_that_was_established() {
    let differ: Vec<String> = cases()
        .iter()
        .filter_map(|case| {
            let found = diagnosis(&case.fixture.bytes);
            let (name, expected) = (&case.name, &case.fixture.expected);
            (found != *expected).then(|| format!("{name}\n    expected {expected}\n    found    {found}"))
        })
        .collect();
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
}

#[test]
fn every_class_of_causes_has_its_cases() {
    let cases = cases();
    let folders: BTreeSet<&str> = cases.iter().filter_map(|case| case.name.split('/').next()).collect();
    assert_eq!(folders, BTreeSet::from(CLASSES));
    assert!(cases.len() >= 150, "{} cases", cases.len());
}

#[test]
fn each_case_says_where_it_is_from_and_what_the_mistake_is() {
    for case in cases() {
        let (link, mistake) = case.fixture.comment.split_once(' ').unwrap();
        // `repository-number`, as in `https://github.com/owner/repository/issues/number`.
        let parts: Vec<&str> = link.split('/').collect();
        assert_eq!(parts.len(), 7, "{}: {link}", case.name);
        let slug = |text: &str| text.to_lowercase().replace(['.', '_'], "-");
        let name = format!("{}-{}", slug(parts[4]), parts[6]);
        assert_eq!(
            case.name.split('/').nth(1).and_then(|file| file.split('.').next()),
            Some(&*name)
        );
        assert!(
            mistake.len() > 30 && mistake.ends_with(['.', ')']),
            "{}: {mistake}",
            case.name
        );
    }
}

#[test]
fn each_verdict_that_is_expected_is_a_rule() {
    for case in cases() {
        for end in case.fixture.expected.split(", ") {
            let rule = end.split(' ').nth(1).unwrap();
            assert!(rule == "none" || rules::find(rule).is_some(), "{}: {rule}", case.name);
        }
    }
}

/// What a text says of itself is not part of what was recorded.
#[test]
fn the_lines_at_the_top_of_a_text_change_nothing() {
    for Case { name, fixture } in cases() {
        assert_eq!(diagnosis(fixture.recorded()), diagnosis(&fixture.bytes), "{name}");
    }
}

struct Case {
    name: String,
    fixture: Fixture,
}

/// Tells how the logins of a capture ended, and the verdict of each.
fn diagnosis(bytes: &[u8]) -> String {
    let checked = check(bytes);
    if let Some(error) = checked.error {
        return format!("error: {error}");
    }
    ends(&checked)
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases");
    let mut files: Vec<PathBuf> = children(&root).iter().flat_map(|class| children(class)).collect();
    files.sort();
    let case = |file: &PathBuf| Case {
        name: file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"),
        fixture: Fixture::read(file),
    };
    files.iter().map(case).collect()
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}
