//! What was found, and what was not.

use super::standing::Standing;
use crate::rules::{Confidence, Found, Rule, Severity};

/// Something that a rule found.
#[derive(Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is for this login.
    pub severity: Severity,
    /// What was found.
    pub found: Found,
    /// Names the finding across runs: of the rule, the server, the client and the part of the message; not of values or places.
    pub fingerprint: String,
    /// What the user decided about it.
    pub standing: Standing,
}

/// A row of the differential.
#[derive(Debug)]
pub struct Candidate {
    /// The rule.
    pub rule: &'static Rule,
    /// What is known about it.
    pub status: Status,
    /// Why.
    pub reason: String,
    /// The words of the refusal name it.
    pub is_named: bool,
}

/// A rule that concerns a login and found nothing.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Cleared {
    /// The id of the rule.
    pub rule: &'static str,
    /// What would show it; `None` if the capture rules it out.
    pub missing: Option<String>,
}

/// What is known about a possible cause.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Status {
    /// It is so, with this confidence.
    Found(Confidence),
    /// The capture excludes it.
    RuledOut,
    /// The capture cannot show it.
    NotAssessed,
}

impl Status {
    /// Returns `proven`, `likely`, `possible`, `ruled_out` or `not_assessed`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Found(confidence) => confidence.as_str(),
            Self::RuledOut => "ruled_out",
            Self::NotAssessed => "not_assessed",
        }
    }
}
