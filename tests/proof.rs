//! The server model and the rules agree: it refuses what a rule calls an error, for the reason that the rule names, and accepts what
//! is right. Where they disagree, one of them is wrong.

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use oauth_doctor::capture::{self, Content, Response};
use oauth_doctor::diagnosis::Diagnosis;
use oauth_doctor::login::Outcome;
use oauth_doctor::proof::Conclusion;
use oauth_doctor::rules::Severity;
use oauth_doctor::server::Refusal;
use oauth_doctor::weigh::Finding;
use serde_json::Value;

/// Fixtures of a `bad-*` name that no strict server refuses, and why.
const BEYOND: &[(&str, &str)] = &[
    (
        "client-auth-basic-encoding/bad-encoded-for-a-server-that-does-not-decode.http",
        "the client is right by RFC 6749 §2.3.1, and this server is not",
    ),
    (
        "pkce-challenge-not-as-documented/bad-rfc-form-at-nylas.http",
        "the challenge is right by RFC 7636, and its provider documents another",
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
        if login.outcome != Outcome::Succeeded || !is_right {
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
fn what_a_server_accepted_is_refused_only_for_the_verdict() {
    for file in support::fixtures("rules") {
        let capture = std::fs::read_to_string(&file).expect("fixtures can be read");
        assert_refusals_fit(&file.to_string_lossy(), &capture);
    }
}

#[test]
fn what_a_server_accepted_though_it_is_damaged_is_refused_only_for_the_verdict() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for file in support::fixtures("rules") {
        let capture = std::fs::read_to_string(&file).expect("fixtures can be read");
        for _ in 0..3 {
            let damaged = damage(&capture, &mut random);
            assert_refusals_fit(&file.to_string_lossy(), &damaged);
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
            let is_of_other = step.kind == "pushed_request" && reason.contains("token request");
            assert!(!is_of_other, "{file}: {reason}");
        }
    });
}

#[test]
fn every_exception_is_a_fixture() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    for (file, why) in BEYOND {
        assert!(rules.join(file).exists(), "{file}: {why}");
    }
}

/// Asserts that no message which the capture shows as accepted is refused, unless the verdict is about that, or without a verdict
/// a finding, or a client or browser refuses it.
fn assert_refusals_fit(file: &str, capture: &str) {
    let mut accepted = BTreeSet::new();
    capture::read(capture.as_bytes(), &mut |exchange| {
        if exchange.response.as_ref().is_some_and(was_accepted) {
            accepted.insert(exchange.number);
        }
    });
    for login in oauth_doctor::check(capture.as_bytes()).logins {
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
    let gives = ["access_token", "request_uri"]
        .iter()
        .any(|name| body[*name].is_string());
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
