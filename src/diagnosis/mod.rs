//! Why a login failed: all assessments together, and the server's answer.
//!
//! The first proven cause in the order of evaluation is the verdict, then the first likely one; on a login that worked there
//! is none. Every other cause stays in the differential, with what excludes it or what would show it.

mod advice;
mod correction;
mod proof;
mod scrub;
mod server_error;
mod standing;
mod steps;
mod words;

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::Arc;

pub use advice::record_all;
pub use correction::{Correction, line_diff, shown};
pub use proof::{Conclusion, Judged, Proof, Run};
pub use server_error::ServerError;
pub use standing::{NO_CAUSE, Standing, Unexplained};
pub use steps::Step;
pub use words::Words;

use crate::facts::Facts;
use crate::flow::{Flow, TokenExchange, Traffic};
use crate::oauth::url::UrlParts;
use crate::oauth::{Grant, Request};
use crate::providers::{Note, Provider};
use crate::rules::{self, Assessment, Confidence, Found, Login, Outcome, Recording, Rule, Severity, Stage};
use scrub::Scrubber;
use server_error::{error_code, server_error};
use standing::{fingerprint, unexplained};
use steps::steps;

/// What is known of one login.
#[derive(Debug)]
pub struct Diagnosis {
    /// The position of the login in the capture; the first is 1.
    pub id: usize,
    /// The grant.
    pub grant: Grant,
    /// The capture shows nothing that tells the grant, so that it is a guess.
    pub grant_is_guessed: bool,
    /// How it ended.
    pub outcome: Outcome,
    /// The client.
    pub client_id: Option<String>,
    /// Who runs or made the authorization server, where its hosts or paths tell.
    pub provider: Option<&'static Provider>,
    /// The host of the authorization server.
    pub server: Option<String>,
    /// The messages in time order.
    pub steps: Vec<Step>,
    /// What the server said.
    pub server_error: Option<ServerError>,
    /// The index of the finding that explains the failure.
    pub verdict: Option<usize>,
    /// A failure that no finding explains.
    pub unexplained: Option<Unexplained>,
    /// What was found, in the order of evaluation.
    pub findings: Vec<Finding>,
    /// What else may or may not be the cause, in the order of evaluation.
    pub differential: Vec<Candidate>,
    /// The rules that concern the login and found nothing, in the order of evaluation; logins of a capture share equal lists.
    pub cleared: Arc<[Cleared]>,
    /// The requests as they should have been; the first is the one that the verdict is about.
    pub corrections: Vec<Correction>,
    /// What a strict server makes of the login as it was recorded, and as corrected; absent where the model does not cover it, or the
    /// capture does not hold a message of it.
    pub proof: Option<Proof>,
    /// The token request that decides, with its values; of the first 500 logins of a capture.
    pub token_request: Option<Request>,
    /// The exchange that redeemed its code before the capture ends, so that no server takes the code again.
    pub spent_by: Option<usize>,
    /// What is worth knowing of the provider here.
    pub notes: Vec<&'static Note>,
    /// What to record or ask next, where there is no proven cause.
    pub next: Vec<String>,
}

/// Something that a rule found.
#[derive(Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is for this login.
    pub severity: Severity,
    /// What was found.
    pub found: Found,
    /// Names the finding across runs: of the rule, the server, the client and the part of the message; not of values or places.
    pub fingerprint: String,
    /// What the user decided about it.
    pub standing: Standing,
}

/// A row of the differential.
#[derive(Debug)]
pub struct Candidate {
    /// The rule.
    pub rule: &'static Rule,
    /// What is known of it.
    pub status: Status,
    /// Why.
    pub reason: String,
}

/// A rule that concerns a login and found nothing.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Cleared {
    /// The id of the rule.
    pub rule: &'static str,
    /// What would show it; `None` where the capture rules it out.
    pub missing: Option<String>,
}

/// What is known of a possible cause.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Status {
    /// It is so, with this confidence.
    Found(Confidence),
    /// The capture excludes it.
    RuledOut,
    /// The capture cannot show it.
    NotAssessed,
}

impl Status {
    /// Returns `proven`, `likely`, `possible`, `ruled_out` or `not_assessed`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Found(confidence) => confidence.as_str(),
            Self::RuledOut => "ruled_out",
            Self::NotAssessed => "not_assessed",
        }
    }
}

impl Diagnosis {
    /// Returns the finding that explains the failure.
    pub fn verdict(&self) -> Option<&Finding> {
        self.findings.get(self.verdict?)
    }

    /// Returns whether the login failed, and what made it fail counts.
    pub fn failure_counts(&self) -> bool {
        let failed = matches!(self.outcome, Outcome::Failed | Outcome::Denied);
        let cause = self.verdict().map(|verdict| &verdict.standing);
        let standing = cause.or(self.unexplained.as_ref().map(|failure| &failure.standing));
        failed && standing.is_none_or(Standing::counts)
    }
}

/// Diagnoses every login of a capture.
pub fn diagnose(traffic: &Traffic, recording: Recording, facts: &Facts) -> Vec<Diagnosis> {
    // What a text proposes belongs to no login of the capture.
    let alone = Traffic::default();
    let is_proposed = |flow: &Flow| flow.tokens.iter().any(|token| token.proposed);
    let surroundings = |flow| if is_proposed(flow) { &alone } else { traffic };
    let logins: Vec<Login<'_>> = traffic
        .flows
        .iter()
        .map(|flow| Login::new(flow, surroundings(flow), recording, facts))
        .collect();
    let scrubber = Scrubber::of(&logins);
    let mut shared = HashSet::new();
    let mut tolerated = HashMap::new();
    let mut diagnoses = Vec::with_capacity(logins.len());
    // What worked says what the server tolerates.
    let (worked, others): (Vec<_>, Vec<_>) = logins.iter().partition(|login| login.outcome() == Outcome::Succeeded);
    for login in worked {
        let diagnosis = diagnose_flow(login, &scrubber, &tolerated, &mut shared);
        let found = diagnosis
            .findings
            .iter()
            .filter(|finding| !finding.found.is_decided_by_client);
        tolerated.extend(found.map(|finding| (finding.fingerprint.clone(), diagnosis.id)));
        diagnoses.push(diagnosis);
    }
    diagnoses.extend(
        others
            .into_iter()
            .map(|login| diagnose_flow(login, &scrubber, &tolerated, &mut shared)),
    );
    diagnoses.sort_by_key(|diagnosis| diagnosis.id);
    diagnoses
}

/// Diagnoses a login; `tolerated` holds the fingerprints of what did no harm to others, and the numbers of those.
fn diagnose_flow(
    login: &Login<'_>,
    scrubber: &Scrubber,
    tolerated: &HashMap<String, usize>,
    shared: &mut HashSet<Arc<[Cleared]>>,
) -> Diagnosis {
    let flow = login.flow;
    let mut findings = Vec::new();
    let mut cleared = Vec::new();
    let mut differential = Vec::new();
    let language = login.client_language();
    let server = server_of(flow);
    for rule in rules::all() {
        let (status, reason) = match rule.assess(login) {
            Assessment::NotApplicable => continue,
            Assessment::RuledOut(reason) => (Status::RuledOut, reason),
            Assessment::NotAssessed(reason) => (Status::NotAssessed, reason),
            Assessment::Found(mut found) => {
                let fingerprint = fingerprint(rule, flow, server.as_deref(), &found);
                let tolerated = tolerated
                    .get(&fingerprint)
                    .filter(|_| login.outcome() != Outcome::Succeeded);
                if tolerated.is_some() || !may_explain(rule, login) {
                    found.severity = Some(Severity::Note);
                }
                if let Some(other) = tolerated {
                    // Writing to a String cannot fail.
                    let _ = write!(
                        found.message,
                        " Login {other} did the same, and the server accepted it."
                    );
                }
                if let Some((explanation, language)) = found.explanation.as_mut().zip(language) {
                    explanation.prefer(language);
                }
                scrubber.scrub(&mut found);
                let row = (Status::Found(found.confidence), found.message.clone());
                findings.push(Finding {
                    rule,
                    severity: found.severity.unwrap_or(rule.severity).min(rule.severity),
                    fingerprint,
                    found: *found,
                    standing: Standing::default(),
                });
                row
            }
        };
        if !matches!(status, Status::Found(_)) {
            let missing = (status == Status::NotAssessed).then(|| reason.clone());
            cleared.push(Cleared { rule: rule.id, missing });
        }
        differential.push(Candidate { rule, status, reason });
    }
    let mut outcome = login.outcome();
    let verdict = verdict(login, outcome, &findings);
    // What contradicts itself is wrong with or without an answer, but only an answer says that it was refused.
    if verdict.is_some() && outcome != Outcome::Denied && !login.is_unanswered() {
        outcome = Outcome::Failed;
    }
    let verdict = drop_fallbacks(&mut findings, verdict);
    weigh(&mut findings, outcome, verdict);
    let mut server_error = server_error(login, scrubber);
    if let Some(error) = &mut server_error {
        error.meaning = words::of(login, verdict.map(|index| &findings[index]));
    }
    let code = error_code(login, server_error.as_ref());
    let failed = outcome == Outcome::Failed || login.is_unanswered();
    differential.retain(|row: &Candidate| {
        failed
            && !row.rule.errors.is_empty()
            && (matches!(row.status, Status::Found(_)) || row.rule.errors.contains(&code))
    });
    let explained = verdict.map(|index| &findings[index]);
    let (corrections, proof) = proof::prove(login, explained, &findings, scrubber);
    let notes = if failed {
        words::notes(login, verdict.map(|index| &findings[index]))
    } else {
        Vec::new()
    };
    let next = if outcome == Outcome::Succeeded {
        Vec::new()
    } else {
        advice::next(login, verdict.map(|index| &findings[index]))
    };
    let is_unexplained = matches!(outcome, Outcome::Failed | Outcome::Denied) && verdict.is_none();
    Diagnosis {
        id: flow.id,
        grant: flow.grant,
        grant_is_guessed: flow.grant_is_guessed(),
        outcome,
        client_id: flow.client_id(),
        provider: login.provider(),
        unexplained: is_unexplained.then(|| unexplained(flow, server.as_deref())),
        server,
        steps: steps(flow),
        server_error,
        verdict,
        findings,
        differential,
        cleared: share(cleared, shared),
        corrections,
        proof,
        token_request: login
            .decisive()
            .filter(|_| !login.is_beyond_search())
            .map(correction::of_token),
        spent_by: spent_by(login),
        notes,
        next,
    }
}

/// A capture may hold thousands of logins that somebody began and left: what is said of them is kept once.
fn share(cleared: Vec<Cleared>, shared: &mut HashSet<Arc<[Cleared]>>) -> Arc<[Cleared]> {
    if let Some(known) = shared.get(cleared.as_slice()) {
        return Arc::clone(known);
    }
    let cleared: Arc<[Cleared]> = cleared.into();
    shared.insert(Arc::clone(&cleared));
    cleared
}

/// Returns the exchange that redeemed the code of the token request that decides.
fn spent_by(login: &Login<'_>) -> Option<usize> {
    let code = login.decisive()?.params.filled("code")?;
    let redeems = |token: &&TokenExchange| {
        let sent = token.params.filled("code");
        token.answer.is_success() && sent.is_some_and(|sent| sent.value == code.value)
    };
    Some(login.flow.tokens.iter().find(redeems)?.seen.exchange)
}

/// Returns whether the answer leaves room for a mistake of this kind: a server that judged the code has read the parameters,
/// and one that refused the client has not looked at the verifier.
fn may_explain(rule: &Rule, login: &Login<'_>) -> bool {
    let Some(stage) = rule.stage else { return true };
    let Some(token) = login.decisive().filter(|token| token.refused()) else {
        return true;
    };
    if stage == Stage::Form && rules::hides_its_values(token) {
        return true;
    }
    !rules::worked_before(&login.flow.tokens, token)
        && login.stage(token).is_none_or(|answered| stage.explains(answered))
}

/// Picks the finding that explains the failure.
fn verdict(login: &Login<'_>, outcome: Outcome, findings: &[Finding]) -> Option<usize> {
    let unanswered = login.is_unanswered();
    let explains = |finding: &Finding| {
        finding.severity == Severity::Error
            && match outcome {
                Outcome::Failed | Outcome::Denied => true,
                // A token came back, and the client must refuse it.
                Outcome::Succeeded => finding.found.is_decided_by_client,
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
    [
        (Confidence::Proven, false),
        (Confidence::Likely, false),
        (Confidence::Proven, true),
        (Confidence::Likely, true),
    ]
    .into_iter()
    .find_map(|(confidence, fallback)| first(confidence, fallback))
    .map(|(index, _)| index)
}

/// What only repeats the server says nothing beside a verdict that explains it. Returns where the verdict stands then.
fn drop_fallbacks(findings: &mut Vec<Finding>, verdict: Option<usize>) -> Option<usize> {
    let id = findings[verdict?].rule.id;
    findings.retain(|finding| finding.rule.id == id || !finding.found.is_fallback);
    findings.iter().position(|finding| finding.rule.id == id)
}

/// A mistake on a login that worked, or that is not seen to fail, is one that this server tolerates.
fn weigh(findings: &mut [Finding], outcome: Outcome, verdict: Option<usize>) {
    for (index, finding) in findings.iter_mut().enumerate() {
        let tolerated = matches!(outcome, Outcome::Succeeded | Outcome::Incomplete);
        let unsure = finding.found.confidence == Confidence::Possible;
        if Some(index) != verdict && (tolerated || unsure) {
            finding.severity = finding.severity.min(Severity::Warning);
        }
    }
}

fn server_of(flow: &Flow) -> Option<String> {
    let endpoint = flow.authorize.as_ref().map(|authorize| authorize.endpoint.as_str());
    let endpoint = endpoint
        .or_else(|| flow.tokens.first().map(|token| token.endpoint.as_str()))
        .or_else(|| flow.discovery.last().map(|step| step.url.as_str()))?;
    let host = UrlParts::of(endpoint).host;
    (!host.is_empty()).then(|| host.to_owned())
}
