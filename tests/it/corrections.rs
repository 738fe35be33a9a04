//! Every correction of every fixture is safe: it sends no credential elsewhere or in clear, keeps PKCE, and changes something.

use oauth_doctor::diagnosis::Diagnosis;
use oauth_doctor::oauth::{Grant, Request};
use oauth_doctor::weigh::{Correction, StepKind};
use oauth_doctor_wire::host::is_local;
use oauth_doctor_wire::url::UrlParts;

use crate::support::fixtures::{self, Fixture};

#[test]
fn a_correction_changes_something() {
    for_each_correction(|file, _, correction| {
        let is_changed = correction.diff.iter().any(|(mark, _)| *mark != ' ');
        assert!(is_changed, "{file}: the corrected request is the recorded one");
    });
}

#[test]
fn a_correction_sends_no_credential_elsewhere_or_in_clear() {
    let mut moved = 0;
    for_each_correction(|file, (_, login), correction| {
        let corrected = UrlParts::parse(&correction.corrected.url);
        let is_secure = corrected.scheme.eq_ignore_ascii_case("https") || is_local(corrected.host);
        assert!(is_secure, "{file}: {} is not https", correction.corrected.url);
        let recorded = recorded_url(login, correction);
        if UrlParts::parse(&recorded).host.eq_ignore_ascii_case(corrected.host) {
            return;
        }
        assert_eq!(correction.request, StepKind::TokenRequest, "{file}: only a token request goes to another host");
        let is_issuer = login.server.as_ref().is_some_and(|server| server.eq_ignore_ascii_case(corrected.host));
        assert!(
            is_issuer || is_documented(login, corrected.host),
            "{file}: from {recorded} to {}, which is no endpoint of the server",
            correction.corrected.url
        );
        moved += 1;
    });
    assert!(moved > 0, "{moved} corrections go to another host");
}

#[test]
fn a_correction_keeps_pkce() {
    for_each_correction(|file, _, correction| {
        let before = |name: &str| {
            let is_before = |line: &&(char, String)| line.0 != '+' && line.1.trim_start_matches('?').starts_with(name);
            correction.diff.iter().any(|line| is_before(&line))
        };
        let after = |name: &str| correction.corrected.params.iter().any(|field| field.name == name);
        for name in ["code_challenge", "code_verifier"] {
            assert!(after(name) || !before(&format!("{name}=")), "{file}: {name} is dropped");
        }
        let is_hashed = correction.corrected.value("code_challenge_method") == Some("S256");
        assert!(is_hashed || !before("code_challenge_method=S256"), "{file}: S256 is given up");
    });
}

#[test]
fn a_corrected_client_authenticates_once() {
    for_each_correction(|file, (_, login), correction| {
        let is_about = login.verdict().is_some_and(|verdict| verdict.rule.id == "client-auth-duplicated");
        if is_about && correction.request == StepKind::TokenRequest {
            assert_eq!(methods(&correction.corrected), 1, "{file}");
        }
    });
}

#[test]
fn a_fix_gives_no_advice_that_does_harm() {
    for fixture in fixtures::all() {
        for login in &fixture.checked().logins {
            for finding in &login.findings {
                let fix = finding.found.fix.as_deref().unwrap_or(finding.rule.fix);
                let name = format!("{}: {}", fixture.name(), finding.rule.id);
                let has_no_pkce = !matches!(login.grant, Grant::AuthorizationCode | Grant::Implicit);
                assert!(!(has_no_pkce && fix.contains("rely on PKCE")), "{name}: there is no PKCE in this grant");
                assert!(!fix.contains("`http://"), "{name}: {fix}");
            }
        }
    }
}

/// Calls with each correction, and the fixture and login that it is of.
fn for_each_correction(mut check: impl FnMut(&str, (&Fixture, &Diagnosis), &Correction)) {
    let mut count = 0;
    for fixture in fixtures::all() {
        for login in &fixture.checked().logins {
            for correction in &login.corrections {
                check(&format!("{}, login {}", fixture.name(), login.id), (fixture, login), correction);
                count += 1;
            }
        }
    }
    assert!(count > 150, "{count} corrections");
}

/// The URL of the request as it was recorded: the first line of what the difference begins with.
fn recorded_url(login: &Diagnosis, correction: &Correction) -> String {
    match (&login.token_request, correction.request) {
        (Some(request), StepKind::TokenRequest) => request.url.clone(),
        _ => correction.corrected.url.clone(),
    }
}

fn is_documented(login: &Diagnosis, host: &str) -> bool {
    login.provider.is_some_and(|provider| {
        let documented = provider.endpoints.token.iter().map(|pattern| pattern.split('/').next().unwrap_or_default());
        provider.has_host(host) || documented.into_iter().any(|known| known == host)
    })
}

fn methods(request: &Request) -> usize {
    let has = |name: &str| request.params.iter().any(|field| field.name == name);
    let methods = [request.basic.is_some(), has("client_secret"), has("client_assertion"), request.other_authorization];
    methods.into_iter().filter(|is_used| *is_used).count()
}
