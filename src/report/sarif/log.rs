//! The log: a run, its rules and its results.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::model::{
    Artifact, ArtifactLocation, CodeFlow, Configuration, Driver, Fingerprints, Help, LogicalLocation, Notification,
    PhysicalLocation, Region, ReportingDescriptor, ResultProperties, SarifLocation, SarifMessage, SarifResult,
    SarifTool, Suppression, Tags, ThreadFlow, ThreadFlowLocation,
};
use crate::diagnosis::Diagnosis;
use crate::oauth::Cite;
use crate::report::json::Escaped;
use crate::report::location::Location;
use crate::report::problem::{NO_CAUSE_SUMMARY, Problem, problems};
use crate::report::text::{clean, shorten};
use crate::report::{Capture, Options};
use crate::rules::{self, Evidence, Severity, TOPICS};

/// What of a capture stands behind the results.
#[derive(Debug, Default)]
pub(crate) struct Tail {
    rules: BTreeSet<&'static str>,
    /// As JSON, with commas between them.
    artifacts: Vec<u8>,
    notifications: Vec<u8>,
}

impl Tail {
    /// Adds that of a capture that follows.
    pub(crate) fn add(&mut self, other: Self) {
        self.rules.extend(other.rules);
        for (list, more) in [(&mut self.artifacts, other.artifacts), (&mut self.notifications, other.notifications)] {
            if !list.is_empty() && !more.is_empty() {
                list.push(b',');
            }
            list.extend(more);
        }
    }
}

/// Writes what stands before the first result.
pub(crate) fn begin(out: &mut dyn Write) -> io::Result<()> {
    // The address of the schema and the version: §3.13.2, §3.13.3.
    write!(out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"results\":[")
}

/// Writes the results of a capture, with commas between them, and returns what stands behind all results.
pub(crate) fn render(capture: &Capture, options: Options, out: &mut dyn Write) -> io::Result<Tail> {
    let mut tail = Tail::default();
    let mut first = true;
    for problem in problems(capture) {
        write!(out, "{}", if first { "\n" } else { ",\n" })?;
        first = false;
        tail.rules.insert(problem.rule);
        json(&result(capture, options, &problem), out)?;
    }
    let inputs = &capture.checked.inputs;
    for input in inputs {
        let name = if inputs.len() > 1 { &input.name } else { &capture.path };
        let artifact =
            Artifact { location: ArtifactLocation { uri: Location::whole(name).uri() }, roles: ["analysisTarget"] };
        item(&artifact, &mut tail.artifacts)?;
        if let Some(error) = &input.error {
            let location = match error.at() {
                Some(at) => Location::new(capture, Some(at)),
                None => Location::whole(name),
            };
            item(&notification(&location, &error.to_string()), &mut tail.notifications)?;
        }
    }
    Ok(tail)
}

/// Returns what stands behind all results of an input that cannot be opened.
pub(crate) fn unreadable(path: &str, reason: &str) -> io::Result<Tail> {
    let mut tail = Tail::default();
    item(&notification(&Location::whole(path), reason), &mut tail.notifications)?;
    Ok(tail)
}

/// Writes what stands behind the last result.
pub(crate) fn end(tail: &Tail, out: &mut dyn Write) -> io::Result<()> {
    // `tool` (§3.14.6) has the rules that occur: all of them would be longer than most reports.
    let tool = SarifTool {
        driver: Driver {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            rules: tail.rules.iter().map(|id| descriptor(id)).collect(),
        },
    };
    write!(out, "\n],\n\"tool\":")?;
    json(&tool, out)?;
    write!(out, ",\n\"artifacts\":[")?;
    out.write_all(&tail.artifacts)?;
    // Findings are no failure of the run (§3.20.14).
    let successful = tail.notifications.is_empty();
    write!(out, "],\n\"invocations\":[{{\"executionSuccessful\":{successful},\"toolExecutionNotifications\":[")?;
    out.write_all(&tail.notifications)?;
    // Columns are bytes, for which §3.14.17 has no word; where a line is ASCII up to there, they are code points.
    writeln!(out, "]}}],\n\"columnKind\":\"unicodeCodePoints\",\"properties\":{{\"columnUnit\":\"utf8Bytes\"}}}}]}}")
}

fn result<'a>(capture: &'a Capture, options: Options, problem: &'a Problem<'a>) -> SarifResult<'a> {
    let evidence = problem.finding.map(|finding| finding.found.evidence.as_slice());
    let evidence = evidence.unwrap_or_default();
    let placed = evidence.iter().enumerate();
    let mut placed = placed.filter(|(_, evidence)| evidence.at.is_some()).peekable();
    let primary = placed.peek().map(|(_, evidence)| *evidence);
    let related = placed.map(|(index, evidence)| SarifLocation {
        id: Some(index + 1),
        logical_locations: Some(logical(evidence)),
        message: Some(message(&format!("{}: {}", evidence.label, options.value(&evidence.value)))),
        ..physical(&Location::new(capture, evidence.at))
    });
    let login = problem.login;
    let ignored = problem.standing.ignored.as_deref();
    let suppressions = ignored.map(|reason| Suppression { kind: "external", justification: clean(reason) });
    let suppressions = suppressions.into_iter();
    SarifResult {
        rule_id: problem.rule,
        kind: "fail",
        level: problem.severity.as_str(),
        message: message(&problem.message),
        locations: [SarifLocation { logical_locations: primary.map(logical), ..physical(&problem.location) }],
        related_locations: related.collect(),
        code_flows: code_flow(capture, login, evidence).into_iter().collect(),
        partial_fingerprints: Fingerprints { v1: problem.fingerprint },
        suppressions: suppressions.collect(),
        baseline_state: problem.standing.in_baseline.map(|known| if known { "unchanged" } else { "new" }),
        properties: ResultProperties {
            login: login.id,
            outcome: login.outcome.as_str(),
            confidence: problem.finding.map(|finding| finding.found.confidence.as_str()),
            is_verdict: login
                .verdict()
                .zip(problem.finding)
                .is_some_and(|(verdict, finding)| std::ptr::eq(verdict, finding)),
            default_level: problem.standing.default_severity.map(Severity::as_str),
            fix: &problem.fix,
        },
    }
}

/// The login as a path from its first message to its last.
fn code_flow<'a>(capture: &Capture, login: &Diagnosis, evidence: &[Evidence]) -> Option<CodeFlow<'a>> {
    let steps = login.steps.iter().enumerate().map(|(index, step)| {
        let status = step.status.map(|status| format!(", HTTP {status}")).unwrap_or_default();
        let exchange = step.seen.exchange;
        let name = step.kind.title();
        ThreadFlowLocation {
            location: SarifLocation {
                message: Some(message(&format!("{name}, exchange {exchange}{status}"))),
                ..physical(&Location::new(capture, step.seen.at))
            },
            kinds: ["call"],
            execution_order: index + 1,
            execution_time_utc: step.seen.time.map(|time| time.to_string()),
            importance: if evidence.iter().any(|evidence| evidence.exchange == exchange) {
                "essential"
            } else {
                "important"
            },
        }
    });
    let locations: Vec<_> = steps.collect();
    (!locations.is_empty()).then(|| CodeFlow {
        message: message(&format!("Login {}", login.id)),
        thread_flows: [ThreadFlow { locations }],
    })
}

fn descriptor(id: &'static str) -> ReportingDescriptor {
    let rule = rules::find(id);
    let topic = TOPICS.iter().find(|(_, rules)| rules.iter().any(|of| of.id == id));
    let tags = ["oauth"].into_iter().chain(topic.map(|(topic, _)| *topic));
    let unexplained = "Record the login again as the result's fix says, or ask whoever runs the server for its log.";
    ReportingDescriptor {
        id,
        short_description: message(rule.map_or(NO_CAUSE_SUMMARY, |rule| rule.summary)),
        full_description: rule.map(|rule| message(rule.why)),
        help_uri: rule.and_then(|rule| rule.spec.first()).map(Cite::url),
        help: Help {
            text: rule.map_or(unexplained.to_owned(), |rule| format!("{} Fix: {}", rule.why, rule.fix)),
            markdown: rule.map_or(unexplained.to_owned(), |rule| rules::page(rule, "")),
        },
        default_configuration: Configuration {
            level: rule.map_or(Severity::Error, |rule| rule.optional.severity).as_str(),
        },
        properties: Tags { tags: tags.collect() },
    }
}

fn notification(location: &Location, reason: &str) -> Notification {
    Notification { level: "error", message: message(reason), locations: [physical(location)] }
}

fn physical<'a>(location: &Location) -> SarifLocation<'a> {
    let region = location.at.map(|(start_line, start_column)| Region { start_line, start_column });
    SarifLocation {
        id: None,
        physical_location: PhysicalLocation { artifact_location: ArtifactLocation { uri: location.uri() }, region },
        logical_locations: None,
        message: None,
    }
}

fn logical(evidence: &Evidence) -> [LogicalLocation<'_>; 1] {
    [LogicalLocation { fully_qualified_name: &evidence.part }]
}

/// Makes a plain text message. Square brackets would make a link of it (§3.11.6), a number in braces a placeholder (§3.11.5).
fn message(text: &str) -> SarifMessage {
    let text = shorten(&clean(text), LONGEST);
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '[' | ']' | '\\' => escaped.extend(['\\', c]),
            '{' if chars.peek().is_some_and(char::is_ascii_digit) => escaped.push_str("{{"),
            c => escaped.push(c),
        }
    }
    SarifMessage { text: escaped }
}

/// Adds an item to a list.
fn item(value: &impl serde::Serialize, list: &mut Vec<u8>) -> io::Result<()> {
    if !list.is_empty() {
        list.push(b',');
    }
    json(value, list)
}

fn json(value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(Escaped::new(out), value).map_err(io::Error::from)
}

/// The schema of this version.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// How many characters of a message or value are written.
const LONGEST: usize = 4000;
