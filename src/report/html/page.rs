//! A capture as a part of the page, and as a row of the index.

use std::collections::BTreeSet;

use askama::Template;
use sha2::{Digest, Sha256};

use super::login::{LoginSection, cause_tone, causes, chain, diff, finding_tone, remarks, title};
use super::parts::{Values, prose};
use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::evidence::Stretch;
use crate::report::fold::{self, Group, urgency};
use crate::report::human::{count, format, is_quiet, read};
use crate::report::text::{capitalised, clean, words};
use crate::report::view::{notes, refusal};
use crate::report::{Capture, Options, Tally, tally};
use crate::rules::Found;
use crate::{Checked, weigh};

/// A capture.
#[derive(Template)]
#[template(path = "capture.html")]
pub(super) struct CapturePage<'a> {
    capture: &'a Capture,
    options: Options,
    id: String,
    path: String,
    /// What was read.
    facts: String,
    several: bool,
    /// Nothing was found in it, so that its logins are folded.
    quiet: bool,
    /// How the logins ended, where there are several or nothing else is said.
    overview: Option<String>,
    error: Option<String>,
    /// What to record, where there is no login.
    advice: Option<&'static str>,
    sections: Vec<LoginSection<'a>>,
    /// How many logins have no room.
    left_out: usize,
    notes: Vec<String>,
    /// The name, the format and what went wrong, of each of several inputs.
    inputs: Vec<(String, String, Option<String>)>,
}

impl<'a> CapturePage<'a> {
    pub(super) fn new(capture: &'a Capture, options: Options, several: bool) -> Self {
        let checked = &capture.checked;
        let id = id(&capture.path);
        let quiet = several && is_quiet(checked);
        let groups = fold::groups(&checked.logins);
        // The first screen shows what failed; among equals the order of the capture stays.
        let worst = groups.first().map(|group| urgency(group.first));
        let section = |(index, group): (usize, &Group<'a>)| {
            let is_folded = quiet || index > 0 && (urgency(group.first) > 0 || worst != Some(0));
            LoginSection::new(group, is_folded, &id)
        };
        let error = checked.error.as_ref();
        let notes = notes(checked);
        let notes = notes.map(|note| format!("{}{}", note.message, capture.in_brackets(note.at)));
        Self {
            capture,
            options,
            path: clean(&capture.path),
            facts: read(checked, " · "),
            several,
            quiet,
            overview: (quiet || checked.logins.len() > 1).then(|| outcomes(capture)),
            error: error.map(|error| format!("{error}{}", capture.in_brackets(error.at()))),
            advice: (checked.logins.is_empty() && checked.error.is_none() && !quiet)
                .then(|| weigh::record_all(checked.format.recorder())),
            sections: groups.iter().take(MOST_LOGINS).enumerate().map(section).collect(),
            left_out: groups.len().saturating_sub(MOST_LOGINS),
            notes: notes.collect(),
            inputs: inputs(checked),
            id,
        }
    }

    fn values(&self, found: &Found) -> Values {
        Values::new(found, self.capture, self.options)
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
    pub(super) fn new(path: &str, reason: &str) -> Self {
        Self { id: id(path), path: clean(path), reason: clean(reason) }
    }
}

/// A row of the index.
#[derive(Template)]
#[template(path = "row.html")]
pub(super) struct IndexRow {
    id: String,
    path: String,
    tone: &'static str,
    outcome: String,
    causes: Vec<&'static str>,
    /// A login failed, and no cause of that is known.
    is_unexplained: bool,
}

impl IndexRow {
    pub(super) fn new(capture: &Capture) -> Self {
        let checked = &capture.checked;
        let verdicts = checked.logins.iter().filter_map(Diagnosis::verdict);
        let causes: BTreeSet<&str> = verdicts.map(|verdict| verdict.rule.id).collect();
        let worst = checked.logins.iter().min_by_key(|login| urgency(login));
        Self {
            id: id(&capture.path),
            path: clean(&capture.path),
            tone: match worst {
                Some(login) => tone(login),
                None if checked.error.is_some() => "bad",
                None => "plain",
            },
            outcome: match checked.logins.as_slice() {
                [login] => tally::ended(login).to_owned(),
                _ => outcomes(capture),
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
fn tone(login: &Diagnosis) -> &'static str {
    match login.outcome {
        Outcome::Failed | Outcome::Denied => "bad",
        Outcome::Succeeded if login.has_failed() => "bad",
        Outcome::Succeeded => "good",
        Outcome::Incomplete => "open",
    }
}

/// Names the part of the page: the same in every report, whatever else stands in it.
fn id(path: &str) -> String {
    let digest = Sha256::digest(path);
    format!("c{}", data_encoding::HEXLOWER.encode(&digest[..6]))
}

fn outcomes(capture: &Capture) -> String {
    let checked = &capture.checked;
    match (checked.logins.is_empty(), checked.error.is_some()) {
        (true, true) => "not read".to_owned(),
        (true, false) => "no OAuth login".to_owned(),
        (false, _) => Tally::new(capture).logins(),
    }
}

fn inputs(checked: &Checked) -> Vec<(String, String, Option<String>)> {
    if checked.inputs.len() < 2 {
        return Vec::new();
    }
    let shown = checked.inputs.iter().take(MOST_INPUTS).map(|input| {
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
