//! What the formats for programs list: what was found, and failures whose cause is not known.

use std::borrow::Cow;

use crate::capture::Place;
use crate::diagnosis::Diagnosis;
use crate::report::evidence::exchange;
use crate::report::location::Location;
use crate::report::view::{fix, message, unexplained};
use crate::report::{Capture, Options, fold};
use crate::rules::{Evidence, Severity};
use crate::weigh::{Finding, NO_CAUSE, Standing, Unexplained};

/// What [`NO_CAUSE`] says.
pub(super) const NO_CAUSE_SUMMARY: &str = "the login failed, and the capture does not show why";

/// A finding, or a failure whose cause is not known.
pub(super) struct Problem<'a> {
    pub(super) login: &'a Diagnosis,
    /// None where the cause is not known.
    pub(super) finding: Option<&'a Finding>,
    /// The id of the rule.
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    /// One or two sentences.
    pub(super) message: Cow<'a, str>,
    /// What to do.
    pub(super) fix: Cow<'a, str>,
    /// Names the problem across runs.
    pub(super) fingerprint: &'a str,
    /// What the user decided about it.
    pub(super) standing: &'a Standing,
    pub(super) location: Location,
    /// The place of the same in the capture.
    pub(super) place: Option<Place>,
}

/// Returns the problems of a capture, login by login.
pub(super) fn problems(capture: &Capture) -> impl Iterator<Item = Problem<'_>> {
    capture.checked.logins.iter().flat_map(move |login| {
        let unknown = login.unexplained.as_ref();
        let unknown = unknown.map(|failure| Problem::unexplained(capture, login, failure));
        let found = login.findings.iter();
        unknown.into_iter().chain(found.map(move |finding| Problem::new(capture, login, finding)))
    })
}

/// Returns why logins failed, one problem each; a verdict may also be of a login whose end was not recorded.
pub(super) fn causes(capture: &Capture) -> impl Iterator<Item = Problem<'_>> {
    let logins = capture.checked.logins.iter();
    logins.filter_map(move |login| match login.verdict() {
        Some(verdict) => Some(Problem::new(capture, login, verdict)),
        None => login.unexplained.as_ref().map(|failure| Problem::unexplained(capture, login, failure)),
    })
}

impl<'a> Problem<'a> {
    fn new(capture: &Capture, login: &'a Diagnosis, finding: &'a Finding) -> Self {
        let found = &finding.found;
        let place = found.evidence.iter().find_map(|evidence| evidence.at);
        let place = place.or_else(|| begins(login));
        Self {
            login,
            finding: Some(finding),
            rule: finding.rule.id,
            severity: finding.severity,
            message: with_repeats(message(finding), login),
            fix: Cow::Borrowed(fix(finding)),
            fingerprint: &finding.fingerprint,
            standing: &finding.standing,
            location: Location::new(capture, place),
            place,
        }
    }

    fn unexplained(capture: &Capture, login: &'a Diagnosis, failure: &'a Unexplained) -> Self {
        let refusal = login.server_error.as_ref();
        let step = refusal.and_then(|error| login.steps.iter().find(|step| step.seen.exchange == error.exchange));
        let place = step.and_then(|step| step.seen.at).or_else(|| begins(login));
        Self {
            login,
            finding: None,
            rule: NO_CAUSE,
            severity: Severity::Error,
            message: with_repeats(Cow::Owned(unexplained(login)), login),
            fix: Cow::Owned(login.next.join(" ")),
            fingerprint: &failure.fingerprint,
            standing: &failure.standing,
            location: Location::new(capture, place),
            place,
        }
    }
}

/// Adds how many logins more are like this one.
fn with_repeats<'a>(message: Cow<'a, str>, login: &Diagnosis) -> Cow<'a, str> {
    match &login.repeats {
        None => message,
        Some(repeats) => Cow::Owned(format!("{message} {}", fold::more(repeats))),
    }
}

/// Returns a value with its exchange and part: `sent: … (exchange 2, authorize_request.query.code_challenge)`.
pub(super) fn evidence_line(evidence: &Evidence, options: Options) -> String {
    let (label, value) = (&evidence.label, options.value(&evidence.value));
    format!("{label}: {value} ({}, {})", exchange(evidence), evidence.part)
}

fn begins(login: &Diagnosis) -> Option<Place> {
    login.steps.iter().find_map(|step| step.seen.at)
}
