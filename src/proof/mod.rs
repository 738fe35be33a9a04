//! The proof of a diagnosis by execution: the login as it was recorded and as it should have been, each run through the
//! [server model](crate::server::model).

mod run;
mod world;

use crate::disclose::{Scrubber, Secret};
use crate::flow::TokenExchange;
use crate::login::{Login, Outcome};
use crate::oauth::Request;
use crate::oauth::pkce::{is_verifier, s256};
use crate::oauth::request::FieldValue;
use crate::rules::{Confidence, Target};
use crate::server::Refusal;
use crate::weigh::correction::Correction;
use crate::weigh::{Finding, correction};
use run::run;
use world::World;

/// What a strict server makes of a login.
#[derive(Debug)]
pub struct Proof {
    /// What follows from both runs.
    pub conclusion: Conclusion,
    /// The login as it was recorded.
    pub recorded: Run,
    /// The refusal that is about the verdict, where the server meets another mistake before that one.
    pub also_refused: Option<Refusal>,
    /// The login as it should have been; absent where the capture does not hold what that needs.
    pub corrected: Option<Run>,
    /// What the capture does not hold: what a correct login needs, what the runs took as right, and what would decide.
    pub missing: Vec<String>,
}

/// What follows from the two runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Conclusion {
    /// A strict server refuses the login as it was recorded, and accepts it as corrected.
    Accepted,
    /// It refuses the login as it was recorded; that it accepts the corrected one depends on a value that is not in the capture.
    NeedsValue,
    /// It refuses the corrected login, too.
    StillRefused,
    /// It accepts the login as it was recorded, and no cause was found.
    NothingWrong,
    /// It accepts the login as it was recorded: the verdict rests on the server's words, and what would decide is not in the capture.
    Consistent,
}

/// The messages of a login, each with what became of it.
#[derive(Debug)]
pub struct Run {
    /// The messages in order; the run ends with the first refusal.
    pub steps: Vec<Judged>,
}

/// A message, and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    /// `pushed_request`, `authorize_request`, `authorization_response`, `preflight`, `token_request`, `refresh_request` or
    /// `token_response`.
    pub kind: &'static str,
    /// The exchange in the capture.
    pub exchange: usize,
    /// Why it was refused: by the server, or by the client that got it.
    pub refusal: Option<Refusal>,
}

impl Conclusion {
    /// Returns `accepted`, `needs_value`, `still_refused`, `nothing_wrong` or `consistent`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::NeedsValue => "needs_value",
            Self::StillRefused => "still_refused",
            Self::NothingWrong => "nothing_wrong",
            Self::Consistent => "consistent",
        }
    }
}

impl Proof {
    /// Returns whether it decides anything: the model refused what was recorded, or found nothing wrong with all of it where no cause
    /// is known.
    pub fn is_decisive(&self) -> bool {
        match self.conclusion {
            Conclusion::Consistent => false,
            Conclusion::NeedsValue => self.recorded.refused().is_some(),
            Conclusion::Accepted | Conclusion::StillRefused | Conclusion::NothingWrong => true,
        }
    }
}

impl Run {
    /// Returns the refusal with which it ends.
    pub fn refused(&self) -> Option<(&Judged, Refusal)> {
        let last = self.steps.last()?;
        Some((last, last.refusal?))
    }
}

/// A login as it should have been.
#[derive(Clone, Debug, Default)]
struct Corrected {
    authorize: Option<Request>,
    token: Option<Request>,
}

impl Corrected {
    fn get_mut(&mut self, target: Target) -> &mut Option<Request> {
        match target {
            Target::Authorize => &mut self.authorize,
            Target::Token => &mut self.token,
        }
    }

    /// Makes the changes of a finding. Returns whether there are any.
    fn apply(&mut self, login: &Login<'_>, finding: &Finding) -> bool {
        let Some(target) = correction::target(&finding.found) else {
            return false;
        };
        let slot = self.get_mut(target);
        if slot.is_none() {
            *slot = correction::recorded(login, target);
        }
        let Some(request) = slot else { return false };
        correction::correct(request, &finding.found, target);
        find_verifier(login, request);
        true
    }

    fn needs(&self) -> Vec<String> {
        let requests = self.authorize.iter().chain(&self.token);
        requests
            .flat_map(Request::needs)
            .map(|(name, what)| format!("`{name}`: {what}"))
            .collect()
    }
}

/// Fills a verifier in that is needed, where the client sent it under another name.
fn find_verifier(login: &Login<'_>, request: &mut Request) {
    let Some(challenge) = login.asked("code_challenge") else {
        return;
    };
    let Some(needed) = request
        .params
        .iter_mut()
        .find(|field| field.name == "code_verifier" && field.value.known().is_none())
    else {
        return;
    };
    let sent = login.decisive().into_iter().flat_map(|token| token.params.iter());
    let others = sent.filter(|param| param.name != "code_verifier" && is_verifier(&param.value));
    if let Some(right) = others
        .map(|param| &param.value)
        .find(|value| s256(value) == challenge.value)
    {
        needed.value = FieldValue::Known(Secret::new(right.as_str()));
    }
}

/// Corrects a login by its verdict and proves that. Of a login with several mistakes, all that the server would meet are corrected;
/// the correction of the verdict comes first.
pub(super) fn prove(
    login: &Login<'_>,
    verdict: Option<&Finding>,
    findings: &[Finding],
    scrubber: &Scrubber,
) -> (Vec<Correction>, Option<Proof>) {
    let mut corrected = Corrected::default();
    let first = verdict.filter(|verdict| corrected.apply(login, verdict));
    // A capture that was made to be slow has many.
    let is_covered = !login.is_beyond_search() && verdict.is_none_or(|verdict| !verdict.rule.refusals.is_empty());
    let world = is_covered.then(|| World::new(login)).flatten();
    let recorded = world.as_ref().map(|world| run(login, world, &Corrected::default()));
    let mut missing = corrected.needs();
    let mut rerun = None;
    if let Some(world) = world.as_ref().filter(|_| first.is_some()) {
        for _ in 0..MOST_MISTAKES {
            if !missing.is_empty() {
                break;
            }
            let again = run(login, world, &corrected);
            let next = again
                .refused()
                .and_then(|(_, refusal)| cause(refusal, findings))
                .filter(|next| corrected.apply(login, next));
            rerun = Some(again);
            if next.is_none() {
                break;
            }
            missing = corrected.needs();
        }
    }
    let also_refused = match (&world, &recorded, first) {
        (Some(world), Some(recorded), Some(first)) => beside(login, world, recorded, first, findings),
        _ => None,
    };
    let corrections = corrections(login, &corrected, first, scrubber);
    let established = Established {
        login,
        verdict,
        findings,
        also_refused,
    };
    let both = world.zip(recorded).filter(|(_, recorded)| !recorded.steps.is_empty());
    let proof = both.and_then(|(world, recorded)| {
        let is_refused = established.refuses(&recorded);
        let decides = established.decides(&recorded, &world);
        if decides.is_none() && !established.holds(&recorded, &world) {
            return None;
        }
        let rerun = rerun.filter(|_| missing.is_empty() && decides.is_none());
        let is_cut = world.tokens.is_empty() && verdict.is_some();
        if !is_refused {
            // What was accepted needs no correction.
            missing = decides.map(str::to_owned).into_iter().collect();
        } else if first.is_none() {
            missing.extend(
                verdict
                    .and_then(|verdict| verdict.rule.optional.needs)
                    .map(str::to_owned),
            );
        }
        missing.extend(world.missing);
        if is_cut && !is_refused && decides.is_none() && login.flow.tokens.is_empty() {
            missing.push("the token request".to_owned());
        }
        let conclusion = match (is_refused, rerun.as_ref().map(Run::refused)) {
            (false, _) if decides.is_some() => Conclusion::Consistent,
            (false, _) if is_cut => Conclusion::NeedsValue,
            (false, _) => Conclusion::NothingWrong,
            (true, Some(Some(_))) => Conclusion::StillRefused,
            (true, Some(None)) if missing.is_empty() => Conclusion::Accepted,
            (true, _) => Conclusion::NeedsValue,
        };
        Some(Proof {
            conclusion,
            recorded,
            also_refused,
            corrected: rerun,
            missing,
        })
    });
    (corrections, proof.filter(|proof| established.concludes(proof)))
}

/// What is known of why a login ended as it did. The model is stricter than some servers, and knows less than each: where the two
/// disagree, there is no proof.
struct Established<'a, 'b> {
    login: &'a Login<'b>,
    verdict: Option<&'a Finding>,
    findings: &'a [Finding],
    also_refused: Option<Refusal>,
}

impl Established<'_, '_> {
    /// Returns whether the run of the recorded login ends as it did in truth.
    fn holds(&self, recorded: &Run, world: &World) -> bool {
        let has_failed = matches!(self.login.outcome(), Outcome::Failed | Outcome::Denied);
        match (recorded.refused(), self.verdict) {
            (Some(_), Some(_)) => self.refuses(recorded),
            // Why a server refused a login for which no rule knows a cause, the model does not know either.
            (Some((at, refusal)), None) => {
                !has_failed && (self.is_found(refusal) || refusal.is_of_client() || !self.was_accepted(at))
            }
            // Where no code came, there never was a token request.
            (None, Some(_)) => {
                let flow = self.login.flow;
                world.tokens.is_empty() && (!flow.tokens.is_empty() || flow.delivered_code().is_some())
            }
            // A server that asks for PKCE late says something else first.
            (None, None) => !has_failed || !world.lacks_pkce() && self.login.decisive().is_some_and(is_judged),
        }
    }

    /// Returns whether the recorded login is refused for what the verdict says, where there is one.
    fn refuses(&self, recorded: &Run) -> bool {
        let is_about = |at: &Judged, refusal| match self.verdict {
            Some(verdict) => {
                verdict.rule.refusals.contains(&refusal) || self.also_refused.is_some() && !self.was_accepted(at)
            }
            None => true,
        };
        recorded.refused().is_some_and(|(at, refusal)| is_about(at, refusal))
    }

    /// Returns what would show that the verdict is right, where no value of the capture does.
    fn decides(&self, recorded: &Run, world: &World) -> Option<&'static str> {
        let verdict = self.verdict.filter(|_| !self.refuses(recorded))?;
        let is_proven = verdict.found.confidence == Confidence::Proven;
        let is_unread = world.tokens.is_empty() && (is_proven || !self.login.flow.tokens.is_empty());
        let mut refused = recorded.refused().into_iter();
        let is_other_server = refused.any(|(at, _)| is_proven || self.was_accepted(at));
        if is_unread || is_other_server {
            return None;
        }
        verdict
            .rule
            .refusals
            .first()?
            .decided_by()
            .or(verdict.rule.optional.needs)
    }

    /// Returns whether what follows from both runs can be said: which value is missing, or what is still wrong.
    fn concludes(&self, proof: &Proof) -> bool {
        let again = proof.corrected.as_ref().and_then(Run::refused);
        match proof.conclusion {
            Conclusion::NeedsValue => !proof.missing.is_empty(),
            Conclusion::StillRefused => again.is_some_and(|(_, refusal)| self.is_found(refusal)),
            Conclusion::Accepted | Conclusion::NothingWrong | Conclusion::Consistent => true,
        }
    }

    fn is_found(&self, refusal: Refusal) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.rule.refusals.contains(&refusal))
    }

    /// Returns whether the capture shows that this server accepted a message.
    fn was_accepted(&self, message: &Judged) -> bool {
        let flow = self.login.flow;
        match message.kind {
            "pushed_request" => {
                let pushed = flow.authorize.as_ref().and_then(|authorize| authorize.pushed.as_ref());
                pushed.is_some_and(|pushed| pushed.status.is_some_and(|status| status < 300))
            }
            "authorize_request" => flow.delivered_code().is_some(),
            _ => flow
                .tokens
                .iter()
                .any(|token| token.seen.exchange == message.exchange && token.succeeded()),
        }
    }
}

/// Returns whether an answer is that of a token endpoint which looked at the request: not of a server that was unable to, nor of a
/// login page.
fn is_judged(token: &TokenExchange) -> bool {
    let answer = &token.answer;
    match answer.error.as_deref() {
        Some("server_error" | "temporarily_unavailable") => false,
        Some(_) => true,
        None => answer.status.is_some_and(|status| (400..500).contains(&status)),
    }
}

/// Corrects what the server meets before the mistake of the verdict, and returns how it refuses that.
fn beside(
    login: &Login<'_>,
    world: &World,
    recorded: &Run,
    verdict: &Finding,
    findings: &[Finding],
) -> Option<Refusal> {
    let is_own = |refusal: Refusal| verdict.rule.refusals.contains(&refusal);
    let (_, mut refusal) = recorded.refused().filter(|(_, refusal)| !is_own(*refusal))?;
    let mut others = Corrected::default();
    for _ in 0..MOST_MISTAKES {
        let next = cause(refusal, findings).filter(|next| next.rule.id != verdict.rule.id)?;
        if !others.apply(login, next) {
            return None;
        }
        let again = run(login, world, &others);
        refusal = again.refused()?.1;
        if is_own(refusal) {
            return Some(refusal);
        }
    }
    None
}

/// Finds what was found about the cause of a refusal, and can be corrected.
fn cause(refusal: Refusal, findings: &[Finding]) -> Option<&Finding> {
    findings
        .iter()
        .find(|finding| finding.rule.refusals.contains(&refusal) && !finding.found.changes.is_empty())
}

fn corrections(
    login: &Login<'_>,
    corrected: &Corrected,
    verdict: Option<&Finding>,
    scrubber: &Scrubber,
) -> Vec<Correction> {
    let Some(first) = verdict.and_then(|verdict| correction::target(&verdict.found)) else {
        return Vec::new();
    };
    let other = match first {
        Target::Token => Target::Authorize,
        Target::Authorize => Target::Token,
    };
    let mut corrected = corrected.clone();
    let mut show = |target| {
        let request = corrected.get_mut(target).take()?;
        let recorded = correction::recorded(login, target)?;
        Some(correction::show(target, &recorded, request, scrubber))
    };
    [first, other].into_iter().filter_map(&mut show).collect()
}

/// How many mistakes of a login are corrected.
const MOST_MISTAKES: usize = 4;
