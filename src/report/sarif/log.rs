//! The log: a run, its rules and its results.

use super::model;
use std::collections::BTreeSet;
use std::io::{self, Write};

use super::model::{
    Artifact, ArtifactLocation, CodeFlow, Configuration, Driver, Fingerprints, Help, LogicalLocation, Message,
    Notification, PhysicalLocation, Region, ReportingDescriptor, ResultProperties, SarifResult, Suppression, Tags,
    ThreadFlow, ThreadFlowLocation, Tool,
};
use crate::diagnosis::Diagnosis;
use crate::report::json::Escaped;
use crate::report::location::Location;
use crate::report::problem::{NO_CAUSE_SUMMARY, Problem, problems};
use crate::report::text::{clean, shorten};
use crate::report::{Capture, Options};
use crate::rules::{self, Evidence, Severity, TOPICS};
use crate::weigh::NO_CAUSE;

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
        for (list, more) in [
            (&mut self.artifacts, other.artifacts),
            (&mut self.notifications, other.notifications),
        ] {
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
    write!(
        out,
        "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"results\":["
    )
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
        let artifact = Artifact {
            location: ArtifactLocation {
                uri: Location::whole(name).uri(),
            },
            roles: ["analysisTarget"],
        };
        item(&artifact, &mut tail.artifacts)?;
        if let Some(error) = &input.error {
            let location = match error.at() {
                Some(at) => Location::of(capture, Some(at)),
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
    let tool = Tool {
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
    write!(
        out,
        "],\n\"invocations\":[{{\"executionSuccessful\":{successful},\"toolExecutionNotifications\":["
    )?;
    out.write_all(&tail.notifications)?;
    // Columns are bytes, for which §3.14.17 has no word; where a line is ASCII up to there, they are code points.
    writeln!(
        out,
        "]}}],\n\"columnKind\":\"unicodeCodePoints\",\"properties\":{{\"columnUnit\":\"utf8Bytes\"}}}}]}}"
    )
}

fn result<'a>(capture: &'a Capture, options: Options, problem: &'a Problem<'a>) -> SarifResult<'a> {
    let evidence = problem.finding.map(|finding| finding.found.evidence.as_slice());
    let evidence = evidence.unwrap_or_default();
    let primary = evidence.iter().position(|evidence| evidence.at.is_some());
    let related = evidence
        .iter()
        .enumerate()
        .filter(|(_, evidence)| evidence.at.is_some());
    let related = related.map(|(index, evidence)| model::Location {
        id: Some(index + 1),
        physical_location: physical(&Location::of(capture, evidence.at)),
        logical_locations: Some(logical(evidence)),
        message: Some(message(&format!(
            "{}: {}",
            evidence.label,
            options.value(&evidence.value)
        ))),
    });
    let login = problem.login;
    let ignored = problem.standing.ignored.as_deref();
    let suppressions = ignored.map(|reason| Suppression {
        kind: "external",
        justification: clean(reason),
    });
    let suppressions = suppressions.into_iter();
    SarifResult {
        rule_id: problem.rule,
        kind: "fail",
        level: problem.severity.as_str(),
        message: message(&problem.message),
        locations: [model::Location {
            id: None,
            physical_location: physical(&problem.location),
            logical_locations: primary.and_then(|index| evidence.get(index)).map(logical),
            message: None,
        }],
        related_locations: related.collect(),
        code_flows: code_flow(capture, login, evidence).into_iter().collect(),
        partial_fingerprints: Fingerprints {
            v1: problem.fingerprint,
        },
        suppressions: suppressions.collect(),
        baseline_state: problem
            .standing
            .in_baseline
            .map(|known| if known { "unchanged" } else { "new" }),
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
            location: model::Location {
                id: None,
                physical_location: physical(&Location::of(capture, step.seen.at)),
                logical_locations: None,
                message: Some(message(&format!("{name}, exchange {exchange}{status}"))),
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
    let Some(rule) = rules::find(id) else {
        let help = "Record the login again as the fix of the result says, or ask who runs the server for its log.";
        return ReportingDescriptor {
            id: NO_CAUSE,
            short_description: message(NO_CAUSE_SUMMARY),
            full_description: None,
            help_uri: None,
            help: Help {
                text: help.to_owned(),
                markdown: help.to_owned(),
            },
            default_configuration: Configuration {
                level: Severity::Error.as_str(),
            },
            properties: Tags { tags: vec!["oauth"] },
        };
    };
    let topic = TOPICS.iter().find(|(_, rules)| rules.iter().any(|of| of.id == id));
    let tags = ["oauth"].into_iter().chain(topic.map(|(topic, _)| *topic));
    ReportingDescriptor {
        id,
        short_description: message(rule.summary),
        full_description: Some(message(rule.why)),
        help_uri: rule.spec.first().map(crate::oauth::Cite::url),
        help: Help {
            text: format!("{} Fix: {}", rule.why, rule.fix),
            markdown: rules::page(rule, ""),
        },
        default_configuration: Configuration {
            level: rule.optional.severity.as_str(),
        },
        properties: Tags { tags: tags.collect() },
    }
}

fn notification(location: &Location, reason: &str) -> Notification {
    Notification {
        level: "error",
        message: message(reason),
        locations: [model::Location {
            id: None,
            physical_location: physical(location),
            logical_locations: None,
            message: None,
        }],
    }
}

fn physical(location: &Location) -> PhysicalLocation {
    PhysicalLocation {
        artifact_location: ArtifactLocation { uri: location.uri() },
        region: location.at.map(|(start_line, start_column)| Region {
            start_line,
            start_column,
        }),
    }
}

fn logical(evidence: &Evidence) -> [LogicalLocation<'_>; 1] {
    [LogicalLocation {
        fully_qualified_name: &evidence.part,
    }]
}

/// Makes a plain text message. Square brackets would make a link of it (§3.11.6), a number in braces a placeholder (§3.11.5).
fn message(text: &str) -> Message {
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
    Message { text: escaped }
}

/// Adds an item to a list.
fn item(value: &impl serde::Serialize, list: &mut Vec<u8>) -> io::Result<()> {
    if !list.is_empty() {
        list.push(b',');
    }
    json(value, list)
}

fn json(value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(Escaped(out), value).map_err(io::Error::from)
}

/// The schema of this version.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// How many characters of a message or value are written.
const LONGEST: usize = 4000;
