//! Every section that is cited exists: `tests/spec-sections.tsv` has the sections of the specifications with their titles.

#![expect(clippy::unwrap_used, reason = "a file of the repository that cannot be read fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use oauth_doctor::rules;
use oauth_doctor::server::Refusal;

use crate::support::root;

#[test]
fn every_section_that_a_rule_or_refusal_cites_exists() {
    let known = sections();
    let of_rules = rules::all().flat_map(|rule| rule.spec.iter().map(|cite| (rule.id, cite.title())));
    let of_refusals = Refusal::ALL.iter().map(|refusal| (refusal.id(), refusal.spec().title()));
    let cited: Vec<(&str, String)> = of_rules.chain(of_refusals).collect();
    assert!(cited.len() > 200, "{} citations", cited.len());
    for (id, title) in cited {
        let (spec, section) = title.rsplit_once(" §").or_else(|| title.rsplit_once(" appendix ")).unwrap();
        assert!(known.contains_key(&(spec.to_owned(), section.to_owned())), "{id} cites {title}, which does not exist");
    }
}

#[test]
fn every_section_that_a_text_cites_exists() {
    let known = sections();
    let mut count = 0;
    for file in texts() {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for (spec, section) in cited(&text) {
            count += 1;
            let name = format!("{}: {spec} §{section}", file.strip_prefix(root()).unwrap().display());
            assert!(known.contains_key(&(spec, section)), "{name} does not exist");
        }
    }
    assert!(count > 800, "{count} citations");
}

#[test]
fn citations_are_found_in_every_form() {
    let text = "RFC 6749 §4.1.3, §5.2 and §6; OpenID Connect Core §9. RFC 7636 appendix A, 6265bis §5.2 and\n/// RFC 8705 §2; \
                https://www.rfc-editor.org/rfc/rfc7523.html#section-3 /rfc6749#appendix-B RFC 7009 alone";
    let found: Vec<String> = cited(text).into_iter().map(|(spec, section)| format!("{spec} {section}")).collect();
    let expected = [
        "RFC 6749 4.1.3",
        "RFC 6749 5.2",
        "RFC 6749 6",
        "OpenID Connect Core 1.0 9",
        "RFC 7636 A",
        "6265bis 5.2",
        "RFC 8705 2",
        "RFC 7523 3",
        "RFC 6749 B",
    ];
    assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(expected));
}

/// Returns the titles of the sections, by specification and section.
fn sections() -> BTreeMap<(String, String), String> {
    let text = fs::read_to_string(root().join("tests/spec-sections.tsv")).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let [spec, section, title] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let is_named = [spec, section, title].iter().all(|cell: &&str| !cell.trim().is_empty());
        assert!(is_named, "{line}");
        ((spec.to_owned(), section.to_owned()), title.to_owned())
    });
    let rows: Vec<_> = rows.collect();
    let table: BTreeMap<_, _> = rows.iter().cloned().collect();
    assert_eq!(table.len(), rows.len(), "a section stands there once");
    table
}

/// Returns the sources, documents and fixtures.
fn texts() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["src", "crates", "docs", "fixtures", "tests/it"] {
        walk(&root().join(folder), &mut found);
    }
    found.extend(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|file| root().join(file)));
    found.retain(|file| !file.ends_with("tests/it/citations.rs"));
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true if path.ends_with("target") => {}
            true => walk(&path, found),
            false => found.push(path),
        }
    }
}

/// Returns the sections that a text cites: `RFC 6749 §4.1.3 and §5.2`, `rfc7523.html#section-3`.
fn cited(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("RFC ") {
        let rest = &text[at + 4..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        follow(&format!("RFC {}", &rest[..digits]), &rest[digits..], &mut found);
    }
    for (name, spec) in NAMED {
        for (at, _) in text.match_indices(name) {
            let rest = &text[at + name.len()..];
            follow(spec, rest.strip_prefix(" 1.0").unwrap_or(rest), &mut found);
        }
    }
    for (at, _) in text.match_indices("/rfc") {
        let rest = &text[at + 4..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let anchor = rest[digits..].strip_prefix(".html").unwrap_or(&rest[digits..]);
        let section = anchor.strip_prefix("#section-").or_else(|| anchor.strip_prefix("#appendix-"));
        found.extend(section.map(|section| (format!("RFC {}", &rest[..digits]), number(section).to_owned())));
    }
    found
}

/// Specifications by the names under which a text cites their sections.
const NAMED: &[(&str, &str)] = &[
    ("OpenID Connect Core", "OpenID Connect Core 1.0"),
    ("OpenID Connect Discovery", "OpenID Connect Discovery 1.0"),
    ("6265bis", "6265bis"),
];

/// Reads the sections behind the name of a specification: ` §4.1.3, §5.2 and §6`.
fn follow(spec: &str, text: &str, found: &mut Vec<(String, String)>) {
    let mut rest = text;
    let mut between: &[&str] = &[" "];
    while let Some(behind) = between.iter().find_map(|words| {
        let behind = rest.strip_prefix(words)?;
        behind.strip_prefix('§').or_else(|| behind.strip_prefix("appendix "))
    }) {
        let section = number(behind);
        if section.is_empty() {
            return;
        }
        found.push((spec.to_owned(), section.to_owned()));
        rest = &behind[section.len()..];
        between = &[", ", " and "];
    }
}

/// Returns the number of a section at the beginning of a text: `4.1.3`, `A.11`.
fn number(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && !c.is_ascii_uppercase()).unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}
