//! `replay --format json`.

use std::io::{self, Write};

use serde::Serialize;

use super::model::CorrectionView;
use super::proof::ProofView;
use super::view::corrections;
use super::{Escaped, SCHEMA, TOOL, Tool};
use crate::report::{Capture, ProofTally};

#[derive(Serialize)]
struct ReplayView<'a> {
    schema: u32,
    tool: Tool,
    captures: Vec<ReplayedCapture<'a>>,
    summary: ProofTally,
}

#[derive(Serialize)]
struct ReplayedCapture<'a> {
    path: &'a str,
    flows: Vec<ReplayedFlow<'a>>,
}

#[derive(Serialize)]
struct ReplayedFlow<'a> {
    id: usize,
    outcome: &'a str,
    verdict: Option<&'a str>,
    corrected_request: Option<CorrectionView<'a>>,
    also_corrected: Vec<CorrectionView<'a>>,
    proof: Option<ProofView<'a>>,
}

/// Writes what became of every login of the captures, or of the one of this number.
pub fn write_replay(captures: &[Capture], only: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let mut summary = ProofTally::default();
    let captures = captures.iter().map(|capture| {
        let chosen = capture.checked.logins.iter().filter(|login| only.is_none_or(|id| id == login.id));
        let flows = chosen.map(|login| {
            summary.add(login);
            let (corrected_request, also_corrected) = corrections(login);
            ReplayedFlow {
                id: login.id,
                outcome: login.outcome.as_str(),
                verdict: login.verdict().map(|verdict| verdict.rule.id),
                corrected_request,
                also_corrected,
                proof: login.proof.as_ref().map(ProofView::from),
            }
        });
        ReplayedCapture { path: &capture.path, flows: flows.collect() }
    });
    let captures: Vec<ReplayedCapture<'_>> = captures.collect();
    let document = ReplayView { schema: SCHEMA, tool: TOOL, captures, summary };
    serde_json::to_writer_pretty(Escaped::new(out), &document).map_err(io::Error::from)?;
    writeln!(out)
}
