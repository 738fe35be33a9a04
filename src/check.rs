//! A capture from its bytes to the diagnosis of each login.

use crate::capture::{Error, Note, Session};
use crate::diagnosis::{self, Diagnosis};
use crate::flow::Collector;
use crate::rules::{Facts, Outcome, Severity};

/// What is known of a capture.
#[derive(Debug)]
pub struct Checked {
    /// The format: `har`, or a name for what was refused.
    pub format: &'static str,
    /// Who wrote the capture.
    pub creator: Option<String>,
    /// How many exchanges it holds.
    pub exchanges: usize,
    /// How many of them are OAuth messages.
    pub oauth_exchanges: usize,
    /// What is odd about it.
    pub notes: Vec<Note>,
    /// Why it could not be read, or not to its end; what stands before is diagnosed.
    pub error: Option<Error>,
    /// The logins.
    pub logins: Vec<Diagnosis>,
}

/// Reads a capture and diagnoses its logins. Opens no file and no connection.
///
/// # Example: a capture that is none
///
/// ```
/// let checked = oauth_doctor::check(b"{}");
/// assert!(checked.logins.is_empty());
/// assert!(checked.error.is_some());
/// ```
pub fn check(bytes: &[u8]) -> Checked {
    let mut collector = Collector::default();
    let summary = Session::new(&mut collector).read("-", &mut &*bytes, None);
    let traffic = collector.finish();
    let facts = Facts {
        sanitised: summary.notes.iter().any(|note| note.kind == "sanitised"),
    };
    Checked {
        format: summary.format,
        creator: summary.creator,
        exchanges: summary.exchanges,
        oauth_exchanges: traffic.oauth_exchanges,
        notes: summary.notes,
        error: summary.error,
        logins: diagnosis::diagnose(&traffic, facts),
    }
}

impl Checked {
    /// Returns whether a login failed, or there is a finding at or above this severity.
    pub fn has_findings(&self, at: Severity) -> bool {
        let failed = |login: &Diagnosis| matches!(login.outcome, Outcome::Failed | Outcome::Denied);
        self.logins
            .iter()
            .any(|login| failed(login) || login.findings.iter().any(|finding| finding.severity >= at))
    }
}
