//! What a strict server makes of a login, in words, and how often which.

use serde::Serialize;

use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::oauth::Cite;
use crate::proof::{Conclusion, Judged, Proof};
use crate::server::Refusal;

/// Returns the proof where there is a failure to explain.
pub(super) fn proven(login: &Diagnosis) -> Option<&Proof> {
    let has_failed = matches!(login.outcome, Outcome::Failed | Outcome::Denied);
    login.proof.as_ref().filter(|_| has_failed || login.verdict().is_some())
}

/// What a proof shows.
pub(super) struct ProofText {
    /// What to call it.
    pub(super) heading: &'static str,
    /// Two or three sentences.
    pub(super) text: String,
    /// The same in one.
    pub(super) brief: String,
    pub(super) is_decisive: bool,
    /// What the refusal rests on.
    pub(super) cite: Option<Cite>,
}

impl ProofText {
    pub(super) fn new(proof: &Proof) -> Self {
        let is_decisive = proof.is_decisive();
        let text = sentences(proof);
        let brief = brief(proof).unwrap_or_else(|| text.clone());
        let refused = proof.recorded.refused();
        let heading = if is_decisive { "Replayed" } else { "Not proven" };
        Self { heading, text, brief, is_decisive, cite: refused.map(|(_, refusal)| refusal.spec()) }
    }
}

/// Says what the proof shows in a sentence, where it decides.
fn brief(proof: &Proof) -> Option<String> {
    let (_, refusal) = proof.recorded.refused()?;
    let (says, corrected) = if refusal == Refusal::OriginNotAllowed {
        ("a browser withholds the recorded answer", "the corrected login works")
    } else if refusal.is_of_client() {
        ("a strict client rejects the recorded answer", "the corrected login is accepted")
    } else {
        ("the recorded request is rejected", "the corrected one is accepted")
    };
    let refused = format!("{says} ({})", refusal.spec().title());
    match proof.conclusion {
        Conclusion::Accepted => Some(format!("{refused}, {corrected}.")),
        Conclusion::NeedsValue => Some(format!("{refused}. Still needed: {}.", proof.missing.join("; "))),
        _ => None,
    }
}

/// Says what the proof shows, in two or three sentences.
fn sentences(proof: &Proof) -> String {
    let refused = proof.recorded.refused().map(|(at, refusal)| {
        let (who, cite) = (who(refusal), refusal.spec().title());
        let also = proof.also_refused.map(|also| {
            let cite = also.spec().title();
            format!(" With that corrected, it is refused because {also} ({cite}).")
        });
        let (exchange, also) = (at.exchange, also.unwrap_or_default());
        format!("{who} rejects the recorded message (exchange {exchange}): {refusal} ({cite}).{also}")
    });
    let missing = || proof.missing.join("; ");
    match (proof.conclusion, refused) {
        (Conclusion::Accepted, Some(refused)) => format!("{refused} The corrected login is accepted."),
        (Conclusion::NeedsValue, Some(refused)) => {
            let then = if proof.corrected.is_some() {
                "The corrected login is accepted if the following is right, which the capture does not show"
            } else {
                "A correct login needs values that the capture lacks"
            };
            format!("{refused} {then}: {}.", missing())
        }
        (Conclusion::StillRefused, Some(refused)) => {
            let again = proof.corrected.as_ref().and_then(|run| run.refused());
            let again = again.map(|(_, refusal)| refusal.to_string()).unwrap_or_default();
            format!("{refused} The corrected login is refused too: {again}.")
        }
        (Conclusion::NeedsValue, None) => format!("The capture lacks values that a replay needs: {}.", missing()),
        (Conclusion::Consistent, None) => format!(
            "A strict server accepts the recorded login, so nothing in the capture proves the verdict. To be sure, check {}.",
            missing()
        ),
        (Conclusion::Consistent, Some(_)) => {
            format!("Nothing in the capture proves the verdict. To be sure, check {}.", missing())
        }
        _ if proof.missing.is_empty() => {
            "A strict server accepts the recorded login, so this server had a reason that the capture does not show, such as \
             the client's registration."
                .to_owned()
        }
        _ => format!(
            "A strict server accepts the recorded login if what the capture does not show is right: {}.",
            missing()
        ),
    }
}

/// Who says no: the server, the client that checks what came back, or the browser.
fn who(refusal: Refusal) -> &'static str {
    if refusal == Refusal::OriginNotAllowed {
        "A browser"
    } else if refusal.is_of_client() {
        "A strict client"
    } else {
        "A strict server"
    }
}

/// Says what a strict server answers to the token request, where the model was asked.
pub fn prediction(login: &Diagnosis, is_corrected: bool) -> Option<String> {
    let proof = login.proof.as_ref()?;
    let run = if is_corrected { proof.corrected.as_ref()? } else { &proof.recorded };
    let last = run.steps.last().filter(|step| is_token_request(step))?;
    Some(match last.refusal {
        None => "A strict server issues a token for it.".to_owned(),
        Some(refusal) => {
            format!("A strict server answers with HTTP {} {}: {refusal}.", refusal.status(), refusal.error())
        }
    })
}

fn is_token_request(step: &Judged) -> bool {
    step.kind.is_token_request()
}

/// Returns the answer to a message, line by line.
pub(super) fn answer(step: &Judged) -> Vec<String> {
    let token_request = is_token_request(step);
    match step.refusal {
        None if token_request => vec!["HTTP 200".to_owned(), r#"{"access_token": "…", "token_type": "…"}"#.to_owned()],
        None => vec!["accepted".to_owned()],
        Some(refusal) => {
            // The marks of code are for a reader, not for a server's answer.
            let said = refusal.to_string().replace('`', "");
            let status = if token_request { format!("HTTP {}", refusal.status()) } else { "refused".to_owned() };
            let error = match refusal.error() {
                "" => said,
                error if token_request => format!(r#"{{"error": "{error}", "error_description": "{said}"}}"#),
                error => format!("error={error}: {said}"),
            };
            vec![status, error]
        }
    }
}

/// How many logins that failed have which proof.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct ProofTally {
    /// The logins that failed or were denied.
    pub failed: usize,
    /// Refused as recorded, accepted as corrected.
    pub accepted: usize,
    /// Refused as recorded, and the missing value is named.
    pub needs_value: usize,
    /// Accepted as recorded.
    pub nothing_wrong: usize,
    /// Refused as recorded and as corrected.
    pub still_refused: usize,
    /// About what the model does not cover, not recorded, or known by the server's words alone.
    pub not_covered: usize,
}

impl ProofTally {
    /// Counts a login, if it failed.
    pub fn add(&mut self, login: &Diagnosis) {
        if !matches!(login.outcome, Outcome::Failed | Outcome::Denied) {
            return;
        }
        self.failed += 1;
        *match login.proof.as_ref().map(|proof| proof.conclusion) {
            Some(Conclusion::Accepted) => &mut self.accepted,
            Some(Conclusion::NeedsValue) => &mut self.needs_value,
            Some(Conclusion::NothingWrong) => &mut self.nothing_wrong,
            Some(Conclusion::StillRefused) => &mut self.still_refused,
            Some(Conclusion::Consistent) | None => &mut self.not_covered,
        } += 1;
    }

    /// Adds the counts of another capture.
    pub fn extend(&mut self, other: Self) {
        self.failed += other.failed;
        self.accepted += other.accepted;
        self.needs_value += other.needs_value;
        self.nothing_wrong += other.nothing_wrong;
        self.still_refused += other.still_refused;
        self.not_covered += other.not_covered;
    }

    /// Returns whether every login that failed is accepted as corrected.
    pub fn is_proven(&self) -> bool {
        self.accepted == self.failed
    }
}
