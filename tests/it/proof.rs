//! The server model and the rules agree: it refuses what a rule calls an error, for the reason that the rule names, and accepts what
//! is right. Where they disagree, one of them is wrong.

use std::collections::BTreeSet;

use oauth_doctor::Checked;
use oauth_doctor::capture::{self, Content, Response};
use oauth_doctor::diagnosis::Diagnosis;
use oauth_doctor::login::Outcome;
use oauth_doctor::proof::Conclusion;
use oauth_doctor::rules::{self, Confidence, Severity};
use oauth_doctor::server::Refusal;
use oauth_doctor::weigh::{Finding, StepKind};
use serde_json::Value;

use crate::support::fixtures::RULES;
use crate::support::{human, root};

/// Fixtures of a `bad-*` name that no strict server refuses, and why.
const BEYOND: &[(&str, &str)] = &[
    ("authorization-denied/bad-token-asked-all-the-same.http", "the user said no, which no token endpoint judges"),
    (
        "pkce-challenge-not-as-documented/bad-rfc-form-at-nylas.http",
        "the challenge is right by RFC 7636, and its provider documents another",
    ),
    (
        "device-polling-too-fast/bad-refused-for-it.har",
        "a strict server answers `slow_down`, and this one gives up with `invalid_grant`",
    ),
    (
        "device-polling-too-fast/bad-limited.har",
        "a strict server answers `slow_down`, and this one gives up with HTTP 429",
    ),
    ("metadata-contradicted/bad-certificate.har", "a client certificate, which no recording of HTTP shows"),
    ("client-of-other-issuer/bad-at-the-token-endpoint.har", "which server issued a `client_id`"),
    ("token-endpoint-redirected/bad-307-without-body-elsewhere.har", "what a client sends where a redirect leads"),
    ("code-reused/bad-pre-authorized-code.http", "a pre-authorized code"),
    ("pkce-verifier-mismatch/bad-through-a-broker.http", "a grant of the broker's own"),
    ("user-credentials-refused/bad-transaction-code.http", "a pre-authorized code"),
    ("client-auth-basic-encoding/bad-plain-text.har", "a header that is not base64, of which the model reads nothing"),
];

/// Fixtures whose verdict the server's words prove: that the client is a public one, that it wants a parameter of its own.
const PROVEN_BY_WORDS: &[(&str, &str)] = &[
    ("client-secret-from-public-client/bad-client-credentials.http", "the server says that the client is a public one"),
    (
        "client-secret-from-public-client/bad-server-says-public.http",
        "the server says that the client is registered without a secret",
    ),
    (
        "dpop-proof-mismatch/bad-no-proof.har",
        "the server says that it wants a proof, as it registered the client for DPoP",
    ),
    (
        "parameter-missing/bad-scope-that-the-server-wants.http",
        "the server asks for a `scope`, which RFC 6749 §3.3 leaves to it",
    ),
];

/// Good fixtures of servers that take what a strict one refuses, and what that is.
const STRICTER: &[(&str, &str)] = &[
    ("assertion-replayed/good-server-takes-it-twice-of-client.http", "an assertion that is sent again"),
    ("client-id-missing/good-accepted.http", "a request that names no client"),
    ("client-secret-from-public-client/good-popup-of-a-page.http", "a keyword for a `redirect_uri`"),
    ("grant-type-wrong/good-grant-of-the-server.http", "a grant of its own"),
    ("pkce-verifier-mismatch/good-at-a-broker.http", "a grant of its own"),
    ("redirect-uri-rewritten/good-token-request-by-get.http", "a request without `grant_type`"),
    ("token-params-in-query/good-accepted-get.http", "a request without `grant_type`"),
    ("token-endpoint-insecure/good-private-172.http", "plain http to an address of a private network"),
];

#[test]
fn the_model_refuses_what_a_rule_calls_an_error() {
    let mut refused = 0;
    for_each_login(|file, login| {
        // What a resource refuses, the model of the authorization server granted.
        let of_server = |verdict: &&Finding| {
            // A rule without a refusal says why the model has none.
            has_token_exchange(login) && !verdict.found.is_of_access && !verdict.rule.refusals.is_empty()
        };
        let Some(verdict) = login.verdict().filter(of_server) else {
            return;
        };
        if is_listed(BEYOND, file) {
            return;
        }
        let proof = login.proof.as_ref().unwrap_or_else(|| panic!("{file}: no proof"));
        if !proof.is_decisive() {
            let is_proven = verdict.found.confidence == Confidence::Proven;
            assert!(
                !is_proven || is_listed(PROVEN_BY_WORDS, file),
                "{file}: values decide it, and the model accepts it"
            );
            return;
        }
        let (at, refusal) = proof
            .recorded
            .refused()
            .unwrap_or_else(|| panic!("{file}: the model accepts it, {} is the verdict", verdict.rule.id));
        let is_own = |refusal| verdict.rule.refusals.contains(&refusal);
        assert!(
            is_own(refusal) || proof.also_refused.is_some_and(is_own),
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
    let (mut accepted, mut named, mut consistent) = (0, 0, 0);
    for_each_login(|file, login| {
        let Some(proof) = login.proof.as_ref().filter(|_| login.verdict().is_some()) else {
            return;
        };
        match proof.conclusion {
            Conclusion::Accepted => {
                let corrected = proof.corrected.as_ref().unwrap_or_else(|| panic!("{file}: nothing was corrected"));
                assert!(corrected.refused().is_none(), "{file}");
                assert!(proof.missing.is_empty(), "{file}: {:?}", proof.missing);
                accepted += 1;
            }
            Conclusion::NeedsValue => {
                assert!(!proof.missing.is_empty(), "{file}: it does not say which value is missing");
                named += 1;
            }
            Conclusion::Consistent => {
                assert!(!proof.missing.is_empty(), "{file}: it does not say what would decide");
                assert!(proof.corrected.is_none(), "{file}: what is not shown to be wrong is not corrected");
                consistent += 1;
            }
            Conclusion::NothingWrong => panic!("{file}: nothing is wrong"),
            Conclusion::StillRefused => panic!("{file}: the corrected login is refused, too"),
        }
    });
    assert!(
        accepted > 80 && named > 60 && consistent > 20,
        "{accepted} accepted, {named} name a value, {consistent} are consistent"
    );
}

#[test]
fn the_model_accepts_a_login_that_is_right() {
    let mut accepted = 0;
    for_each_login(|file, login| {
        let is_right = login.findings.iter().all(|finding| finding.severity < Severity::Warning);
        if login.outcome != Outcome::Succeeded || !is_right {
            return;
        }
        let Some(proof) = &login.proof else { return };
        if let Some((at, refusal)) = proof.recorded.refused() {
            // What a note says is tolerated.
            let is_noted = login.findings.iter().any(|finding| finding.rule.refusals.contains(&refusal));
            assert!(is_noted, "{file}: the model says {} at #{}", refusal.id(), at.exchange);
            return;
        }
        accepted += 1;
    });
    assert!(accepted > 200, "{accepted} logins were accepted");
}

#[test]
fn the_world_of_a_login_that_worked_accepts_it() {
    let mut accepting = BTreeSet::new();
    for_each_login(|file, login| {
        let Some((rule, name)) = file.split_once('/') else {
            return;
        };
        if !name.starts_with("good-") || login.outcome != Outcome::Succeeded || is_listed(STRICTER, file) {
            return;
        }
        let has_refusals = rules::find(rule).is_some_and(|rule| !rule.refusals.is_empty());
        if let Some(proof) = login.proof.as_ref().filter(|_| has_refusals) {
            let refused = proof.recorded.refused().map(|(at, refusal)| (at.exchange, refusal.id()));
            assert_eq!(refused, None, "{file}");
            accepting.insert(rule.to_owned());
        } else {
            assert!(!has_refusals, "{file}: the model refuses what this server took");
        }
    });
    let all = rules::all().filter(|rule| !rule.refusals.is_empty());
    let without: Vec<_> = all.map(|rule| rule.id).filter(|id| !accepting.contains(*id)).collect();
    // The good fixtures of these fail, for another reason.
    assert_eq!(without, ["state-cookie-lost", "grant-not-allowed"]);
}

#[test]
fn a_verdict_that_rests_on_what_the_server_said_is_not_called_proven_by_the_model() {
    for (file, decides) in [
        ("grant-not-allowed/bad-service-account-off.http", "grant types"),
        ("user-credentials-refused/bad-wrong-password.http", "account"),
        ("code-expired/bad-past-documented-lifetime.har", "how long"),
    ] {
        let fixture = RULES.iter().find(|fixture| fixture.name() == file);
        let fixture = fixture.unwrap_or_else(|| panic!("{file} is not there"));
        let proof = fixture.checked().logins[0].proof.as_ref().unwrap_or_else(|| panic!("{file}"));
        assert_eq!(proof.conclusion, Conclusion::Consistent, "{file}");
        assert_eq!(proof.recorded.refused().map(|(_, refusal)| refusal.id()), None, "{file}");
        assert!(proof.missing[0].contains(decides), "{file}: {:?}", proof.missing);
        let said = human(fixture.capture(), false);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!said.contains("Proof"), "{file}: {said}");
        assert!(said.contains("Not proven A strict server accepts the recorded login"), "{file}: {said}");
    }
}

/// A secret that is encoded for the header twice is another secret.
#[test]
fn a_mistake_is_corrected_once() {
    let login = login_of(
        "POST https://login.example/token HTTP/1.1
Content-Type: application/x-www-form-urlencoded

grant_type=client_credentials&client_id=ledger&client_secret=aQ9x%2FzT7b

HTTP/1.1 401 Unauthorized
Content-Type: application/json

{\"error\":\"invalid_client\",\"error_description\":\"client_secret_basic is required\"}
",
    );
    let basic = login.corrections[0].corrected.basic.as_ref().expect("the secret goes into the header");
    assert_eq!(basic.password.expose(), "aQ9x%2FzT7b");
}

#[test]
fn white_space_behind_a_token_is_no_plus_of_it() {
    for end in ["+", "%20", "%0A"] {
        let login = login_of(&format!(
            "POST https://login.example/token HTTP/1.1
Content-Type: application/x-www-form-urlencoded

grant_type=refresh_token&refresh_token=Zk3vQ9xL2mT7bN4s{end}&client_id=ledger

HTTP/1.1 400 Bad Request
Content-Type: application/json

{{\"error\":\"invalid_grant\"}}
"
        ));
        assert_eq!(login.verdict().map(|verdict| verdict.rule.id), Some("parameter-whitespace"), "{end}");
        let proof = login.proof.as_ref().expect("values decide it");
        assert_ne!(proof.conclusion, Conclusion::StillRefused, "{end}");
        assert!(proof.recorded.refused().is_some(), "{end}: the model refuses what was sent");
    }
}

/// What the server says of its registration decides nothing, and the other mistakes are corrected all the same.
#[test]
fn mistakes_beside_a_verdict_by_words_are_corrected() {
    let login = login_of(
        "GET https://login.example/authorize?response_type=code&client_id=spa&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&state=Zx81kQpL0v HTTP/1.1

HTTP/1.1 302 Found
Location: https://app.example/cb?code=Qm7tYc2Lx9Vb4Nd8Rw&state=Zx81kQpL0v

POST https://login.example/token HTTP/1.1
Content-Type: application/x-www-form-urlencoded

grant_type=authorization_code&client_id=spa&client_secret=aQ9xzT7bKm&code=Qm7tYc2Lx9Vb4Nd8Rw&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%2F

HTTP/1.1 401 Unauthorized
Content-Type: application/json

{\"error\":\"invalid_client\",\"error_description\":\"Client is public and must not send a client_secret\"}
",
    );
    assert_eq!(login.verdict().map(|verdict| verdict.rule.id), Some("client-secret-from-public-client"));
    let corrected = &login.corrections[0].corrected;
    assert_eq!(corrected.value("client_secret"), None);
    assert_eq!(corrected.value("redirect_uri"), Some("https://app.example/cb"));
}

#[test]
fn a_client_that_is_named_under_a_misspelt_name_is_a_client_of_the_server() {
    let login = login_of(
        "GET https://login.example/authorize?response_type=code&clientId=ledger&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&state=Zx81kQpL0v HTTP/1.1

HTTP/1.1 302 Found
Location: https://app.example/cb?error=invalid_request&state=Zx81kQpL0v
",
    );
    assert_eq!(login.verdict().map(|verdict| verdict.rule.id), Some("parameter-misnamed"));
    assert!(login.proof.as_ref().is_some_and(|proof| proof.recorded.refused().is_some()), "values decide it");
}

#[test]
fn a_refusal_that_no_rule_explains_is_no_proof() {
    for_each_login(|file, login| {
        if let Some(proof) =
            login.proof.as_ref().filter(|_| login.verdict().is_none() && login.outcome == Outcome::Failed)
        {
            let refused = proof.recorded.refused().map(|(_, refusal)| refusal.id());
            assert_eq!(refused, None, "{file}: no rule found it");
        }
    });
}

#[test]
fn what_a_server_accepted_is_refused_only_for_the_verdict() {
    for fixture in &*RULES {
        assert_refusals_fit(&fixture.name(), fixture.text(), fixture.checked());
    }
}

#[test]
fn what_a_server_accepted_though_it_is_damaged_is_refused_only_for_the_verdict() {
    damage_each_fixture(1);
}

#[test]
#[ignore = "slow: thousands of captures"]
fn what_a_server_accepted_is_refused_only_for_the_verdict_whatever_the_damage() {
    damage_each_fixture(10);
}

fn damage_each_fixture(times: usize) {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for fixture in &*RULES {
        for _ in 0..times {
            let damaged = damage(fixture.text(), &mut random);
            let checked = oauth_doctor::check(damaged.as_bytes());
            assert_refusals_fit(&fixture.name(), &damaged, &checked);
        }
    }
}

#[test]
fn a_sentence_about_a_proof_ends_in_what_it_promises() {
    for_each_login(|file, login| {
        let Some(proof) = &login.proof else { return };
        let needs = proof.conclusion == Conclusion::NeedsValue;
        assert!(!needs || !proof.missing.is_empty(), "{file}: it names no value");
        for step in &proof.recorded.steps {
            let reason = step.refusal.map(|refusal| refusal.to_string()).unwrap_or_default();
            let is_of_other = step.kind == StepKind::PushedRequest && reason.contains("token request");
            assert!(!is_of_other, "{file}: {reason}");
        }
    });
}

#[test]
fn every_exception_is_a_fixture() {
    let rules = root().join("fixtures/rules");
    for (file, why) in BEYOND.iter().chain(PROVEN_BY_WORDS).chain(STRICTER) {
        assert!(rules.join(file).exists(), "{file}: {why}");
    }
}

/// Asserts that no message which the capture shows as accepted is refused, unless the verdict is about that, or without a verdict
/// a finding, or a client or browser refuses it.
fn assert_refusals_fit(file: &str, capture: &str, checked: &Checked) {
    let mut accepted = BTreeSet::new();
    capture::read(capture.as_bytes(), &mut |exchange| {
        if exchange.response.as_ref().is_some_and(was_accepted) {
            accepted.insert(exchange.number);
        }
    });
    for login in &checked.logins {
        let Some((at, refusal)) = login.proof.as_ref().and_then(|proof| proof.recorded.refused()) else {
            continue;
        };
        let by_client = refusal.is_of_client() || refusal == Refusal::OriginNotAllowed;
        let is_about = |finding: &Finding| finding.rule.refusals.contains(&refusal);
        let is_explained = match login.verdict() {
            Some(verdict) => is_about(verdict),
            None => login.findings.iter().any(is_about),
        };
        assert!(
            by_client || is_explained || !accepted.contains(&at.exchange),
            "{file}: the server accepted #{}, and the model says {}\n{capture}",
            at.exchange,
            refusal.id()
        );
    }
}

/// Returns whether an answer gives a code, a `request_uri` or a token out.
fn was_accepted(answer: &Response) -> bool {
    let status = answer.status.unwrap_or_default();
    let body: Value = match answer.body.as_ref().map(|body| &body.content) {
        Some(Content::Text(text)) => serde_json::from_str(text.as_str()).unwrap_or_default(),
        _ => Value::Null,
    };
    let gives = ["access_token", "request_uri"].iter().any(|name| body[*name].is_string());
    let location = answer.header("location").or(answer.redirect_url.as_ref());
    let redirect = location.map_or("", |location| location.as_str());
    let has_code = redirect.contains("?code=") || redirect.contains("&code=");
    (200..300).contains(&status) && gives || (300..400).contains(&status) && has_code
}

/// Drops, doubles or changes a parameter in a request of a capture, whatever the answer to it says.
fn damage(capture: &str, random: &mut Random) -> String {
    let is_target = |line: &str| line.ends_with(" HTTP/1.1") || line.contains("\"url\": ");
    let is_form = |line: &str| line.contains("\"postData\": ") || !line.contains([' ', '<', '{']);
    let is_end = |c: char| "?&#\" ".contains(c);
    let mut start = 0;
    let mut parameters = Vec::new();
    for line in capture.split_inclusive('\n') {
        let text = line.trim_end();
        let equals = text.match_indices('=').map(|(at, _)| at);
        for at in equals.filter(|_| is_target(text) || is_form(text)) {
            let from = text[..at].rfind(is_end).map_or(0, |end| end + 1);
            let to = text[at..].find(is_end).map_or(text.len(), |end| at + end);
            parameters.push(start + from..start + to);
        }
        start += line.len();
    }
    let mut damaged = capture.to_owned();
    if parameters.is_empty() {
        return damaged;
    }
    let parameter = parameters.swap_remove(random.below(parameters.len()));
    match random.below(3) {
        0 => damaged.replace_range(parameter, ""),
        1 => damaged.insert_str(parameter.end, &format!("&{}", &capture[parameter])),
        _ => damaged.insert(parameter.end, 'x'),
    }
    damaged
}

/// Xorshift: the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("it is small") % end
    }
}

fn login_of(capture: &str) -> Diagnosis {
    oauth_doctor::check(capture.as_bytes()).logins.remove(0)
}

fn for_each_login(mut look: impl FnMut(&str, &Diagnosis)) {
    for fixture in &*RULES {
        for login in &fixture.checked().logins {
            look(&fixture.name(), login);
        }
    }
}

fn has_token_exchange(login: &Diagnosis) -> bool {
    login.steps.iter().any(|step| step.kind.is_token_request())
}

fn is_listed(list: &[(&str, &str)], file: &str) -> bool {
    list.iter().any(|(listed, _)| *listed == file)
}
