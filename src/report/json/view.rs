//! What a capture is in the JSON report.

use super::model::{
    At, CandidateView, CaptureView, CorrectionView, ErrorView, EvidenceView, FlowView, FoundView, FrameView, InputView,
    NoteView, ProviderNoteView, ProviderView, RefusedByView, RepeatedView, ServerErrorView, SpecView, StepView,
    UnexplainedView, VerdictView,
};
use crate::InputSummary;
use crate::capture::{Error, Place};
use crate::diagnosis::Diagnosis;
use crate::disclose::Shown;
use crate::report::json::proof::ProofView;
use crate::report::proof::proven;
use crate::report::view::fix;
use crate::report::{Capture, Options};
use crate::weigh::{Correction, Finding, Step};

impl<'a> CaptureView<'a> {
    pub(super) fn new(capture: &'a Capture, options: Options) -> Self {
        let flows = capture.checked.logins.iter().map(|login| FlowView::new(login, capture, options));
        Self { flows: flows.collect(), ..Self::without_flows(capture, options) }
    }

    /// A capture without what is known of its logins.
    pub(super) fn without_flows(capture: &'a Capture, options: Options) -> Self {
        let checked = &capture.checked;
        let viewer = Viewer { capture, options };
        let notes = checked.notes.iter().map(|note| NoteView {
            kind: note.kind.as_str(),
            message: &note.message,
            at: viewer.at(note.at),
        });
        Self {
            path: &capture.path,
            format: checked.format.as_str(),
            creator: checked.creator.as_deref(),
            exchanges: checked.exchanges,
            oauth_exchanges: checked.oauth_exchanges,
            notes: notes.collect(),
            error: viewer.error(checked.error.as_ref()),
            inputs: checked.inputs.iter().map(|input| viewer.input(input)).collect(),
            flows: Vec::new(),
        }
    }

    /// An input that cannot be opened.
    pub(super) fn unreadable(path: &'a str, reason: &'a str) -> Self {
        let message = reason.to_owned();
        Self { path, format: "unreadable", error: Some(ErrorView { message, at: None }), ..Self::default() }
    }
}

impl<'a> FlowView<'a> {
    pub(super) fn new(login: &'a Diagnosis, capture: &'a Capture, options: Options) -> Self {
        Viewer { capture, options }.flow(login)
    }
}

/// Makes the views of a capture.
#[derive(Clone, Copy)]
struct Viewer<'a> {
    capture: &'a Capture,
    options: Options,
}

impl<'a> Viewer<'a> {
    fn input(self, input: &'a InputSummary) -> InputView<'a> {
        InputView {
            path: &input.name,
            format: input.format.as_str(),
            creator: input.creator.as_deref(),
            exchanges: input.exchanges,
            error: self.error(input.error.as_ref()),
        }
    }

    fn error(self, error: Option<&Error>) -> Option<ErrorView<'a>> {
        error.map(|error| ErrorView { message: error.to_string(), at: self.at(error.at()) })
    }

    fn flow(self, login: &'a Diagnosis) -> FlowView<'a> {
        let (corrected_request, also_corrected) = corrections(login);
        let differential = login.differential.iter().map(|row| CandidateView {
            rule: row.rule.id,
            status: row.status.as_str(),
            reason: &row.reason,
        });
        let provider_notes =
            login.notes.iter().map(|note| ProviderNoteView { text: note.text, source: note.source.into() });
        FlowView {
            id: login.id,
            grant: (!login.grant_is_guessed).then(|| login.grant.as_str()),
            outcome: login.outcome.as_str(),
            access: login.access.as_str(),
            refused_by: login.refused_by.as_ref().map(|refused| RefusedByView {
                exchange: refused.exchange,
                host: &refused.host,
                status: refused.status,
            }),
            provider: login.provider.map(|provider| ProviderView { id: provider.id, name: provider.name }),
            server: login.server.as_deref(),
            client_id: login.client_id.as_deref(),
            steps: login.steps.iter().map(|step| self.step(step)).collect(),
            server_error: login.server_error.as_ref().map(ServerErrorView::from),
            verdict: login.verdict().map(VerdictView::from),
            unexplained: login.unexplained.as_ref().map(|failure| UnexplainedView {
                fingerprint: &failure.fingerprint,
                standing: (&failure.standing).into(),
            }),
            differential: differential.collect(),
            findings: login.findings.iter().map(|item| self.finding(item)).collect(),
            corrected_request,
            also_corrected,
            proof: proven(login).map(ProofView::from),
            provider_notes: provider_notes.collect(),
            next: &login.next,
            repeated: login.repeats.as_ref().map(|repeats| RepeatedView {
                flows: repeats.logins,
                alike: if repeats.is_rough { "roughly" } else { "exactly" },
                first: repeats.ids.first().map_or(login.id, |(first, _)| *first),
                last: repeats.last_id,
                last_exchange: repeats.last.exchange,
                at: self.at(repeats.last.at),
            }),
        }
    }

    fn step(self, step: &'a Step) -> StepView<'a> {
        let frames = step.sent_by.iter().map(|frame| FrameView {
            function: &frame.function,
            script: &frame.script,
            line: frame.line,
            column: frame.column,
        });
        StepView {
            kind: step.kind.as_str(),
            exchange: step.seen.exchange,
            time: step.seen.time.map(|time| time.to_string()),
            method: step.method.as_deref(),
            url: step.url.as_deref(),
            status: step.status,
            at: self.at(step.seen.at),
            sent_by: frames.collect(),
        }
    }

    fn finding(self, finding: &'a Finding) -> FoundView<'a> {
        let evidence = finding.found.evidence.iter().map(|evidence| EvidenceView {
            label: &evidence.label,
            exchange: Some(evidence.exchange).filter(|number| *number > 0),
            part: &evidence.part,
            value: (evidence.value != Shown::Absent).then(|| self.options.value(&evidence.value)),
            secret: matches!(evidence.value, Shown::Secret(_)),
            at: self.at(evidence.at),
        });
        FoundView {
            rule: finding.rule.id,
            severity: finding.severity,
            confidence: finding.found.confidence.as_str(),
            message: &finding.found.message,
            fix: fix(finding),
            evidence: evidence.collect(),
            spec: finding.rule.spec.iter().copied().map(SpecView::from).collect(),
            fingerprint: &finding.fingerprint,
            standing: (&finding.standing).into(),
            default_severity: finding.standing.default_severity,
        }
    }

    fn at(self, place: Option<Place>) -> Option<At<'a>> {
        place.map(|place| At { file: self.capture.file(place), line: place.line, column: place.column })
    }
}

/// Returns the correction of the verdict, and the others.
pub(super) fn corrections(login: &Diagnosis) -> (Option<CorrectionView<'_>>, Vec<CorrectionView<'_>>) {
    let mut views = login.corrections.iter().map(correction);
    let first = views
        .next()
        .map(|first| CorrectionView { proof: login.proof.as_ref().map(|proof| proof.conclusion.as_str()), ..first });
    (first, views.collect())
}

fn correction(correction: &Correction) -> CorrectionView<'_> {
    let lines = correction.diff.iter().map(|(mark, line)| format!("{mark}{line}\n"));
    CorrectionView {
        request: correction.request.as_str(),
        curl: &correction.curl,
        diff: lines.collect(),
        needs: &correction.needs,
        proof: None,
    }
}
