//! Failures that people reported, made again with values of our own: the tool has to find the cause that was established.
//!
//! A fixture says where it is from, what the mistake is, and how its logins end, as `failed RULE`.

use std::collections::BTreeSet;

use oauth_doctor::{check, rules};

use crate::support::fixtures::{CASES, Fixture};
use crate::support::said::ends;

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
    let differ: Vec<String> = CASES
        .iter()
        .filter_map(|case| {
            let (found, expected) = (ends(case.checked()), case.said().expected);
            (found != expected).then(|| format!("{}\n    expected {expected}\n    found    {found}", case.name()))
        })
        .collect();
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
}

#[test]
fn every_class_of_causes_has_its_cases() {
    let folders: BTreeSet<&str> = CASES.iter().map(Fixture::folder).collect();
    assert_eq!(folders, BTreeSet::from(CLASSES));
    assert!(CASES.len() >= 150, "{} cases", CASES.len());
}

#[test]
fn each_case_says_where_it_is_from_and_what_the_mistake_is() {
    for case in &*CASES {
        let (name, comment) = (case.name(), case.said().comment);
        let (link, mistake) = comment.split_once(' ').expect("a link, and the mistake");
        // `repository-number`, as in `https://github.com/owner/repository/issues/number`.
        let parts: Vec<&str> = link.split('/').collect();
        assert_eq!(parts.len(), 7, "{name}: {link}");
        let slug = |text: &str| text.to_lowercase().replace(['.', '_'], "-");
        let source = format!("{}-{}", slug(parts[4]), parts[6]);
        assert_eq!(case.file().split('.').next(), Some(&*source));
        assert!(mistake.len() > 30 && mistake.ends_with(['.', ')']), "{name}: {mistake}");
    }
}

#[test]
fn each_verdict_that_is_expected_is_a_rule() {
    for case in &*CASES {
        for end in case.said().expected.split(", ") {
            let rule = end.split(' ').nth(1).expect("an outcome, and the verdict");
            assert!(rule == "none" || rules::find(rule).is_some(), "{}: {rule}", case.name());
        }
    }
}

/// What a text says of itself is not part of what was recorded.
#[test]
fn the_lines_at_the_top_of_a_case_change_nothing() {
    for case in &*CASES {
        assert_eq!(ends(&check(case.recorded())), ends(case.checked()), "{}", case.name());
    }
}
