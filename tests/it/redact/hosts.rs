//! With `--redact-hosts` no host of the recording is left, and the diagnosis stays.

use std::collections::{BTreeMap, BTreeSet};

use oauth_doctor::Checked;
use oauth_doctor::redact::{Key, Options, Redacted, Refused, redact};

use super::{content, under_keys};
use crate::support::fixtures::{self, CASES, Fixture};

fn without_hosts(name: &str, bytes: &[u8], key: u8) -> Result<Redacted, Refused> {
    let key = Key::from_bytes(&[key; 32]).expect("it is long enough");
    let options = Options { redact_hosts: true, ..Options::default() };
    redact(&[&(name.to_owned(), bytes.to_vec())], Some(&key), options)
}

/// What a diagnosis is, apart from values and hosts.
fn core(checked: &Checked) -> Vec<String> {
    let logins = checked.logins.iter().map(|login| {
        let found =
            login.findings.iter().map(|finding| (finding.rule.id, finding.severity, finding.found.confidence.as_str()));
        let rows = login.differential.iter().map(|row| (row.rule.id, row.status.as_str()));
        let verdict = login.verdict().map(|verdict| verdict.rule.id);
        format!(
            "{:?} {:?} {verdict:?} {:?} {:?}",
            login.grant,
            login.outcome,
            found.collect::<Vec<_>>(),
            rows.collect::<Vec<_>>()
        )
    });
    logins.collect()
}

/// The domains in a text that somebody owns, as whoever reads it finds them.
fn domains(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase().replace("%253a%252f%252f", "://").replace("%3a%2f%2f", "://").replace("\\/", "/");
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let hosts = text.split("://").skip(1).map(|rest| rest.split(|c| !is_part(c)).next().unwrap_or_default().to_owned());
    let domain = |host: String| {
        let labels: Vec<&str> = host.trim_matches('.').split('.').collect();
        let is_name =
            labels.len() > 1 && labels.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_alphabetic()));
        is_name.then(|| labels[labels.len() - 2..].join("."))
    };
    hosts.filter_map(domain).filter(|domain| !KEPT.contains(&domain.as_str())).collect()
}

/// Returns why a fixture was refused.
fn refusal(fixture: &Fixture) -> Option<String> {
    match under_keys(0, |key| without_hosts(&fixture.name(), &fixture.bytes, key)) {
        Ok(redacted) => {
            let written = content(&redacted);
            assert_eq!(core(&oauth_doctor::check(&written)), core(fixture.checked()), "{}", fixture.name());
            let before = domains(&String::from_utf8_lossy(&fixture.bytes));
            let after = domains(&String::from_utf8_lossy(&written));
            let left: Vec<&String> = before.intersection(&after).collect();
            (!left.is_empty()).then(|| format!("LEFT {left:?}"))
        }
        Err(Refused::NotRead(_)) => None,
        Err(refused) => Some(refused.to_string()),
    }
}

#[test]
fn fixtures_lose_their_hosts_and_keep_their_diagnosis() {
    let fixtures: Vec<&Fixture> = fixtures::all().chain(&*CASES).collect();
    let refused: BTreeMap<String, String> =
        fixtures.iter().filter_map(|fixture| Some((fixture.name(), refusal(fixture)?))).collect();
    let left: Vec<_> = refused.iter().filter(|(_, why)| why.starts_with("LEFT")).collect();
    assert!(left.is_empty(), "written with a host in it: {left:#?}");
    // A client whose identifier is a URL, and credentials that are cut at a colon, may be refused.
    assert!(refused.len() * 80 <= fixtures.len(), "{} of {}: {refused:#?}", refused.len(), fixtures.len());
}

/// Where known providers are, which the diagnosis knows by their hosts.
const KEPT: &[&str] = &[
    "example.com",
    "example.net",
    "example.org",
    "github.com",
    "google.com",
    "googleapis.com",
    "microsoftonline.com",
    "supabase.co",
];
