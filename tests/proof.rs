//! The server model and the rules agree: it refuses what a rule calls an error, for the reason that the rule names, and accepts what
//! is right. Where they disagree, one of them is wrong.

mod support;

use std::path::Path;

use oauth_doctor::diagnosis::{Conclusion, Diagnosis};
use oauth_doctor::rules::{Outcome, Severity};

/// Fixtures of a `bad-*` name that no strict server refuses, and why.
const BEYOND: &[(&str, &str)] = &[
    (
        "client-auth-basic-encoding/bad-encoded-for-a-server-that-does-not-decode.har",
        "the client is right by RFC 6749 §2.3.1, and this server is not",
    ),
    (
        "pkce-challenge-not-as-documented/bad-rfc-form-at-nylas.har",
        "the challenge is right by RFC 7636, and its provider documents another",
    ),
];

/// Fixtures of logins that worked, which a strict server refuses: their server asks for less than the specifications do, and the
/// point of the fixture is that this is no mistake.
const LAX: &[(&str, &str)] = &[
    (
        "assertion-replayed/good-server-takes-it-twice-of-client.har",
        "the server takes a `jti` twice",
    ),
    (
        "client-id-missing/good-accepted.har",
        "the server finds the client by the code",
    ),
    (
        "client-secret-from-public-client/good-popup-of-a-page.har",
        "the page sends a keyword of its server as `redirect_uri`",
    ),
    (
        "redirect-uri-rewritten/good-token-request-by-get.har",
        "the server does not ask for a `grant_type`",
    ),
    (
        "token-params-in-query/good-accepted-get.har",
        "the server does not ask for a `grant_type`",
    ),
    (
        "user-credentials-refused/good-accepted.har",
        "the server has the password grant",
    ),
];

#[test]
fn the_model_refuses_what_a_rule_calls_an_error() {
    let mut refused = 0;
    for_each_login(|file, login| {
        let Some(verdict) = login.verdict().filter(|_| has_token_exchange(login)) else {
            return;
        };
        if is_listed(BEYOND, file) {
            return;
        }
        let proof = login.proof.as_ref().unwrap_or_else(|| panic!("{file}: no proof"));
        let (at, refusal) = proof
            .recorded
            .refused()
            .unwrap_or_else(|| panic!("{file}: the model accepts it, {} is the verdict", verdict.rule.id));
        let found = login
            .findings
            .iter()
            .any(|finding| finding.rule.refusals.contains(&refusal));
        assert!(
            found,
            "{file}: the model says {} at #{}, the verdict is {}",
            refusal.id(),
            at.exchange,
            verdict.rule.id
        );
        refused += 1;
    });
    assert!(refused > 150, "{refused} logins were refused");
}

#[test]
fn the_model_accepts_the_corrected_login_or_names_the_value_that_is_missing() {
    let (mut accepted, mut named) = (0, 0);
    for_each_login(|file, login| {
        let Some(proof) = login.proof.as_ref().filter(|_| login.verdict().is_some()) else {
            return;
        };
        match proof.conclusion {
            Conclusion::Accepted => {
                let corrected = proof
                    .corrected
                    .as_ref()
                    .unwrap_or_else(|| panic!("{file}: nothing was corrected"));
                assert!(corrected.refused().is_none(), "{file}");
                assert!(proof.missing.is_empty(), "{file}: {:?}", proof.missing);
                accepted += 1;
            }
            Conclusion::NeedsValue => {
                assert!(
                    !proof.missing.is_empty(),
                    "{file}: it does not say which value is missing"
                );
                named += 1;
            }
            Conclusion::NothingWrong => assert!(is_listed(BEYOND, file), "{file}: nothing is wrong"),
            Conclusion::StillRefused => panic!("{file}: the corrected login is refused, too"),
        }
    });
    assert!(accepted > 80 && named > 80, "{accepted} accepted, {named} name a value");
}

#[test]
fn the_model_accepts_a_login_that_is_right() {
    let mut accepted = 0;
    for_each_login(|file, login| {
        let is_right = login
            .findings
            .iter()
            .all(|finding| finding.severity < Severity::Warning);
        if login.outcome != Outcome::Succeeded || !is_right || is_listed(LAX, file) {
            return;
        }
        let Some(proof) = &login.proof else { return };
        if let Some((at, refusal)) = proof.recorded.refused() {
            // What a note says is tolerated.
            let is_noted = login
                .findings
                .iter()
                .any(|finding| finding.rule.refusals.contains(&refusal));
            assert!(is_noted, "{file}: the model says {} at #{}", refusal.id(), at.exchange);
            return;
        }
        accepted += 1;
    });
    assert!(accepted > 200, "{accepted} logins were accepted");
}

#[test]
fn a_refusal_that_no_rule_explains_is_no_proof() {
    for_each_login(|file, login| {
        if let Some(proof) = login
            .proof
            .as_ref()
            .filter(|_| login.verdict().is_none() && login.outcome == Outcome::Failed)
        {
            let refused = proof.recorded.refused().map(|(_, refusal)| refusal.id());
            assert_eq!(refused, None, "{file}: no rule found it");
        }
    });
}

#[test]
fn every_exception_is_a_fixture() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    for (file, why) in BEYOND.iter().chain(LAX) {
        assert!(rules.join(file).exists(), "{file}: {why}");
    }
}

fn for_each_login(mut look: impl FnMut(&str, &Diagnosis)) {
    for file in support::fixtures("rules") {
        let checked = oauth_doctor::check(&std::fs::read(&file).expect("fixtures can be read"));
        let name: Vec<_> = file.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
        for login in &checked.logins {
            look(&format!("{}/{}", name[1], name[0]), login);
        }
    }
}

fn has_token_exchange(login: &Diagnosis) -> bool {
    let kinds = ["token_request", "refresh_request"];
    login.steps.iter().any(|step| kinds.contains(&step.kind))
}

fn is_listed(list: &[(&str, &str)], file: &str) -> bool {
    list.iter().any(|(listed, _)| *listed == file)
}
