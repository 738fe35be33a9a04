//! A login as a part of the page.

use super::diagram::Diagram;
use super::parts::LONGEST;
use super::timeline::{self, Moment};
use crate::explain::PkceStep;
use crate::report::causes::OtherCauses;
use crate::report::evidence::{Stretch, alike, stretches};
use crate::report::fold::Group;
use crate::report::text::{capitalised, clean, shorten};
use crate::report::view::{self, FindingView, LoginView};
use crate::rules::Severity;
use crate::weigh::{Candidate, Correction, Standing, Status};

/// A login, and what is drawn of it.
pub(super) struct LoginSection<'a> {
    pub(super) id: String,
    pub(super) is_folded: bool,
    /// `Login 3`.
    pub(super) name: String,
    /// The grant, the client and the server.
    pub(super) facts: String,
    pub(super) view: LoginView<'a>,
    pub(super) diagram: Option<Diagram>,
    /// What else could be the cause.
    pub(super) causes: OtherCauses<'a>,
    /// The life of the code.
    pub(super) moments: Vec<Moment>,
    /// How many more moments there are.
    pub(super) more_moments: usize,
}

/// A line of the corrected request.
pub(super) struct DiffLine {
    /// ` `, `-` or `+`.
    pub(super) mark: char,
    pub(super) stretches: Vec<Stretch>,
}

impl<'a> LoginSection<'a> {
    pub(super) fn new(group: &Group<'a>, is_folded: bool, capture: &str) -> Self {
        let login = group.first;
        let view = LoginView::new(login);
        let (moments, more_moments) = timeline::moments(login);
        Self {
            id: format!("{capture}-{}", login.id),
            is_folded,
            name: format!("Login {}", group.name()),
            facts: view.facts(60, 80).join(" · "),
            view,
            diagram: Diagram::new(login),
            causes: OtherCauses::new(login),
            moments,
            more_moments,
        }
    }
}

impl DiffLine {
    /// Returns `same`, `removed` or `added`.
    pub(super) fn tone(&self) -> &'static str {
        match self.mark {
            '-' => "removed",
            '+' => "added",
            _ => "same",
        }
    }
}

/// Returns the lines of the corrected request, with what differs in those that replace each other.
pub(super) fn diff(correction: &Correction) -> Vec<DiffLine> {
    let cleaned = |(mark, line): &(char, String)| (*mark, shorten(&clean(line), LONGEST));
    let plain = |(mark, text)| DiffLine { mark, stretches: vec![Stretch::Same(text)] };
    let mut lines: Vec<DiffLine> = correction.diff.iter().map(cleaned).map(plain).collect();
    for (index, pair) in correction.diff.windows(2).enumerate() {
        let ((before, old), (after, new)) = (cleaned(&pair[0]), cleaned(&pair[1]));
        if (before, after) == ('-', '+') && alike(&old, &new) {
            (lines[index].stretches, lines[index + 1].stretches) = stretches(&old, &new);
        }
    }
    lines
}

/// Returns what a client did to its verifier. Two steps of it are right (RFC 7636 §4.2), once each.
pub(super) fn chain(finding: &FindingView<'_>) -> Vec<(&'static str, bool)> {
    let mut right = vec![PkceStep::Sha256, PkceStep::Base64Url];
    let explanation = finding.found.explanation.iter();
    let steps = explanation.flat_map(|explanation| &explanation.steps).map(|step| {
        let place = right.iter().position(|other| other == step);
        (step.as_str(), place.map(|place| right.remove(place)).is_none())
    });
    steps.collect()
}

/// Returns what the configuration and the baseline say of a problem.
pub(super) fn remarks(standing: &Standing) -> Vec<String> {
    let why_not = standing.why_not().map(|why| format!("does not count: {why}"));
    let remarks = standing.was().into_iter().chain(why_not);
    remarks.map(|remark| capitalised(&remark)).collect()
}

/// Returns the answer in a line.
pub(super) fn title(view: &LoginView<'_>) -> String {
    let summary = view.verdict.as_ref().map(|verdict| verdict.rule.summary.to_owned());
    capitalised(&clean(&summary.unwrap_or_else(|| view::title(view))))
}

/// Returns `bad` for an error, `open` for a warning, `plain` for a note.
pub(super) fn finding_tone(finding: &FindingView<'_>) -> &'static str {
    match finding.severity {
        Severity::Error => "bad",
        Severity::Warning => "open",
        Severity::Note => "plain",
    }
}

/// Returns the differential: what was found, what could not be assessed, what is ruled out.
pub(super) fn causes<'a>(view: &LoginView<'a>) -> Vec<&'a Candidate> {
    let mut rows: Vec<_> = view.login.differential.iter().collect();
    rows.sort_by_key(|row| match row.status {
        Status::Found(confidence) => 2 - confidence as u8,
        Status::NotAssessed => 3,
        Status::RuledOut => 4,
    });
    rows
}

/// Returns `bad` for what was found, `open` for what could not be assessed, `plain` for what is ruled out.
pub(super) fn cause_tone(cause: &Candidate) -> &'static str {
    match cause.status {
        Status::Found(_) => "bad",
        Status::NotAssessed => "open",
        Status::RuledOut => "plain",
    }
}
