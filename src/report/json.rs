//! `--format json`: the contract is `docs/json.md`; fields may be added, a field never changes its meaning within a schema number.

use std::io::{self, Write};

use serde::Serialize;

use crate::capture::Place;
use crate::diagnosis::{Diagnosis, Finding, Status};
use crate::flow::Seen;
use crate::report::{Capture, Options};
use crate::rules::{Outcome, Severity, Shown};

/// Writes all captures as one document.
pub fn write(captures: &[Capture], options: Options, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: 1,
        tool: Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        captures: captures.iter().map(|capture| capture_of(capture, options)).collect(),
        summary: summary(captures),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    tool: Tool,
    captures: Vec<CaptureView<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct CaptureView<'a> {
    path: &'a str,
    format: &'a str,
    creator: Option<&'a str>,
    exchanges: usize,
    oauth_exchanges: usize,
    notes: Vec<NoteView<'a>>,
    error: Option<ErrorView<'a>>,
    flows: Vec<FlowView<'a>>,
}

#[derive(Serialize)]
struct NoteView<'a> {
    kind: &'a str,
    message: &'a str,
    at: Option<At>,
}

#[derive(Serialize)]
struct ErrorView<'a> {
    message: &'a str,
    at: Option<At>,
}

#[derive(Serialize)]
struct At {
    line: u64,
    column: u64,
}

#[derive(Serialize)]
struct FlowView<'a> {
    id: usize,
    grant: &'a str,
    outcome: &'a str,
    provider: Option<()>,
    server: Option<&'a str>,
    client_id: Option<&'a str>,
    steps: Vec<StepView>,
    server_error: Option<ServerErrorView<'a>>,
    verdict: Option<VerdictView<'a>>,
    differential: Vec<CandidateView<'a>>,
    findings: Vec<FindingView<'a>>,
    corrected_request: Option<CorrectionView<'a>>,
    next: &'a [String],
}

#[derive(Serialize)]
struct StepView {
    kind: &'static str,
    exchange: usize,
    time: Option<String>,
    status: Option<u16>,
    at: Option<At>,
}

#[derive(Serialize)]
struct ServerErrorView<'a> {
    exchange: usize,
    status: Option<u16>,
    error: Option<&'a str>,
    description: Option<&'a str>,
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
struct ExplanationView<'a> {
    steps: Vec<&'a str>,
    text: &'a str,
}

#[derive(Serialize)]
struct CandidateView<'a> {
    rule: &'a str,
    status: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct FindingView<'a> {
    rule: &'a str,
    severity: Severity,
    confidence: &'a str,
    message: &'a str,
    fix: &'a str,
    evidence: Vec<EvidenceView<'a>>,
    spec: Vec<SpecView>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct EvidenceView<'a> {
    label: &'a str,
    exchange: usize,
    part: &'a str,
    value: Option<String>,
    secret: bool,
    at: Option<At>,
}

#[derive(Serialize)]
struct SpecView {
    title: String,
    url: String,
}

#[derive(Serialize)]
struct CorrectionView<'a> {
    request: &'a str,
    curl: &'a str,
    diff: String,
    needs: &'a [String],
    proof: Option<()>,
}

#[derive(Serialize)]
struct Summary {
    captures: usize,
    flows: usize,
    failed: usize,
    errors: usize,
    warnings: usize,
    not_assessed: usize,
}

fn capture_of(capture: &Capture, options: Options) -> CaptureView<'_> {
    let checked = &capture.checked;
    CaptureView {
        path: &capture.path,
        format: checked.format,
        creator: checked.creator.as_deref(),
        exchanges: checked.exchanges,
        oauth_exchanges: checked.oauth_exchanges,
        notes: checked
            .notes
            .iter()
            .map(|note| NoteView {
                kind: note.kind,
                message: &note.message,
                at: at(note.at),
            })
            .collect(),
        error: checked.error.as_ref().map(|error| ErrorView {
            message: &error.message,
            at: at(error.at),
        }),
        flows: checked.logins.iter().map(|login| flow(login, options)).collect(),
    }
}

fn flow(login: &Diagnosis, options: Options) -> FlowView<'_> {
    let server_error = login.server_error.as_ref();
    FlowView {
        id: login.id,
        grant: login.grant.as_str(),
        outcome: login.outcome.as_str(),
        provider: None,
        server: login.server.as_deref(),
        client_id: login.client_id.as_deref(),
        steps: login
            .steps
            .iter()
            .map(|step| step_of(step.kind, step.seen, step.status))
            .collect(),
        server_error: server_error.map(|error| ServerErrorView {
            exchange: error.exchange,
            status: error.status,
            error: error.error.as_deref(),
            description: error.description.as_deref(),
        }),
        verdict: login.verdict().map(verdict),
        differential: login
            .differential
            .iter()
            .map(|row| CandidateView {
                rule: row.rule.id,
                status: row.status.as_str(),
                reason: &row.reason,
            })
            .collect(),
        findings: login.findings.iter().map(|item| finding(item, options)).collect(),
        corrected_request: login.correction.as_ref().map(|correction| CorrectionView {
            request: correction.request,
            curl: &correction.curl,
            diff: correction
                .diff
                .iter()
                .fold(String::new(), |diff, (mark, line)| diff + &format!("{mark}{line}\n")),
            needs: &correction.needs,
            proof: None,
        }),
        next: &login.next,
    }
}

fn step_of(kind: &'static str, seen: Seen, status: Option<u16>) -> StepView {
    StepView {
        kind,
        exchange: seen.exchange,
        time: seen.time.map(|time| time.to_string()),
        status,
        at: at(seen.at),
    }
}

fn verdict(finding: &Finding) -> VerdictView<'_> {
    let explanation = finding.found.explanation.as_ref();
    VerdictView {
        rule: finding.rule.id,
        confidence: finding.found.confidence.as_str(),
        summary: &finding.found.message,
        explanation: explanation.map(|explanation| ExplanationView {
            steps: explanation.steps.iter().map(|step| step.as_str()).collect(),
            text: &explanation.text,
        }),
        fix: finding.found.fix.as_deref().unwrap_or(finding.rule.fix),
    }
}

fn finding(finding: &Finding, options: Options) -> FindingView<'_> {
    FindingView {
        rule: finding.rule.id,
        severity: finding.severity,
        confidence: finding.found.confidence.as_str(),
        message: &finding.found.message,
        fix: finding.found.fix.as_deref().unwrap_or(finding.rule.fix),
        evidence: finding
            .found
            .evidence
            .iter()
            .map(|evidence| EvidenceView {
                label: &evidence.label,
                exchange: evidence.exchange,
                part: &evidence.part,
                value: (evidence.value != Shown::Absent).then(|| options.value(&evidence.value)),
                secret: matches!(evidence.value, Shown::Secret(_)),
                at: at(evidence.at),
            })
            .collect(),
        spec: finding
            .rule
            .spec
            .iter()
            .map(|cite| SpecView {
                title: cite.title(),
                url: cite.url(),
            })
            .collect(),
        fingerprint: &finding.fingerprint,
    }
}

fn summary(captures: &[Capture]) -> Summary {
    let logins = || captures.iter().flat_map(|capture| &capture.checked.logins);
    let count = |severity| {
        logins()
            .flat_map(|login| &login.findings)
            .filter(|finding| finding.severity == severity)
            .count()
    };
    Summary {
        captures: captures.len(),
        flows: logins().count(),
        failed: logins().filter(|login| login.outcome == Outcome::Failed).count(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        not_assessed: logins()
            .flat_map(|login| &login.differential)
            .filter(|row| row.status == Status::NotAssessed)
            .count(),
    }
}

fn at(place: Option<Place>) -> Option<At> {
    place.map(|place| At {
        line: place.line,
        column: place.column,
    })
}
