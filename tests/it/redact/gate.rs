//! Fixtures pass the gate; what the gate let through is compared again, by what a reader of the report sees.

use std::collections::BTreeMap;

use oauth_doctor::Checked;
use oauth_doctor::redact::Refused;

use super::{content, redacted, under_keys};
use crate::support::fixtures::{self, CASES, Fixture};
use crate::support::{FAILING, WORKING};

/// What a diagnosis is, apart from its values.
pub(super) fn core(checked: &Checked) -> Vec<String> {
    let logins = checked.logins.iter().map(|login| {
        let steps: Vec<_> =
            login.steps.iter().map(|step| (step.kind.as_str(), step.seen.exchange, step.status)).collect();
        let found = login.findings.iter().map(|finding| {
            (finding.rule.id, finding.severity, finding.found.confidence.as_str(), finding.fingerprint.as_str())
        });
        let rows = login.differential.iter().map(|row| (row.rule.id, row.status.as_str()));
        let error = login.server_error.as_ref().and_then(|error| error.error.as_deref());
        format!(
            "{:?} {:?} {:?} {:?} {:?} {steps:?} {:?} {:?} {error:?}",
            login.grant,
            login.outcome,
            login.client_id,
            login.server,
            login.verdict().map(|verdict| verdict.rule.id),
            found.collect::<Vec<_>>(),
            rows.collect::<Vec<_>>(),
        )
    });
    logins.collect()
}

/// Redacts a fixture, and compares; returns why it was refused.
fn refusal(fixture: &Fixture) -> Option<String> {
    match under_keys(0, |key| redacted(&fixture.name(), &fixture.bytes, key)) {
        Ok(redacted) => {
            let written = content(&redacted);
            assert_eq!(core(&oauth_doctor::check(&written)), core(fixture.checked()), "{}", fixture.name());
            let left = crate::secrets::shown_in(fixture, &written);
            let left: Vec<String> = left.into_iter().filter(|value| !KEPT.contains(&value.as_str())).collect();
            (!left.is_empty()).then(|| format!("LEFT {left:?}"))
        }
        // What is no capture is not redacted.
        Err(Refused::NotRead(_)) => None,
        Err(refused) => Some(refused.to_string()),
    }
}

#[test]
fn fixtures_keep_their_diagnosis_and_lose_their_secrets() {
    let fixtures: Vec<&Fixture> = fixtures::all().chain(&*CASES).collect();
    let mut refused: BTreeMap<String, String> = BTreeMap::new();
    for fixture in &fixtures {
        refused.extend(refusal(fixture).map(|why| (fixture.name(), why)));
    }
    let left: Vec<_> = refused.iter().filter(|(_, why)| why.starts_with("LEFT")).collect();
    assert!(left.is_empty(), "written with a secret in it: {left:#?}");
    assert!(refused.is_empty(), "nothing is written of these: {refused:#?}");
}

#[test]
#[ignore = "slow: each fixture under forty keys"]
fn a_fixture_passes_under_nearly_every_key() {
    let mut refused: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let fixtures: Vec<&Fixture> = fixtures::all().chain(&*CASES).collect();
    for fixture in &fixtures {
        for key in 0..=40 {
            let attempt = redacted(&fixture.name(), &fixture.bytes, key);
            if attempt.is_err_and(|refused| !matches!(refused, Refused::NotRead(_))) {
                refused.entry(fixture.name()).or_default().push(key);
            }
        }
    }
    // A run draws five keys: of a thousand, one may be refused.
    assert!(refused.values().all(|keys| keys.len() <= 10), "{refused:#?}");
}

#[test]
fn under_one_key_a_recording_becomes_the_same_and_is_redacted_once() {
    for path in [FAILING, WORKING, "fixtures/captures/transcript/curl-code-twice-include.txt"] {
        let bytes = std::fs::read(path).expect("the fixture is there");
        let once = content(&redacted(path, &bytes, 7).expect("it passes"));
        assert!(once == content(&redacted(path, &bytes, 7).expect("it passes")), "{path}");
        assert!(once == content(&redacted(path, &once, 7).expect("it passes")), "{path}: redacted twice");
        assert!(once != content(&redacted(path, &bytes, 8).expect("it passes")), "{path}: the key decides");
    }
}

#[test]
fn a_refusal_names_a_place_and_no_value() {
    let differs = Refused::Differs { place: "flows[0].server".to_owned() };
    assert_eq!(
        differs.to_string(),
        "nothing was written: the diagnosis of the redacted recording would differ at `flows[0].server`"
    );
}

/// What is nobody's secret: the example of RFC 7636 appendix B, variables, a client without a secret (`meadow-web:` in base64).
const KEPT: &[&str] = &[
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "{{token.response.body.access_token}}",
    "AuthCode",
    "bWVhZG93LXdlYjo=",
];
