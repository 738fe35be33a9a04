//! `--format junit`: a suite for each capture, a case for each rule that concerns a login. The form is the one that Jenkins reads
//! (<https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd>).

use std::fmt::Write as _;
use std::io::{self, Write};

use quick_xml::escape::escape;

use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::problem::evidence_line;
use crate::report::text::{clean, shorten};
use crate::report::view::{fix, unexplained};
use crate::report::{Capture, Options};
use crate::rules::{self, Severity};
use crate::weigh::{Cleared, Finding};

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
        suite.case("read", "", &CaseOutcome::Error(message));
    } else if checked.logins.is_empty() {
        let reason = "no OAuth login is in this capture, so nothing was assessed";
        suite.case("login", "", &CaseOutcome::Skipped(reason.to_owned()));
    }
    suite.write(out)
}

/// Writes an input that cannot be opened as a suite.
pub(super) fn render_unreadable(path: &str, reason: &str, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut suite = Suite::new(path, options);
    suite.case("read", "", &CaseOutcome::Error(reason.to_owned()));
    suite.write(out)
}

/// Writes what stands behind the last suite. A file without a case fails many readers, so that there is one also for no input.
pub(super) fn end(is_empty: bool, options: Options, out: &mut dyn Write) -> io::Result<()> {
    if is_empty {
        let mut suite = Suite::new(env!("CARGO_PKG_NAME"), options);
        suite.case("login", "", &CaseOutcome::Skipped("no capture was given".to_owned()));
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
    /// What in a line, and in full.
    Failed(String, String),
    Error(String),
}

/// A suite that is being made: its counts stand before its cases.
#[derive(Default)]
struct Suite<'a> {
    name: &'a str,
    options: Options,
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

    /// The login as a whole, then each rule, in the order of evaluation.
    fn login(&mut self, login: &Diagnosis) {
        let more = login.repeats.as_ref().map(|repeats| format!(" and {} like it", repeats.logins));
        let class = format!(" · login {}{}", login.id, more.unwrap_or_default());
        let whole = if let Some(failure) = &login.unexplained {
            match failure.standing.why_not() {
                Some(why) => CaseOutcome::Skipped(format!("{why}. {}", unexplained(login))),
                None => CaseOutcome::Failed(unexplained(login), login.next.join("\n")),
            }
        } else if login.outcome == Outcome::Incomplete && login.verdict.is_none() {
            CaseOutcome::Skipped("the capture does not hold the end of this login".to_owned())
        } else {
            // What broke it is the failure of a rule.
            CaseOutcome::Passed
        };
        self.case("login", &class, &whole);
        let mut cleared = login.cleared.iter().peekable();
        for rule in rules::all() {
            for finding in login.findings.iter().filter(|finding| finding.rule.id == rule.id) {
                let found = self.found(finding);
                self.case(rule.id, &class, &found);
            }
            if let Some(Cleared { rule, missing }) = cleared.next_if(|cleared| cleared.rule == rule.id) {
                let result = missing.clone().map_or(CaseOutcome::Passed, CaseOutcome::Skipped);
                self.case(rule, &class, &result);
            }
        }
    }

    fn found(&self, finding: &Finding) -> CaseOutcome {
        let found = &finding.found;
        if let Some(why) = finding.standing.why_not() {
            return CaseOutcome::Skipped(format!("{why}. {}", found.message));
        }
        let was = finding.standing.was().map(|was| format!(", {was}"));
        let sure = format!("{}{}", found.confidence.as_str(), was.unwrap_or_default());
        let mut text = format!("{} ({sure})\n", found.message);
        for evidence in &found.evidence {
            let _ = writeln!(text, "{}", shorten(&evidence_line(evidence, self.options), LONGEST));
        }
        let _ = write!(text, "Fix: {}", fix(finding));
        if finding.severity == Severity::Error {
            CaseOutcome::Failed(found.message.clone(), text)
        } else {
            CaseOutcome::Remarked(format!("{}: {text}", finding.severity.as_str()))
        }
    }

    fn case(&mut self, name: &str, class: &str, result: &CaseOutcome) {
        self.tests += 1;
        let class = format!("{}{class}", self.name);
        // Writing to a String cannot fail.
        let _ = write!(self.cases, "    <testcase name=\"{}\" classname=\"{}\"", xml(name), xml(&class));
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
            CaseOutcome::Failed(message, text) => {
                self.failures += 1;
                let (message, text) = (xml(message), xml_lines(text));
                format!("<failure message=\"{message}\" type=\"{}\">{text}</failure>", xml(name))
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
        writeln!(out, "  <testsuite name=\"{name}\" {counts}>\n{}  </testsuite>", self.cases)
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
