//! Corrects a login, and proves the correction.

use super::conclusion::{Conclusion, Proof, Run};
use super::corrected::Corrected;
use super::established::Established;
use super::run::run;
use super::world::World;
use crate::disclose::Scrubber;
use crate::login::Login;
use crate::rules::Target;
use crate::server::Refusal;
use crate::weigh::correction::Correction;
use crate::weigh::{Finding, correction};

/// Corrects a login by its verdict and proves that. Of a login with several mistakes, all that the server would meet are corrected;
/// the correction of the verdict comes first.
pub(crate) fn prove(
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
    // No finding is corrected twice.
    let mut done: Vec<&str> = first.iter().map(|verdict| verdict.rule.id).collect();
    let next = |refusal: Refusal, done: &[&str]| cause(refusal, findings).filter(|next| !done.contains(&next.rule.id));
    let mut also_refused = None;
    let mut rerun = None;
    if let Some((world, verdict)) = world.as_ref().zip(first) {
        // What the server meets beside the mistake of the verdict, even if it does not mind that one.
        let mut others = Corrected::default();
        let mut refused = recorded.as_ref().and_then(Run::refused).map(|(_, refusal)| refusal);
        for _ in 0..MOST_MISTAKES {
            let Some(next) = refused.and_then(|refusal| next(refusal, &done)).filter(|next| others.apply(login, next))
            else {
                break;
            };
            corrected.apply(login, next);
            done.push(next.rule.id);
            refused = run(login, world, &others).refused().map(|(_, refusal)| refusal);
            if let Some(own) = refused.filter(|refusal| verdict.rule.refusals.contains(refusal)) {
                also_refused = Some(own);
                break;
            }
        }
        for _ in 0..MOST_MISTAKES {
            if !corrected.needs().is_empty() {
                break;
            }
            let again = run(login, world, &corrected);
            let next = again.refused().and_then(|(_, refusal)| next(refusal, &done));
            let next = next.filter(|next| corrected.apply(login, next));
            rerun = Some(again);
            let Some(next) = next else { break };
            done.push(next.rule.id);
        }
    }
    let mut missing = corrected.needs();
    let corrections = corrections(login, &corrected, first, scrubber);
    let established = Established { login, verdict, findings, also_refused };
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
            missing.extend(verdict.and_then(|verdict| verdict.rule.optional.needs).map(str::to_owned));
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
        Some(Proof { conclusion, recorded, also_refused, corrected: rerun, missing })
    });
    (corrections, proof.filter(|proof| established.concludes(proof)))
}

/// Finds what was found about the cause of a refusal, and can be corrected.
fn cause(refusal: Refusal, findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|finding| finding.rule.refusals.contains(&refusal) && !finding.found.changes.is_empty())
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
