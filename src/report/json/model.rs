//! The objects of the JSON report: docs/json.md describes their fields.

use serde::Serialize;

use crate::oauth::Cite;
use crate::oauth::part::Part;
use crate::providers::Source;
use crate::report::json::ExplanationView;
use crate::report::json::proof::ProofView;
use crate::report::view::fix;
use crate::rules::Severity;
use crate::weigh::{Finding, ServerError, Standing};

#[derive(Default, Serialize)]
pub(super) struct CaptureView<'a> {
    pub(super) path: &'a str,
    pub(super) format: &'a str,
    pub(super) creator: Option<&'a str>,
    pub(super) exchanges: usize,
    pub(super) oauth_exchanges: usize,
    pub(super) notes: Vec<NoteView<'a>>,
    pub(super) error: Option<ErrorView<'a>>,
    pub(super) inputs: Vec<InputView<'a>>,
    pub(super) flows: Vec<FlowView<'a>>,
}

#[derive(Serialize)]
pub(super) struct InputView<'a> {
    pub(super) path: &'a str,
    pub(super) format: &'a str,
    pub(super) creator: Option<&'a str>,
    pub(super) exchanges: usize,
    pub(super) error: Option<ErrorView<'a>>,
}

#[derive(Serialize)]
pub(super) struct NoteView<'a> {
    pub(super) kind: &'a str,
    pub(super) message: &'a str,
    pub(super) at: Option<At<'a>>,
}

#[derive(Serialize)]
pub(super) struct ErrorView<'a> {
    pub(super) message: String,
    pub(super) at: Option<At<'a>>,
}

#[derive(Serialize)]
pub(super) struct At<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<&'a str>,
    pub(super) line: u64,
    pub(super) column: u64,
}

#[derive(Serialize)]
pub(super) struct FlowView<'a> {
    pub(super) id: usize,
    pub(super) grant: Option<&'a str>,
    pub(super) outcome: &'a str,
    pub(super) access: &'a str,
    pub(super) refused_by: Option<RefusedByView<'a>>,
    pub(super) provider: Option<ProviderView>,
    pub(super) server: Option<&'a str>,
    pub(super) client_id: Option<&'a str>,
    pub(super) steps: Vec<StepView<'a>>,
    pub(super) server_error: Option<ServerErrorView<'a>>,
    pub(super) verdict: Option<VerdictView<'a>>,
    pub(super) unexplained: Option<UnexplainedView<'a>>,
    pub(super) differential: Vec<CandidateView<'a>>,
    pub(super) findings: Vec<FoundView<'a>>,
    pub(super) corrected_request: Option<CorrectionView<'a>>,
    pub(super) also_corrected: Vec<CorrectionView<'a>>,
    pub(super) proof: Option<ProofView<'a>>,
    pub(super) provider_notes: Vec<ProviderNoteView>,
    pub(super) next: &'a [String],
    pub(super) repeated: Option<RepeatedView<'a>>,
}

#[derive(Serialize)]
pub(super) struct RefusedByView<'a> {
    pub(super) exchange: usize,
    pub(super) host: &'a str,
    pub(super) status: Option<u16>,
}

#[derive(Serialize)]
pub(super) struct RepeatedView<'a> {
    pub(super) flows: usize,
    pub(super) alike: &'static str,
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) last_exchange: usize,
    pub(super) at: Option<At<'a>>,
}

#[derive(Serialize)]
pub(super) struct ProviderView {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
}

#[derive(Serialize)]
pub(super) struct ProviderNoteView {
    pub(super) text: &'static str,
    pub(super) source: SourceView,
}

#[derive(Serialize)]
pub(super) struct SourceView {
    pub(super) kind: &'static str,
    pub(super) url: &'static str,
}

#[derive(Serialize)]
pub(super) struct MeaningView {
    pub(super) text: &'static str,
    pub(super) provider: &'static str,
    pub(super) overruled: bool,
    pub(super) source: SourceView,
}

#[derive(Serialize)]
pub(super) struct StepView<'a> {
    pub(super) kind: &'static str,
    pub(super) exchange: usize,
    pub(super) time: Option<String>,
    pub(super) method: Option<&'a str>,
    pub(super) url: Option<&'a str>,
    pub(super) status: Option<u16>,
    pub(super) at: Option<At<'a>>,
    pub(super) sent_by: Vec<FrameView<'a>>,
}

#[derive(Serialize)]
pub(super) struct FrameView<'a> {
    pub(super) function: &'a str,
    pub(super) script: &'a str,
    pub(super) line: u64,
    pub(super) column: u64,
}

#[derive(Serialize)]
pub(super) struct ServerErrorView<'a> {
    pub(super) exchange: usize,
    pub(super) status: Option<u16>,
    pub(super) error: Option<&'a str>,
    pub(super) description: Option<&'a str>,
    pub(super) said_by: &'static str,
    pub(super) meaning: Option<MeaningView>,
}

#[derive(Serialize)]
pub(super) struct VerdictView<'a> {
    pub(super) rule: &'a str,
    pub(super) confidence: &'a str,
    pub(super) summary: &'a str,
    pub(super) explanation: Option<ExplanationView<'a>>,
    pub(super) fix: &'a str,
}

#[derive(Serialize)]
pub(super) struct CandidateView<'a> {
    pub(super) rule: &'a str,
    pub(super) status: &'a str,
    pub(super) reason: &'a str,
}

#[derive(Serialize)]
pub(super) struct FoundView<'a> {
    pub(super) rule: &'a str,
    pub(super) severity: Severity,
    pub(super) confidence: &'a str,
    pub(super) message: &'a str,
    pub(super) fix: &'a str,
    pub(super) evidence: Vec<EvidenceView<'a>>,
    pub(super) spec: Vec<SpecView>,
    pub(super) fingerprint: &'a str,
    #[serde(flatten)]
    pub(super) standing: StandingView<'a>,
    pub(super) default_severity: Option<Severity>,
}

#[derive(Serialize)]
pub(super) struct UnexplainedView<'a> {
    pub(super) fingerprint: &'a str,
    #[serde(flatten)]
    pub(super) standing: StandingView<'a>,
}

#[derive(Serialize)]
pub(super) struct StandingView<'a> {
    pub(super) ignored: Option<IgnoredView<'a>>,
    pub(super) baseline: bool,
}

#[derive(Serialize)]
pub(super) struct IgnoredView<'a> {
    pub(super) reason: &'a str,
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
pub(super) struct EvidenceView<'a> {
    pub(super) label: &'a str,
    pub(super) exchange: Option<usize>,
    pub(super) part: &'a Part,
    pub(super) value: Option<String>,
    pub(super) secret: bool,
    pub(super) at: Option<At<'a>>,
}

#[derive(Serialize)]
pub(super) struct SpecView {
    pub(super) title: String,
    pub(super) url: String,
}

impl From<Cite> for SpecView {
    fn from(cite: Cite) -> Self {
        Self { title: cite.title(), url: cite.url() }
    }
}

#[derive(Serialize)]
pub(super) struct CorrectionView<'a> {
    pub(super) request: &'a str,
    pub(super) curl: &'a str,
    pub(super) diff: String,
    pub(super) needs: &'a [String],
    pub(super) proof: Option<&'static str>,
}

impl<'a> From<&'a ServerError> for ServerErrorView<'a> {
    fn from(error: &'a ServerError) -> Self {
        Self {
            exchange: error.exchange,
            status: error.status,
            error: error.error.as_deref(),
            description: error.description.as_deref(),
            said_by: error.speaker.as_str(),
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
