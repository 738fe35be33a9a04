//! Failures that people reported, made again with values of our own: the tool has to find the cause that was established.
//!
//! A fixture says where it is from, what the mistake is, and how its logins end, as `failed RULE`: a HAR in `log.comment` and
//! `log._expect`, a text in three lines of its own at the top.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use oauth_doctor::{check, rules};
use serde_json::Value;

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
            let found = diagnosis(&case.bytes);
            let (name, expected) = (&case.name, &case.expected);
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
        let (link, mistake) = (&case.link, &case.mistake);
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
        for end in case.expected.split(", ") {
            let rule = end.split(' ').nth(1).unwrap();
            assert!(rule == "none" || rules::find(rule).is_some(), "{}: {rule}", case.name);
        }
    }
}

/// What a text says of itself is not part of what was recorded.
#[test]
fn the_lines_at_the_top_of_a_text_change_nothing() {
    for case in cases().into_iter().filter(|case| !case.is_har) {
        let text = String::from_utf8(case.bytes.clone()).unwrap();
        let below = text.splitn(5, '\n').nth(4).unwrap();
        assert_eq!(diagnosis(below.as_bytes()), diagnosis(&case.bytes), "{}", case.name);
    }
}

struct Case {
    name: String,
    link: String,
    mistake: String,
    expected: String,
    is_har: bool,
    bytes: Vec<u8>,
}

impl Case {
    fn read(file: &Path, root: &Path) -> Self {
        let bytes = fs::read(file).unwrap();
        let name = file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        let is_har = file.extension().is_some_and(|extension| extension == "har");
        let (link, mistake, expected) = if is_har { of_har(&bytes) } else { of_text(&bytes) };
        Self {
            name,
            link,
            mistake,
            expected,
            is_har,
            bytes,
        }
    }
}

fn of_har(bytes: &[u8]) -> (String, String, String) {
    let har: Value = serde_json::from_slice(bytes).unwrap();
    let (link, mistake) = har["log"]["comment"].as_str().unwrap().split_once(' ').unwrap();
    let end = |end: &Value| format!("{} {}", end[0].as_str().unwrap(), end[1].as_str().unwrap_or("none"));
    let ends: Vec<String> = har["log"]["_expect"].as_array().unwrap().iter().map(end).collect();
    (link.to_owned(), mistake.to_owned(), ends.join(", "))
}

fn of_text(bytes: &[u8]) -> (String, String, String) {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut lines = text.lines().map(|line| {
        let markdown = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->"));
        markdown.or_else(|| line.strip_prefix("# ")).unwrap().to_owned()
    });
    let mut next = || lines.next().unwrap();
    (next(), next(), next().replacen("Expected: ", "", 1))
}

/// Tells how the logins of a capture ended, and the verdict of each.
fn diagnosis(bytes: &[u8]) -> String {
    let checked = check(bytes);
    if let Some(error) = checked.error {
        return format!("error: {error}");
    }
    let ends = checked.logins.iter().map(|login| {
        let verdict = login.verdict().map_or("none", |verdict| verdict.rule.id);
        format!("{} {verdict}", login.outcome.as_str())
    });
    ends.collect::<Vec<_>>().join(", ")
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases");
    let mut files: Vec<PathBuf> = children(&root).iter().flat_map(|class| children(class)).collect();
    files.sort();
    files.iter().map(|file| Case::read(file, &root)).collect()
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}
