//! Counts over captures.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::Capture;
use crate::rules::Severity;
use crate::weigh::{Standing, Status};

/// What was found in some captures. It has a bounded size, however many they are.
#[derive(Debug, Default)]
pub struct Tally {
    pub(super) totals: Totals,
    outcomes: BTreeMap<&'static str, usize>,
    /// Why logins failed, a rule or that it is not known, and whether they failed or were denied.
    causes: BTreeMap<(&'static str, &'static str), Cases>,
    /// Captures without a login that could be read.
    pub(super) without_login: usize,
    /// Inputs that cannot be opened.
    unopened: usize,
    /// Inputs that cannot be opened, or not be read to their end.
    pub(super) unread: Cases,
}

/// The numbers of the JSON report.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Totals {
    captures: usize,
    flows: usize,
    failed: usize,
    errors: usize,
    pub(super) warnings: usize,
    not_assessed: usize,
    ignored: usize,
    baseline: usize,
}

/// Logins of the same fate, and the first captures that hold them.
#[derive(Debug, Default)]
pub(super) struct Cases {
    pub(super) logins: usize,
    pub(super) captures: usize,
    pub(super) paths: Vec<String>,
}

impl Tally {
    /// Counts one capture.
    pub fn new(capture: &Capture) -> Self {
        let checked = &capture.checked;
        let logins = &checked.logins;
        let sum =
            |of: &dyn Fn(&Diagnosis) -> usize| -> usize { logins.iter().map(|login| of(login) * weight(login)).sum() };
        let count = |severity| {
            sum(&|login| {
                let findings = login.findings.iter();
                findings.filter(|finding| finding.severity == severity && finding.standing.counts()).count()
            })
        };
        let ignored = sum(&|login| standings(login).filter(|standing| standing.ignored.is_some()).count());
        let mut tally = Self {
            totals: Totals {
                captures: 1,
                flows: sum(&|_| 1),
                failed: sum(&|login| usize::from(login.outcome == Outcome::Failed)),
                errors: count(Severity::Error),
                warnings: count(Severity::Warning),
                not_assessed: sum(&|login| {
                    login.differential.iter().filter(|row| row.status == Status::NotAssessed).count()
                }),
                ignored,
                baseline: sum(&|login| standings(login).filter(|standing| !standing.counts()).count()) - ignored,
            },
            ..Self::default()
        };
        for login in logins {
            *tally.outcomes.entry(ended(login)).or_default() += weight(login);
            if let Some(cause) = cause(login) {
                let ended = if login.outcome == Outcome::Succeeded { "refused" } else { login.outcome.as_str() };
                tally.causes.entry((cause, ended)).or_default().logins += weight(login);
            }
        }
        tally.causes.values_mut().for_each(|cases| cases.add(&capture.path));
        if checked.error.is_some() {
            tally.unread.add(&capture.path);
        } else if logins.is_empty() {
            tally.without_login = 1;
        }
        tally
    }

    /// Counts an input that cannot be opened.
    pub fn unreadable(path: &str) -> Self {
        let mut tally = Self { unopened: 1, ..Self::default() };
        tally.unread.add(path);
        tally
    }

    /// Adds what was counted elsewhere, of captures that follow.
    pub fn add(&mut self, other: Self) {
        let (totals, more) = (&mut self.totals, other.totals);
        totals.captures += more.captures;
        totals.flows += more.flows;
        totals.failed += more.failed;
        totals.errors += more.errors;
        totals.warnings += more.warnings;
        totals.not_assessed += more.not_assessed;
        totals.ignored += more.ignored;
        totals.baseline += more.baseline;
        for (outcome, n) in other.outcomes {
            *self.outcomes.entry(outcome).or_default() += n;
        }
        for (cause, cases) in other.causes {
            self.causes.entry(cause).or_default().extend(cases);
        }
        self.without_login += other.without_login;
        self.unopened += other.unopened;
        self.unread.extend(other.unread);
    }

    /// Returns how many inputs there were, those included that cannot be opened.
    pub(super) fn inputs(&self) -> usize {
        self.totals.captures + self.unopened
    }

    /// `7 logins: 1 failed, 4 succeeded, 2 incomplete`.
    pub(super) fn logins(&self) -> String {
        let [failed, denied, succeeded, incomplete] =
            [Outcome::Failed, Outcome::Denied, Outcome::Succeeded, Outcome::Incomplete].map(Outcome::as_str);
        let named = [failed, denied, REFUSED, succeeded, incomplete];
        let named = named.iter().filter_map(|name| Some(format!("{} {name}", self.outcomes.get(name)?)));
        match (self.totals.flows, named.collect::<Vec<_>>().join(", ")) {
            (0, _) => "no login".to_owned(),
            (1, named) => format!("1 login: {named}"),
            (n, named) => format!("{n} logins: {named}"),
        }
    }

    /// Returns what was found and does not count: `1 finding is ignored, 3 are in the baseline`.
    pub(super) fn set_aside(&self) -> Option<String> {
        let are = |n: usize| if n == 1 { "is" } else { "are" };
        let findings = |n: usize| format!("{n} {} {}", if n == 1 { "finding" } else { "findings" }, are(n));
        match (self.totals.ignored, self.totals.baseline) {
            (0, 0) => None,
            (ignored, 0) => Some(format!("{} ignored", findings(ignored))),
            (0, known) => Some(format!("{} in the baseline", findings(known))),
            (ignored, known) => Some(format!("{} ignored, {known} {} in the baseline", findings(ignored), are(known))),
        }
    }

    /// Returns whether a few captures hold the beginnings or ends of logins.
    pub(super) fn may_be_pieces(&self) -> bool {
        let incomplete = self.outcomes.contains_key(Outcome::Incomplete.as_str());
        incomplete && (2..=FEW).contains(&self.totals.captures)
    }

    /// Returns why logins failed, and whether they `failed`, were `denied`, or brought a token that was `refused`; the most frequent cause first.
    pub(super) fn causes(&self) -> Vec<(&'static str, &'static str, &Cases)> {
        let causes = self.causes.iter();
        let mut causes: Vec<_> = causes.map(|((cause, outcome), cases)| (*cause, *outcome, cases)).collect();
        causes.sort_by_key(|(cause, outcome, cases)| (usize::MAX - cases.logins, *cause, *outcome));
        causes
    }
}

impl Cases {
    fn add(&mut self, path: &str) {
        self.captures += 1;
        if self.paths.len() < LISTED {
            self.paths.push(path.to_owned());
        }
    }

    fn extend(&mut self, more: Self) {
        self.logins += more.logins;
        self.captures += more.captures;
        let room = LISTED - self.paths.len();
        self.paths.extend(more.paths.into_iter().take(room));
    }
}

/// Returns for how many logins one stands.
fn weight(login: &Diagnosis) -> usize {
    1 + login.repeats.as_ref().map_or(0, |repeats| repeats.logins)
}

fn standings(login: &Diagnosis) -> impl Iterator<Item = &Standing> {
    let failure = login.unexplained.iter().map(|failure| &failure.standing);
    failure.chain(login.findings.iter().map(|finding| &finding.standing))
}

/// Returns why a login failed, where that counts.
fn cause(login: &Diagnosis) -> Option<&'static str> {
    let rule = login.verdict().map(|verdict| verdict.rule.id);
    login.failure_counts().then_some(rule.unwrap_or("no cause established"))
}

/// How many captures of a cause are named.
const LISTED: usize = 10;

/// Of more captures nobody thinks as pieces of one.
const FEW: usize = 10;

/// Returns how a login ended, as it is counted.
/// Returns how a login ended: `failed`, or `refused by a resource` where its token was refused.
pub(super) fn ended(login: &Diagnosis) -> &'static str {
    match login.outcome {
        Outcome::Succeeded if login.has_failed() => REFUSED,
        outcome => outcome.as_str(),
    }
}

/// A login that succeeded, and whose token a resource refused.
const REFUSED: &str = "refused by a resource";
