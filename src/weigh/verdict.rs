//! Assesses a login by every rule and weighs what they say: the first proven cause in the order of evaluation is the verdict, then
//! the first likely one; on a login that worked there is none.

use std::collections::HashMap;
use std::fmt::Write;

use super::finding::{Candidate, Cleared, Finding, Status};
use super::standing::{Standing, fingerprint};
use super::words;
use crate::disclose::{Scrubber, Shown};
use crate::login::{self, Login, Outcome, Stage};
use crate::oauth::part::Message;
use crate::rules::{self, Confidence, Evidence, Found, NoFinding, Rule, Severity};

/// What all rules together say about a login.
pub(crate) struct Weighed {
    /// How the login ended, in the light of what was found.
    pub(crate) outcome: Outcome,
    /// The index of the finding that explains the failure.
    pub(crate) verdict: Option<usize>,
    pub(crate) findings: Vec<Finding>,
    /// The causes that the capture shows, excludes or cannot show, before the server's answer narrows them down.
    pub(crate) differential: Vec<Candidate>,
    pub(crate) cleared: Vec<Cleared>,
}

/// Assesses a login by every rule and picks the verdict. `tolerated` holds the fingerprints of what did no harm to other logins, and
/// the numbers of those; `server` is the host of the authorization server.
pub(crate) fn weigh(
    login: &Login<'_>,
    server: Option<&str>,
    scrubber: &Scrubber,
    tolerated: &HashMap<String, usize>,
) -> Weighed {
    let flow = login.flow;
    let mut findings = Vec::new();
    let mut cleared = Vec::new();
    let mut differential = Vec::new();
    let language = login.client_language();
    let is_to_backend = login.decisive().is_some_and(|token| login.is_to_backend(token));
    for rule in rules::all() {
        // A backend or proxy of the application makes the request of its own: the form of this one says nothing of that.
        let is_about_form = rule.optional.stage.is_some_and(|stage| stage < Stage::Code);
        if is_to_backend && is_about_form {
            continue;
        }
        let assessed = words::weigh(login, rule, rule.assess(login)).and_then(|found| {
            // What it lacks, the backend may add.
            if is_to_backend && lacks_in_token_request(&found) { Err(NoFinding::NotApplicable) } else { Ok(found) }
        });
        let possible = words::possible(login, rule, &assessed);
        let clean = |reason: String| scrubber.clean(&reason);
        let (status, reason) = match assessed {
            Err(_) if possible.is_some() => (Status::Found(Confidence::Possible), clean(possible.unwrap_or_default())),
            Err(NoFinding::NotApplicable) => continue,
            Err(NoFinding::RuledOut(reason)) => (Status::RuledOut, clean(reason)),
            Err(NoFinding::NotAssessed(reason)) => (Status::NotAssessed, clean(reason)),
            Ok(mut found) => {
                let fingerprint = fingerprint(rule, flow, server, &found);
                let tolerated = tolerated.get(&fingerprint).filter(|_| login.outcome() != Outcome::Succeeded);
                if tolerated.is_some() || !may_explain(rule, &found, login) {
                    found.severity = Some(Severity::Note);
                }
                if is_beside_the_words(rule, &found, login) {
                    // A verifier that does not fit is refused by every server that compares it.
                    let is_pkce = found.stage.or(rule.optional.stage) == Some(Stage::Pkce);
                    found.confidence =
                        if is_pkce { found.confidence.min(Confidence::Likely) } else { found.confidence.lowered() };
                    found.message.push_str(BESIDE_THE_WORDS);
                }
                if let Some(other) = tolerated {
                    // Writing to a String cannot fail.
                    let _ = write!(found.message, " Login {other} did the same, and the server accepted it.");
                }
                if let Some((explanation, language)) = found.explanation.as_mut().zip(language) {
                    explanation.prefer(language);
                }
                conceal(&mut found, scrubber);
                let row = (Status::Found(found.confidence), found.message.clone());
                findings.push(Finding {
                    rule,
                    severity: found.severity.unwrap_or(rule.optional.severity),
                    fingerprint,
                    found,
                    standing: Standing::default(),
                });
                row
            }
        };
        if !matches!(status, Status::Found(_)) {
            let missing = (status == Status::NotAssessed).then(|| reason.clone());
            cleared.push(Cleared { rule: rule.id, missing });
        }
        differential.push(Candidate { rule, status, reason, is_named: words::names_rule(login, rule) });
    }
    // What the words of the server name comes first.
    let is_named = |row: &Candidate| {
        row.status == Status::Found(Confidence::Possible) && words::is_possible(login, row.rule).is_some()
    };
    differential.sort_by_key(|row| !is_named(row));
    let mut outcome = login.outcome();
    let verdict = verdict(login, outcome, &findings);
    // What contradicts itself is wrong with or without an answer, but only an answer says that it was refused.
    let is_of_access = verdict.is_some_and(|verdict| findings[verdict].found.is_of_access);
    if verdict.is_some() && !is_of_access && outcome != Outcome::Denied && !login.is_unanswered() {
        outcome = Outcome::Failed;
    }
    let verdict = drop_fallbacks(login, &mut findings, verdict);
    lower_what_did_no_harm(&mut findings, outcome, verdict);
    Weighed { outcome, verdict, findings, differential, cleared }
}

/// Masks the secrets in what a rule says.
fn conceal(found: &mut Found, scrubber: &Scrubber) {
    found.message = scrubber.clean(&found.message);
    if let Some(fix) = &mut found.fix {
        *fix = scrubber.clean(fix);
    }
    for evidence in &mut found.evidence {
        scrubber.scrub_shown(&mut evidence.value);
        evidence.part.rename(|name| scrubber.clean_name(name));
    }
}

/// Returns whether the answer leaves room for a mistake of this kind: a server that judged the code has read the parameters,
/// and one that refused the client has not looked at the verifier.
fn may_explain(rule: &Rule, found: &Found, login: &Login<'_>) -> bool {
    let Some(stage) = found.stage.or(rule.optional.stage) else { return true };
    let Some(token) = login.decisive().filter(|token| token.refused()) else {
        return true;
    };
    if stage == Stage::Form && login::hides_its_values(token) {
        return true;
    }
    let is_settled = stage.is_settled_by_success() && login::worked_before(&login.flow.tokens, token);
    !is_settled && login.leaves_room(token, stage)
}

/// Returns whether the words of the server name another part of the grant than what was found. It is no proof then: that part may
/// be wrong in a way that the capture does not show, as a `redirect_uri` is that is not registered.
fn is_beside_the_words(rule: &Rule, found: &Found, login: &Login<'_>) -> bool {
    let stage = found.stage.or(rule.optional.stage);
    let token = login.decisive().filter(|token| token.refused());
    stage.zip(token).is_some_and(|(stage, token)| login.is_beside_the_words(token, stage))
}

const BESIDE_THE_WORDS: &str = " The server blames a different part of the request, which looks right in the capture.";

fn lacks_in_token_request(found: &Found) -> bool {
    let is_absent =
        |evidence: &Evidence| evidence.value == Shown::Absent && evidence.part.section.message == Message::TokenRequest;
    found.evidence.iter().any(is_absent)
}

/// Picks the finding that explains the failure.
fn verdict(login: &Login<'_>, outcome: Outcome, findings: &[Finding]) -> Option<usize> {
    let unanswered = login.is_unanswered();
    let explains = |finding: &Finding| {
        finding.severity == Severity::Error
            && match outcome {
                Outcome::Failed | Outcome::Denied => true,
                // A token came back, and the client must refuse it.
                // Or a resource refused the token.
                Outcome::Succeeded => finding.found.is_decided_by_client || finding.found.is_of_access,
                // The capture does not show the end: only what stops a client by itself says that there is a failure to explain.
                // Where only requests were recorded, a proven contradiction between them is what there is to say.
                Outcome::Incomplete => {
                    finding.found.is_decided_by_client
                        || unanswered && finding.found.confidence == Confidence::Proven && !finding.found.is_fallback
                }
            }
    };
    let candidates = || findings.iter().enumerate().filter(|(_, finding)| explains(finding));
    let first = |confidence: Confidence, fallback: bool| {
        candidates()
            .find(|(_, finding)| finding.found.confidence == confidence && finding.found.is_fallback == fallback)
    };
    [(Confidence::Proven, false), (Confidence::Likely, false), (Confidence::Proven, true), (Confidence::Likely, true)]
        .into_iter()
        .find_map(|(confidence, fallback)| first(confidence, fallback))
        .map(|(index, _)| index)
}

/// What only repeats the server says nothing beside a verdict that explains it. Returns where the verdict stands then.
fn drop_fallbacks(login: &Login<'_>, findings: &mut Vec<Finding>, verdict: Option<usize>) -> Option<usize> {
    let Some(verdict) = verdict else {
        findings.retain(|finding| !login.has_stopped_itself() || finding.rule.id != NO_TOKEN_REQUEST);
        return None;
    };
    let id = findings[verdict].rule.id;
    let only_repeats = |finding: &Finding| finding.found.is_fallback || finding.rule.id == NO_TOKEN_REQUEST;
    findings.retain(|finding| finding.rule.id == id || !only_repeats(finding));
    findings.iter().position(|finding| finding.rule.id == id)
}

/// The rule for a login that went no further: a verdict says why, and so does a client that stopped.
const NO_TOKEN_REQUEST: &str = "token-exchange-missing";

/// A mistake on a login that worked, or that is not seen to fail, is one that this server tolerates.
fn lower_what_did_no_harm(findings: &mut [Finding], outcome: Outcome, verdict: Option<usize>) {
    for (index, finding) in findings.iter_mut().enumerate() {
        let tolerated = matches!(outcome, Outcome::Succeeded | Outcome::Incomplete);
        let unsure = finding.found.confidence == Confidence::Possible;
        if Some(index) != verdict && (tolerated || unsure) {
            finding.severity = finding.severity.min(Severity::Warning);
        }
    }
}
