//! What was found before, and is known: it does not fail a job again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::Checked;
use crate::weigh::{NO_CAUSE, Standing};

/// A finding of a baseline. It holds no value of a capture.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineEntry {
    /// The capture.
    pub path: String,
    /// The id of the rule.
    pub rule: String,
    /// The name of the finding across runs.
    pub fingerprint: String,
}

/// What is known, and what of it was found again: captures may be checked by several threads.
#[derive(Debug, Default)]
pub struct Baseline {
    /// By path.
    known: BTreeMap<String, KnownOfCapture>,
}

#[derive(Debug, Default)]
struct KnownOfCapture {
    is_checked: AtomicBool,
    entries: BTreeMap<BaselineEntry, AtomicBool>,
}

/// Why a file is not a baseline.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// Another file, or one that was edited.
    #[error("line {line}: this is not a valid baseline")]
    Malformed {
        /// The line; the first is 1.
        line: usize,
    },
    /// A later version wrote it.
    #[error("the `schema` of this baseline is not {SCHEMA}")]
    Schema,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    schema: u32,
    findings: Vec<BaselineEntry>,
}

impl Baseline {
    /// Reads a baseline (JSON).
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let file: BaselineFile =
            serde_json::from_str(text).map_err(|error| BaselineError::Malformed { line: error.line() })?;
        if file.schema != SCHEMA {
            return Err(BaselineError::Schema);
        }
        let mut known: BTreeMap<String, KnownOfCapture> = BTreeMap::new();
        for entry in file.findings {
            let of_path = known.entry(entry.path.clone()).or_default();
            of_path.entries.insert(entry, AtomicBool::new(false));
        }
        Ok(Self { known })
    }

    /// Says of each finding of a capture whether it is known.
    pub fn apply(&self, checked: &mut Checked, path: &str) {
        let known = self.known.get(path);
        // What was not read may hold what was not found.
        if let Some(known) = known.filter(|_| checked.error.is_none()) {
            known.is_checked.store(true, Ordering::Relaxed);
        }
        each(checked, |rule, fingerprint, standing| {
            let entry = known.and_then(|known| known.entries.get(&entry(path, rule, fingerprint)));
            if let Some(is_found) = entry {
                is_found.store(true, Ordering::Relaxed);
            }
            standing.in_baseline = Some(entry.is_some());
        });
    }

    /// Returns what is known and was not found any more, of the captures that were checked.
    pub fn fixed(&self) -> impl Iterator<Item = &BaselineEntry> {
        let checked = self.known.values().filter(|known| known.is_checked.load(Ordering::Relaxed));
        let entries = checked.flat_map(|known| &known.entries);
        entries.filter(|(_, is_found)| !is_found.load(Ordering::Relaxed)).map(|(entry, _)| entry)
    }

    /// Returns what a baseline has of a capture: what is ignored needs none.
    pub fn entries(checked: &mut Checked, path: &str) -> Vec<BaselineEntry> {
        let mut entries = Vec::new();
        each(checked, |rule, fingerprint, standing| {
            if standing.ignored.is_none() {
                entries.push(entry(path, rule, fingerprint));
            }
        });
        entries
    }

    /// Writes a baseline: one finding in a line, in order, so that a change is easy to read.
    pub fn write(entries: &BTreeSet<BaselineEntry>, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\n  \"schema\": {SCHEMA},\n  \"findings\": [")?;
        for (index, entry) in entries.iter().enumerate() {
            write!(out, "{}\n    ", if index == 0 { "" } else { "," })?;
            serde_json::to_writer(&mut *out, entry).map_err(io::Error::from)?;
        }
        writeln!(out, "{}]\n}}", if entries.is_empty() { "" } else { "\n  " })
    }
}

fn entry(path: &str, rule: &str, fingerprint: &str) -> BaselineEntry {
    BaselineEntry { path: path.to_owned(), rule: rule.to_owned(), fingerprint: fingerprint.to_owned() }
}

fn each(checked: &mut Checked, mut on: impl FnMut(&str, &str, &mut Standing)) {
    for login in &mut checked.logins {
        for finding in &mut login.findings {
            on(finding.rule.id, &finding.fingerprint, &mut finding.standing);
        }
        if let Some(failure) = &mut login.unexplained {
            on(NO_CAUSE, &failure.fingerprint, &mut failure.standing);
        }
    }
}

const SCHEMA: u32 = 1;
