//! The objects of the JSON report.

use serde::Serialize;

use crate::InputSummary;
use crate::capture::{Error, Place};
use crate::diagnosis::Diagnosis;
use crate::disclose::Shown;
use crate::oauth::Cite;
use crate::oauth::part::Part;
use crate::providers::Source;
use crate::report::json::ExplanationView;
use crate::report::json::proof::ProofView;
use crate::report::proof::proven;
use crate::report::view::fix;
use crate::report::{Capture, Options};
use crate::rules::Severity;
use crate::weigh::{Correction, Finding, ServerError, Standing, Step};

#[derive(Default, Serialize)]
pub(super) struct CaptureView<'a> {
    path: &'a str,
    format: &'a str,
    creator: Option<&'a str>,
    exchanges: usize,
    oauth_exchanges: usize,
    notes: Vec<NoteView<'a>>,
    error: Option<ErrorView<'a>>,
    inputs: Vec<InputView<'a>>,
    flows: Vec<FlowView<'a>>,
}

#[derive(Serialize)]
struct InputView<'a> {
    path: &'a str,
    format: &'a str,
    creator: Option<&'a str>,
    exchanges: usize,
    error: Option<ErrorView<'a>>,
}

#[derive(Serialize)]
struct NoteView<'a> {
    kind: &'a str,
    message: &'a str,
    at: Option<At<'a>>,
}

#[derive(Serialize)]
struct ErrorView<'a> {
    message: String,
    at: Option<At<'a>>,
}

#[derive(Serialize)]
struct At<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    line: u64,
    column: u64,
}

#[derive(Serialize)]
pub(super) struct FlowView<'a> {
    id: usize,
    grant: Option<&'a str>,
    outcome: &'a str,
    access: &'a str,
    refused_by: Option<RefusedByView<'a>>,
    provider: Option<ProviderView>,
    server: Option<&'a str>,
    client_id: Option<&'a str>,
    steps: Vec<StepView<'a>>,
    server_error: Option<ServerErrorView<'a>>,
    verdict: Option<VerdictView<'a>>,
    unexplained: Option<UnexplainedView<'a>>,
    differential: Vec<CandidateView<'a>>,
    findings: Vec<FoundView<'a>>,
    corrected_request: Option<CorrectionView<'a>>,
    also_corrected: Vec<CorrectionView<'a>>,
    proof: Option<ProofView<'a>>,
    provider_notes: Vec<ProviderNoteView>,
    next: &'a [String],
    repeated: Option<RepeatedView<'a>>,
}

#[derive(Serialize)]
struct RefusedByView<'a> {
    exchange: usize,
    host: &'a str,
    status: Option<u16>,
}

#[derive(Serialize)]
struct RepeatedView<'a> {
    flows: usize,
    alike: &'static str,
    first: usize,
    last: usize,
    last_exchange: usize,
    at: Option<At<'a>>,
}

#[derive(Serialize)]
struct ProviderView {
    id: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct ProviderNoteView {
    text: &'static str,
    source: SourceView,
}

#[derive(Serialize)]
pub(super) struct SourceView {
    kind: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct MeaningView {
    text: &'static str,
    provider: &'static str,
    overruled: bool,
    source: SourceView,
}

#[derive(Serialize)]
struct StepView<'a> {
    kind: &'static str,
    exchange: usize,
    time: Option<String>,
    method: Option<&'a str>,
    url: Option<&'a str>,
    status: Option<u16>,
    at: Option<At<'a>>,
    sent_by: Vec<FrameView<'a>>,
}

#[derive(Serialize)]
struct FrameView<'a> {
    function: &'a str,
    script: &'a str,
    line: u64,
    column: u64,
}

#[derive(Serialize)]
struct ServerErrorView<'a> {
    exchange: usize,
    status: Option<u16>,
    error: Option<&'a str>,
    description: Option<&'a str>,
    meaning: Option<MeaningView>,
}

#[derive(Serialize)]
struct VerdictView<'a> {
    rule: &'a str,
    confidence: &'a str,
    summary: &'a str,
    explanation: Option<ExplanationView<'a>>,
    fix: &'a str,
}

#[derive(Serialize)]
struct CandidateView<'a> {
    rule: &'a str,
    status: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct FoundView<'a> {
    rule: &'a str,
    severity: Severity,
    confidence: &'a str,
    message: &'a str,
    fix: &'a str,
    evidence: Vec<EvidenceView<'a>>,
    spec: Vec<SpecView>,
    fingerprint: &'a str,
    #[serde(flatten)]
    standing: StandingView<'a>,
    default_severity: Option<Severity>,
}

#[derive(Serialize)]
struct UnexplainedView<'a> {
    fingerprint: &'a str,
    #[serde(flatten)]
    standing: StandingView<'a>,
}

#[derive(Serialize)]
struct StandingView<'a> {
    ignored: Option<IgnoredView<'a>>,
    baseline: bool,
}

#[derive(Serialize)]
struct IgnoredView<'a> {
    reason: &'a str,
}

impl<'a> From<&'a Standing> for StandingView<'a> {
    fn from(standing: &'a Standing) -> Self {
        Self {
            ignored: standing.ignored.as_deref().map(|reason| IgnoredView { reason }),
            baseline: standing.in_baseline == Some(true),
        }
    }
}

#[derive(Serialize)]
struct EvidenceView<'a> {
    label: &'a str,
    exchange: Option<usize>,
    part: &'a Part,
    value: Option<String>,
    secret: bool,
    at: Option<At<'a>>,
}

#[derive(Serialize)]
pub(super) struct SpecView {
    title: String,
    url: String,
}

impl From<Cite> for SpecView {
    fn from(cite: Cite) -> Self {
        Self { title: cite.title(), url: cite.url() }
    }
}

#[derive(Serialize)]
pub(super) struct CorrectionView<'a> {
    request: &'a str,
    curl: &'a str,
    diff: String,
    needs: &'a [String],
    proof: Option<&'static str>,
}

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

impl<'a> From<&'a ServerError> for ServerErrorView<'a> {
    fn from(error: &'a ServerError) -> Self {
        Self {
            exchange: error.exchange,
            status: error.status,
            error: error.error.as_deref(),
            description: error.description.as_deref(),
            meaning: error.meaning.map(|words| MeaningView {
                text: words.meaning.text,
                provider: words.meaning.id,
                overruled: words.is_overruled,
                source: words.meaning.source.into(),
            }),
        }
    }
}

impl From<Source> for SourceView {
    fn from(source: Source) -> Self {
        Self { kind: source.kind.as_str(), url: source.url }
    }
}

impl<'a> From<&'a Finding> for VerdictView<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            rule: finding.rule.id,
            confidence: finding.found.confidence.as_str(),
            summary: &finding.found.message,
            explanation: finding.found.explanation.as_ref().map(ExplanationView::from),
            fix: fix(finding),
        }
    }
}
