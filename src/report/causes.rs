//! What else could be the cause of a failure.

use crate::diagnosis::Diagnosis;
use crate::login::Stage;
use crate::rules::Confidence;
use crate::weigh::{Candidate, Status};

/// What else could be the cause of a failure.
pub(super) struct OtherCauses<'a> {
    ruled_out: usize,
    pub(super) not_assessed: usize,
    /// Those that matter of what was not assessed; none where the cause is proven.
    pub(super) named: Vec<OpenCause<'a>>,
}

/// Why a cause was not assessed.
pub(super) struct OpenCause<'a> {
    /// The rule; none where it is the same for all of them.
    pub(super) rule: Option<&'static str>,
    pub(super) reason: &'a str,
}

impl<'a> OtherCauses<'a> {
    pub(super) fn new(login: &'a Diagnosis) -> Self {
        let rows = |status| login.differential.iter().filter(move |row: &&Candidate| row.status == status);
        let is_proven = login.verdict().is_some_and(|verdict| verdict.found.confidence == Confidence::Proven);
        let open: Vec<&Candidate> = rows(Status::NotAssessed).collect();
        Self {
            ruled_out: rows(Status::RuledOut).count(),
            not_assessed: open.len(),
            named: if is_proven { Vec::new() } else { named(login, &open) },
        }
    }

    /// `9 other causes ruled out, 2 not assessed`; none where there is no other.
    pub(super) fn counts(&self) -> Option<String> {
        let causes = if self.ruled_out == 1 { "cause" } else { "causes" };
        match (self.ruled_out, self.not_assessed) {
            (0, 0) => None,
            (0, open) => Some(format!("{open} other {} not assessed", if open == 1 { "cause" } else { "causes" })),
            (out, 0) => Some(format!("{out} other {causes} ruled out")),
            (out, open) => Some(format!("{out} other {causes} ruled out, {open} not assessed")),
        }
    }
}

/// Picks the causes that matter: those that the server's words name, those that the error is about, then those that the capture could most nearly decide. What many share,
/// such as a message that is missing, says little of each.
fn named<'a>(login: &Diagnosis, open: &[&'a Candidate]) -> Vec<OpenCause<'a>> {
    let shared = |reason: &str| open.iter().filter(|row| row.reason == reason).count();
    if let [first, _, ..] = open
        && login.verdict.is_none()
        && shared(&first.reason) == open.len()
    {
        return vec![OpenCause { rule: None, reason: &first.reason }];
    }
    let error = login.server_error.as_ref().and_then(|error| error.error.as_deref()).unwrap_or_default();
    let stages = stages(error);
    let fit = |row: &Candidate| {
        let at = row.rule.optional.stage.and_then(|stage| stages.iter().position(|named| *named == stage));
        at.unwrap_or(stages.len())
    };
    // Beside a verdict only what the error names is worth a look.
    let is_worth = |row: &&&Candidate| login.verdict.is_none() || row.is_named || fit(row) < stages.len();
    let mut rows: Vec<&Candidate> = open.iter().filter(is_worth).copied().collect();
    rows.sort_by_key(|row| (!row.is_named, fit(row), shared(&row.reason)));
    let mut named: Vec<OpenCause<'a>> = Vec::new();
    for row in rows {
        if named.len() < NAMED && named.iter().all(|known| known.reason != row.reason) {
            named.push(OpenCause { rule: Some(row.rule.id), reason: &row.reason });
        }
    }
    named
}

/// Returns what an error code is about (RFC 6749 §5.2, RFC 7636 §4.6), the frequent before the rare.
fn stages(error: &str) -> &'static [Stage] {
    match error {
        "invalid_grant" => &[Stage::Expiry, Stage::Reuse, Stage::RedirectUri, Stage::Pkce, Stage::Code],
        "invalid_client" => &[Stage::Client, Stage::Secret, Stage::Identity, Stage::Assertion, Stage::Registration],
        "invalid_request" | "unsupported_grant_type" => &[Stage::Form, Stage::GrantType, Stage::Identity],
        _ => &[],
    }
}

/// How many of the causes that were not assessed are named.
const NAMED: usize = 2;
