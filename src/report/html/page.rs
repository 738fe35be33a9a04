//! A capture as a part of the page, and as a row of the index.

use std::collections::BTreeSet;

use askama::Template;
use sha2::{Digest, Sha256};

use super::login::LoginView;
use super::parts::Prose;
use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::evidence::Stretch;
use crate::report::fold::{self, Group};
use crate::report::human::{count, format, is_quiet, overview};
use crate::report::text::clean;
use crate::report::{Capture, Options};
use crate::{Checked, weigh};

/// A capture.
#[derive(Template)]
#[template(path = "capture.html")]
pub(super) struct CapturePage {
    id: String,
    path: String,
    /// What was read.
    facts: String,
    several: bool,
    /// How the logins ended, where there are several or nothing else is said.
    overview: Option<String>,
    error: Option<Prose>,
    /// What to record, where there is no login.
    advice: Option<&'static str>,
    logins: Vec<LoginView>,
    /// How many logins have no room.
    left_out: usize,
    notes: Vec<Prose>,
    /// The name, the format and what went wrong, of each of several inputs.
    inputs: Vec<(String, String, Option<String>)>,
}

impl CapturePage {
    pub(super) fn of(capture: &Capture, options: Options, several: bool) -> Self {
        let checked = &capture.checked;
        let id = id(&capture.path);
        let quiet = several && is_quiet(checked);
        let mut groups = fold::groups(&checked.logins);
        // The first screen shows what failed; among equals the order of the capture stays.
        groups.sort_by_key(|group| weight(group.first));
        let worst = groups.first().map(|group| weight(group.first));
        let shown: &[Group<'_>] = if quiet { &[] } else { &groups };
        let view = |(index, group): (usize, &Group<'_>)| {
            let is_folded = index > 0 && (weight(group.first) > 0 || worst != Some(0));
            LoginView::of(group, is_folded, &id, capture, options)
        };
        Self {
            path: clean(&capture.path),
            facts: facts(checked),
            several,
            overview: (quiet || checked.logins.len() > 1).then(|| outcomes(checked)),
            error: checked.error.as_ref().map(|error| {
                let at = error.at().map(|at| format!(" ({})", clean(&capture.place(at))));
                Prose::of(&format!("{error}{}", at.unwrap_or_default()))
            }),
            advice: (checked.logins.is_empty() && checked.error.is_none() && !quiet)
                .then(|| weigh::record_all(checked.format.recorder())),
            logins: shown.iter().take(MOST_LOGINS).enumerate().map(view).collect(),
            left_out: shown.len().saturating_sub(MOST_LOGINS),
            notes: checked
                .notes
                .iter()
                .map(|note| {
                    let at = note.at.map(|at| format!(" ({})", clean(&capture.place(at))));
                    Prose::of(&format!("{}{}", note.message, at.unwrap_or_default()))
                })
                .collect(),
            inputs: inputs(checked),
            id,
        }
    }
}

/// An input that cannot be opened.
#[derive(Template)]
#[template(path = "unreadable.html")]
pub(super) struct UnreadablePage {
    id: String,
    path: String,
    reason: String,
}

impl UnreadablePage {
    pub(super) fn of(path: &str, reason: &str) -> Self {
        Self {
            id: id(path),
            path: clean(path),
            reason: clean(reason),
        }
    }
}

/// A row of the index.
#[derive(Template)]
#[template(path = "row.html")]
pub(super) struct Row {
    id: String,
    path: String,
    tone: &'static str,
    outcome: String,
    causes: Vec<&'static str>,
    /// A login failed, and no cause of that is known.
    is_unexplained: bool,
}

impl Row {
    pub(super) fn of(capture: &Capture) -> Self {
        let checked = &capture.checked;
        let verdicts = checked.logins.iter().filter_map(Diagnosis::verdict);
        let causes: BTreeSet<&str> = verdicts.map(|verdict| verdict.rule.id).collect();
        let worst = checked.logins.iter().min_by_key(|login| weight(login));
        Self {
            id: id(&capture.path),
            path: clean(&capture.path),
            tone: match worst {
                Some(login) => tone(login.outcome),
                None if checked.error.is_some() => "bad",
                None => "plain",
            },
            outcome: match checked.logins.as_slice() {
                [login] => login.outcome.as_str().to_owned(),
                _ => outcomes(checked),
            },
            causes: causes.into_iter().collect(),
            is_unexplained: checked.logins.iter().any(|login| login.unexplained.is_some()),
        }
    }

    pub(super) fn unreadable(path: &str) -> Self {
        Self {
            id: id(path),
            path: clean(path),
            tone: "bad",
            outcome: "not read".to_owned(),
            causes: Vec::new(),
            is_unexplained: false,
        }
    }
}

/// Returns `bad`, `good` or `open`: the colour of an outcome.
pub(super) fn tone(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Failed | Outcome::Denied => "bad",
        Outcome::Succeeded => "good",
        Outcome::Incomplete => "open",
    }
}

/// Orders logins: failures first, then what may be one, then those that worked.
fn weight(login: &Diagnosis) -> u8 {
    match login.outcome {
        Outcome::Failed | Outcome::Denied => 0,
        _ if login.verdict.is_some() => 0,
        Outcome::Incomplete => 1,
        Outcome::Succeeded => 2,
    }
}

/// Names the part of the page: the same in every report, whatever else stands in it.
fn id(path: &str) -> String {
    let digest = Sha256::digest(path);
    format!("c{}", data_encoding::HEXLOWER.encode(&digest[..6]))
}

fn outcomes(checked: &Checked) -> String {
    match (checked.logins.is_empty(), checked.error.is_some()) {
        (true, true) => "not read".to_owned(),
        (true, false) => "no OAuth login".to_owned(),
        (false, _) => overview(&checked.logins),
    }
}

fn facts(checked: &Checked) -> String {
    let read = if checked.inputs.len() > 1 {
        format!("{} inputs as one recording", checked.inputs.len())
    } else {
        format(checked.format, checked.creator.as_deref())
    };
    let exchanges = count(checked.exchanges, "exchange");
    format!("{read} · {exchanges}, {} of OAuth", checked.oauth_exchanges)
}

fn inputs(checked: &Checked) -> Vec<(String, String, Option<String>)> {
    let several = checked.inputs.len() > 1;
    let shown = checked
        .inputs
        .iter()
        .filter(|_| several)
        .take(MOST_INPUTS)
        .map(|input| {
            let format = format(input.format, input.creator.as_deref());
            let exchanges = count(input.exchanges, "exchange");
            let error = input.error.as_ref().map(|error| clean(&error.to_string()));
            (clean(&input.name), format!("{format}, {exchanges}"), error)
        });
    shown.collect()
}

/// More logins of a capture are left to the JSON report.
const MOST_LOGINS: usize = 200;

/// So many inputs of one recording are listed.
const MOST_INPUTS: usize = 200;
