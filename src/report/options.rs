//! A capture with its diagnosis, and how much of it a report shows.

use crate::Checked;
use crate::capture::Place;
use crate::disclose::Shown;
use crate::weigh::ServerError;

/// A checked capture and the name under which it is reported.
#[derive(Debug)]
pub struct Capture {
    /// The path as it was given, or `-`.
    pub path: String,
    /// What is known of it.
    pub checked: Checked,
}

impl Capture {
    /// Returns the file of a place, where the recording has several.
    pub fn file(&self, at: Place) -> Option<&str> {
        let files = &self.checked.files;
        let file = files.get(usize::try_from(at.file).ok()?)?;
        (files.len() > 1).then_some(file)
    }

    /// Returns a place as it is shown: `93:230`, or `authorize.txt:3:12` where the recording has several files.
    pub fn place(&self, at: Place) -> String {
        match self.file(at) {
            Some(file) => format!("{file}:{at}"),
            None => at.to_string(),
        }
    }
}

/// How values and lines are shown. Unless told otherwise: without colours, with credentials masked, at 100 columns.
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Use ANSI colours.
    pub color: bool,
    /// Show credentials in full.
    pub show_secrets: bool,
    /// Call hosts `host-1.example`: of the formats only Markdown does.
    pub redact_hosts: bool,
    /// How much of a login the human report shows.
    pub detail: Detail,
    /// Put the page of a rule below its first finding of the run: of the formats only the human one does.
    pub explain: bool,
    /// How many columns a line may have.
    pub width: usize,
}

/// How much of a login the human report shows.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Detail {
    /// A line for each login that failed, and the counts.
    Quiet,
    /// The verdict with its evidence, fix and proof; what else there is in short.
    #[default]
    Normal,
    /// Every reason, the values of every finding, times and specifications.
    Verbose,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            show_secrets: false,
            redact_hosts: false,
            detail: Detail::Normal,
            explain: false,
            width: 100,
        }
    }
}

impl Options {
    /// Returns a value as it may be shown.
    pub(crate) fn value(self, shown: &Shown) -> String {
        match shown {
            Shown::Public(value) => value.clone(),
            Shown::Secret(secret) if self.show_secrets => secret.expose().to_owned(),
            Shown::Secret(secret) => secret.to_string(),
            Shown::Absent => "(absent)".to_owned(),
        }
    }
}

/// Returns whether an answer was no refusal and has no words.
pub(crate) fn says_nothing(error: &ServerError) -> bool {
    error.error.is_none() && error.description.is_none() && error.status.is_none_or(|status| status < 400)
}

/// `HTTP 400 invalid_grant “…”`; none where the server said nothing.
pub(crate) fn said(error: &ServerError) -> Option<String> {
    if says_nothing(error) {
        return None;
    }
    let status = error.status.map(|status| format!("HTTP {status}"));
    let words = error
        .description
        .as_deref()
        .map(|words| format!("\u{201c}{words}\u{201d}"));
    let parts = [status, error.error.clone(), words];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    Some(parts.join(" "))
}
