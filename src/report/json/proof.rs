//! The proof of a diagnosis, as an object of the JSON report.

use serde::Serialize;

use super::model::SpecView;
use crate::oauth::part::Part;
use crate::proof::{Proof, Run};
use crate::server::Refusal;

#[derive(Serialize)]
pub(crate) struct ProofView<'a> {
    conclusion: &'static str,
    recorded: RunView,
    also_refused: Option<RefusalView>,
    corrected: Option<RunView>,
    missing: &'a [String],
}

#[derive(Serialize)]
struct RunView {
    steps: Vec<JudgedView>,
}

#[derive(Serialize)]
struct JudgedView {
    kind: &'static str,
    exchange: usize,
    refusal: Option<RefusalView>,
}

#[derive(Serialize)]
struct RefusalView {
    id: &'static str,
    error: Option<&'static str>,
    reason: String,
    fields: &'static [Part],
    spec: SpecView,
}

impl<'a> From<&'a Proof> for ProofView<'a> {
    fn from(proof: &'a Proof) -> Self {
        Self {
            conclusion: proof.conclusion.as_str(),
            recorded: RunView::from(&proof.recorded),
            also_refused: proof.also_refused.map(RefusalView::from),
            corrected: proof.corrected.as_ref().map(RunView::from),
            missing: &proof.missing,
        }
    }
}

impl From<&Run> for RunView {
    fn from(run: &Run) -> Self {
        let steps = run.steps.iter().map(|step| JudgedView {
            kind: step.kind.as_str(),
            exchange: step.exchange,
            refusal: step.refusal.map(RefusalView::from),
        });
        Self { steps: steps.collect() }
    }
}

impl From<Refusal> for RefusalView {
    fn from(refusal: Refusal) -> Self {
        Self {
            id: refusal.id(),
            error: Some(refusal.error()).filter(|error| !error.is_empty()),
            reason: refusal.to_string(),
            fields: refusal.fields(),
            spec: refusal.spec().into(),
        }
    }
}
