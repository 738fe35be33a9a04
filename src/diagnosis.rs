//! Why a login failed: all assessments together, the server's answer, the corrected requests and their proof.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use oauth_doctor_wire::url::UrlParts;

use crate::disclose::{Scrubber, Shown};
use crate::facts::Facts;
use crate::flow::{Flow, Repeats, ResourceRequest, TokenExchange, Traffic};
use crate::login::{self, Access, Login, Outcome, Recording};
use crate::oauth::{Grant, Request};
use crate::proof::{self, Proof};
use crate::providers::{Note, Provider};
use crate::weigh::{
    self, Candidate, Cleared, Correction, Finding, ServerError, Standing, Status, Step, Unexplained, Weighed,
    error_code, server_error, steps, unexplained,
};

/// The diagnosis of one login.
#[derive(Debug)]
pub struct Diagnosis {
    /// The position of the login in the capture; the first is 1.
    pub id: usize,
    /// The grant.
    pub grant: Grant,
    /// The capture doesn't show the grant, so it is a guess.
    pub grant_is_guessed: bool,
    /// How it ended.
    pub outcome: Outcome,
    /// What became of the token.
    pub access: Access,
    /// Who refused the token, where a resource had the last word.
    pub refused_by: Option<RefusedBy>,
    /// The client.
    pub client_id: Option<String>,
    /// Who runs or made the authorization server, if its hosts or paths show it.
    pub provider: Option<&'static Provider>,
    /// The host of the authorization server.
    pub server: Option<String>,
    /// The messages in order of time.
    pub steps: Vec<Step>,
    /// The server's answer.
    pub server_error: Option<ServerError>,
    /// The index of the finding that explains the failure.
    pub verdict: Option<usize>,
    /// A failure that no finding explains.
    pub unexplained: Option<Unexplained>,
    /// The findings, in the order of evaluation.
    pub findings: Vec<Finding>,
    /// Other possible causes, in the order of evaluation.
    pub differential: Vec<Candidate>,
    /// The rules that concern the login and found nothing, in the order of evaluation; logins of a capture share equal lists.
    pub cleared: Arc<[Cleared]>,
    /// The requests as they should have been; the first is the one that the verdict is about.
    pub corrections: Vec<Correction>,
    /// How a strict server judges the recorded and the corrected login; absent if the model doesn't cover it, or the
    /// capture lacks one of its messages.
    pub proof: Option<Proof>,
    /// The token request that decides, with its values; only for the first 500 logins of a capture.
    pub token_request: Option<Request>,
    /// The exchange that redeemed its code before the capture ends, so no server accepts the code again.
    pub spent_by: Option<usize>,
    /// Later logins like it, which are counted instead of diagnosed.
    pub repeats: Option<Repeats>,
    /// Notes on the provider that help here.
    pub notes: Vec<&'static Note>,
    /// The next thing to record or ask, if no cause is proven.
    pub next: Vec<String>,
}

/// The resource that refused a token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RefusedBy {
    /// The exchange.
    pub exchange: usize,
    /// The host.
    pub host: String,
    /// The HTTP status.
    pub status: Option<u16>,
}

impl RefusedBy {
    /// `, then refused by api.example (401)`, to stand behind how the login ended.
    pub fn title(&self) -> String {
        let status = self.status.map(|status| format!(" ({status})")).unwrap_or_default();
        format!(", then refused by {}{status}", self.host)
    }
}

impl Diagnosis {
    /// Returns the finding that explains the failure.
    pub fn verdict(&self) -> Option<&Finding> {
        self.findings.get(self.verdict?)
    }

    /// Returns whether the login failed, or brought a token that a resource refused for a reason that is known or that never was taken.
    pub fn has_failed(&self) -> bool {
        let is_refused = self.verdict().is_some_and(|verdict| verdict.found.is_of_access) || self.unexplained.is_some();
        matches!(self.outcome, Outcome::Failed | Outcome::Denied) || is_refused
    }

    /// Returns whether the login failed, and what made it fail counts.
    pub fn failure_counts(&self) -> bool {
        let failed = self.has_failed();
        let cause = self.verdict().map(|verdict| &verdict.standing);
        let standing = cause.or(self.unexplained.as_ref().map(|failure| &failure.standing));
        failed && standing.is_none_or(Standing::counts)
    }
}

/// Diagnoses every login of a capture.
pub fn diagnose(traffic: &Traffic, recording: Recording, facts: &Facts) -> Vec<Diagnosis> {
    diagnose_and_scrub(traffic, recording, facts).0
}

/// Diagnoses every login of a capture; also returns what knows its credentials.
pub(crate) fn diagnose_and_scrub(traffic: &Traffic, recording: Recording, facts: &Facts) -> (Vec<Diagnosis>, Scrubber) {
    // What a text proposes belongs to no login of the capture.
    let alone = Traffic::default();
    let is_proposed = |flow: &Flow| flow.tokens.iter().any(|token| token.proposed);
    let surroundings = |flow| if is_proposed(flow) { &alone } else { traffic };
    let logins: Vec<Login<'_>> =
        traffic.flows.iter().map(|flow| Login::new(flow, surroundings(flow), recording, facts)).collect();
    let scrubber = login::scrubber(&logins, traffic);
    let mut shared = HashSet::new();
    let mut tolerated = HashMap::new();
    let mut diagnoses = Vec::with_capacity(logins.len());
    // What worked says what the server tolerates.
    let (worked, others): (Vec<_>, Vec<_>) = logins.iter().partition(|login| login.outcome() == Outcome::Succeeded);
    for login in worked {
        let diagnosis = diagnose_flow(login, &scrubber, &tolerated, &mut shared);
        let found = diagnosis.findings.iter();
        let found = found.filter(|finding| !finding.found.is_decided_by_client && !finding.found.is_of_access);
        tolerated.extend(found.map(|finding| (finding.fingerprint.clone(), diagnosis.id)));
        diagnoses.push(diagnosis);
    }
    diagnoses.extend(others.into_iter().map(|login| diagnose_flow(login, &scrubber, &tolerated, &mut shared)));
    diagnoses.sort_by_key(|diagnosis| diagnosis.id);
    drop(logins);
    (diagnoses, scrubber)
}

/// Diagnoses a login; `tolerated` holds the fingerprints of what did no harm to others, and the numbers of those.
fn diagnose_flow(
    login: &Login<'_>,
    scrubber: &Scrubber,
    tolerated: &HashMap<String, usize>,
    shared: &mut HashSet<Arc<[Cleared]>>,
) -> Diagnosis {
    let flow = login.flow;
    let server = server_of(flow);
    let Weighed { outcome, verdict, findings, mut differential, cleared } =
        weigh::weigh(login, server.as_deref(), scrubber, tolerated);
    let explained = verdict.map(|index| &findings[index]);
    let mut server_error = server_error(login, scrubber);
    if let Some(error) = &mut server_error {
        error.meaning = weigh::weighed(login, explained);
    }
    let code = error_code(login, server_error.as_ref());
    let failed = outcome == Outcome::Failed || login.is_unanswered();
    differential.retain(|row: &Candidate| {
        failed
            && !row.rule.errors.is_empty()
            && (matches!(row.status, Status::Found(_)) || row.rule.errors.contains(&code))
    });
    let (corrections, proof) = proof::prove(login, explained, &findings, scrubber);
    let notes = if failed { weigh::notes(login, explained) } else { Vec::new() };
    let access = if outcome == Outcome::Succeeded { login.access() } else { Access::NotSeen };
    let refusal = login.last_refusal().filter(|_| access == Access::Refused);
    let was_granted = || flow.resources.iter().any(ResourceRequest::is_granted);
    let is_turned_away = refusal.is_some_and(|refusal| refusal.status == Some(401)) && !was_granted();
    let failed = matches!(outcome, Outcome::Failed | Outcome::Denied);
    let is_unexplained = (failed || is_turned_away) && verdict.is_none();
    let refused_by = refusal.map(|refusal| RefusedBy {
        exchange: refusal.seen.exchange,
        host: refusal.host().to_owned(),
        status: refusal.status,
    });
    let next = match &refused_by {
        Some(refused) if is_unexplained && outcome == Outcome::Succeeded => weigh::next_of_access(&refused.host),
        _ if outcome == Outcome::Succeeded => Vec::new(),
        _ => weigh::next(login, explained),
    };
    let mut diagnosis = Diagnosis {
        id: flow.id,
        grant: flow.grant,
        grant_is_guessed: flow.grant_is_guessed(),
        outcome,
        access,
        refused_by,
        client_id: flow.client_id(),
        provider: login.provider(),
        unexplained: is_unexplained.then(|| unexplained(flow, server.as_deref())),
        server,
        steps: steps(login),
        server_error,
        verdict,
        findings,
        differential,
        cleared: share(cleared, shared),
        corrections,
        proof,
        token_request: login.decisive().filter(|_| !login.is_beyond_search()).map(weigh::correction::of_token),
        spent_by: spent_by(login),
        repeats: flow.repeats.clone(),
        notes,
        next,
    };
    diagnosis.conceal(scrubber);
    diagnosis
}

/// Masks what of the capture is in a diagnosis and was not looked at where it was put in.
impl Diagnosis {
    fn conceal(&mut self, scrubber: &Scrubber) {
        if let Some(client) = &mut self.client_id {
            let mut shown = Shown::named("client_id", client);
            scrubber.scrub_shown(&mut shown);
            *client = match shown {
                Shown::Public(client) => client,
                Shown::Secret(secret) => secret.masked(),
                Shown::Absent => String::new(),
            };
        }
        if let Some(server) = &mut self.server {
            *server = scrubber.clean_value(server);
        }
        if let Some(refused) = &mut self.refused_by {
            refused.host = scrubber.clean_value(&refused.host);
        }
        for url in self.steps.iter_mut().filter_map(|step| step.url.as_mut()) {
            *url = scrubber.clean_value(url);
        }
        for frame in self.steps.iter_mut().flat_map(|step| &mut step.sent_by) {
            frame.script = scrubber.clean_value(&Shown::masked_url(&frame.script));
            frame.function = scrubber.clean_name(&frame.function);
        }
        for line in &mut self.next {
            *line = scrubber.clean(line);
        }
        for missing in self.proof.iter_mut().flat_map(|proof| &mut proof.missing) {
            *missing = scrubber.clean(missing);
        }
    }
}

/// A capture may hold thousands of logins that someone began and left: what is said about them is kept once.
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

fn server_of(flow: &Flow) -> Option<String> {
    let endpoint = flow.authorize_endpoint();
    let endpoint = endpoint
        .or_else(|| flow.tokens.first().map(|token| token.endpoint.as_str()))
        .or_else(|| flow.discovery.last().map(|step| step.url.as_str()))?;
    let host = UrlParts::parse(endpoint).host;
    (!host.is_empty()).then(|| host.to_owned())
}
