//! `--format junit`: a suite for each capture, a case for each login, a property for each rule that concerns one. The form is the one
//! that Jenkins reads (<https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd>).

use std::fmt::Write as _;
use std::io::{self, Write};

use quick_xml::escape::escape;

use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::problem::evidence_line;
use crate::report::text::{clean, shorten};
use crate::report::view::{fix, message, unexplained};
use crate::report::{Capture, Options};
use crate::rules::{self, Severity};
use crate::weigh::{Cleared, Finding, NO_CAUSE, Standing};

/// Writes what stands before the first suite.
pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\">", env!("CARGO_PKG_NAME"))
}

/// Writes a capture as a suite.
pub(super) fn render(capture: &Capture, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let checked = &capture.checked;
    let mut suite = Suite::new(&capture.path, options);
    for login in &checked.logins {
        suite.login(login);
    }
    if let Some(error) = &checked.error {
        let at = error.at().map(|at| format!("{}: ", capture.place(at))).unwrap_or_default();
        let message = format!("{at}{error}");
        suite.case("read", &CaseOutcome::Error(message));
    } else if checked.logins.is_empty() {
        let reason = "no OAuth login is in this capture, so nothing was assessed";
        suite.case("login", &CaseOutcome::Skipped(reason.to_owned()));
    }
    suite.write(out)
}

/// Writes an input that cannot be opened as a suite.
pub(super) fn render_unreadable(path: &str, reason: &str, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut suite = Suite::new(path, options);
    suite.case("read", &CaseOutcome::Error(reason.to_owned()));
    suite.write(out)
}

/// Writes what stands behind the last suite. A file without a case fails many readers, so that there is one also for no input.
pub(super) fn end(is_empty: bool, options: Options, out: &mut dyn Write) -> io::Result<()> {
    if is_empty {
        let mut suite = Suite::new(env!("CARGO_PKG_NAME"), options);
        suite.case("login", &CaseOutcome::Skipped("no capture was given".to_owned()));
        suite.write(out)?;
    }
    writeln!(out, "</testsuites>")
}

/// What became of a case.
enum CaseOutcome {
    Passed,
    /// With something to read.
    Remarked(String),
    Skipped(String),
    /// The rule that says why; what in a line, and in full.
    Failed {
        rule: &'static str,
        message: String,
        text: String,
    },
    Error(String),
}

/// A suite that is being made: its counts stand before its cases.
#[derive(Default)]
struct Suite<'a> {
    name: &'a str,
    options: Options,
    properties: String,
    cases: String,
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl<'a> Suite<'a> {
    fn new(name: &'a str, options: Options) -> Self {
        Self { name, options, ..Self::default() }
    }

    /// The login, and what each rule says of it, in the order of evaluation.
    fn login(&mut self, login: &Diagnosis) {
        let more = login.repeats.as_ref().map(|repeats| format!(" and {} like it", repeats.logins));
        let name = format!("login {}{}", login.id, more.unwrap_or_default());
        self.case(&name, &self.outcome(login));
        let mut cleared = login.cleared.iter().peekable();
        for rule in rules::all() {
            for finding in login.findings.iter().filter(|finding| finding.rule.id == rule.id) {
                let why_not = finding.standing.why_not().map(|why| format!(" ({why})")).unwrap_or_default();
                let (severity, sure) = (finding.severity.as_str(), finding.found.confidence.as_str());
                self.property(&name, rule.id, &format!("{severity}, {sure}{why_not}: {}", message(finding)));
            }
            if let Some(Cleared { rule, missing }) = cleared.next_if(|cleared| cleared.rule == rule.id) {
                let missing = missing.as_ref().map(|missing| format!("not assessed: {missing}"));
                self.property(&name, rule, missing.as_deref().unwrap_or("ruled out"));
            }
        }
    }

    /// A login fails where it failed or was denied, or has an error that counts.
    fn outcome(&self, login: &Diagnosis) -> CaseOutcome {
        let is_error = |finding: &&Finding| finding.severity == Severity::Error && finding.standing.counts();
        let cause = login.verdict().filter(|verdict| verdict.standing.counts());
        let cause = cause.or_else(|| login.findings.iter().find(is_error));
        let failed = login.failure_counts();
        let set_aside = login.verdict().map(|verdict| &verdict.standing);
        let set_aside = set_aside.or(login.unexplained.as_ref().map(|failure| &failure.standing));
        let remarks = || {
            let found =
                login.findings.iter().filter(|finding| Some(finding.rule.id) != cause.map(|cause| cause.rule.id));
            let remarks: Vec<String> = found.map(|finding| self.found(finding)).collect();
            remarks.join("\n\n")
        };
        match (cause, set_aside.and_then(Standing::why_not)) {
            (Some(cause), _) if failed || is_error(&cause) => {
                let text = [self.found(cause), remarks()].join("\n\n");
                let message = format!("{}: {}", login.outcome.as_str().to_uppercase(), cause.rule.summary);
                CaseOutcome::Failed { rule: cause.rule.id, message, text: text.trim_end().to_owned() }
            }
            _ if failed => {
                let text = [login.next.join("\n"), remarks()].join("\n\n");
                let message = format!("{}: {}", login.outcome.as_str().to_uppercase(), unexplained(login));
                CaseOutcome::Failed { rule: NO_CAUSE, message, text: text.trim().to_owned() }
            }
            (_, Some(why)) => {
                let found = login.verdict().map(|verdict| message(verdict).into_owned());
                CaseOutcome::Skipped(format!("{why}. {}", found.unwrap_or_else(|| unexplained(login))))
            }
            _ if login.outcome == Outcome::Incomplete => {
                CaseOutcome::Skipped("the capture does not show how this login ended".to_owned())
            }
            _ if login.findings.is_empty() => CaseOutcome::Passed,
            _ => CaseOutcome::Remarked(remarks()),
        }
    }

    /// What a rule found, with the values that show it and what to do.
    fn found(&self, finding: &Finding) -> String {
        let found = &finding.found;
        let remarks = [Some(found.confidence.as_str().to_owned()), finding.standing.was(), finding.standing.why_not()];
        let remarks: Vec<String> = remarks.into_iter().flatten().collect();
        let (severity, rule) = (finding.severity.as_str(), finding.rule.id);
        let mut text = format!("{severity} {rule} ({}): {}\n", remarks.join(", "), message(finding));
        for evidence in &found.evidence {
            let _ = writeln!(text, "{}", shorten(&evidence_line(evidence, self.options), LONGEST));
        }
        let _ = write!(text, "Fix: {}", fix(finding));
        text
    }

    /// What a rule says of a login. Properties are of a suite: a case has none in the schema.
    fn property(&mut self, login: &str, rule: &str, value: &str) {
        let name = xml(&format!("{login} · {rule}"));
        let _ = writeln!(self.properties, "      <property name=\"{name}\" value=\"{}\"/>", xml(value));
    }

    fn case(&mut self, name: &str, result: &CaseOutcome) {
        self.tests += 1;
        // Writing to a String cannot fail.
        let _ = write!(self.cases, "    <testcase name=\"{}\" classname=\"{}\"", xml(name), xml(self.name));
        let inner = match result {
            CaseOutcome::Passed => {
                self.cases.push_str("/>\n");
                return;
            }
            CaseOutcome::Remarked(text) => format!("<system-out>{}</system-out>", xml_lines(text)),
            CaseOutcome::Skipped(reason) => {
                self.skipped += 1;
                format!("<skipped message=\"{}\"/>", xml(reason))
            }
            CaseOutcome::Failed { rule, message, text } => {
                self.failures += 1;
                let (message, text) = (xml(message), xml_lines(text));
                format!("<failure message=\"{message}\" type=\"{}\">{text}</failure>", xml(rule))
            }
            CaseOutcome::Error(message) => {
                self.errors += 1;
                format!("<error message=\"{}\" type=\"not-read\"/>", xml(message))
            }
        };
        let _ = writeln!(self.cases, ">\n      {inner}\n    </testcase>");
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let name = xml(self.name);
        let counts = format!(
            "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
            self.tests, self.failures, self.errors, self.skipped
        );
        writeln!(out, "  <testsuite name=\"{name}\" {counts}>")?;
        if !self.properties.is_empty() {
            writeln!(out, "    <properties>\n{}    </properties>", self.properties)?;
        }
        writeln!(out, "{}  </testsuite>", self.cases)
    }
}

/// Escapes text for an attribute or an element. Of the characters that XML 1.0 §2.2 does not allow, those are left that `clean`
/// takes for harmless.
fn xml(text: &str) -> String {
    let text = shorten(&clean(text), LONGEST).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    escape(text).into_owned()
}

/// The same line by line.
fn xml_lines(text: &str) -> String {
    text.lines().map(xml).collect::<Vec<_>>().join("\n")
}

/// How many characters of a value or message are written.
const LONGEST: usize = 2000;
