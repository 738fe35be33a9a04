//! What the words of a server mean, beside what the capture shows.

use crate::login::Login;
use crate::providers::{Meaning, Note};
use crate::rules::Confidence;
use crate::weigh::Finding;

/// What the words of a refusal mean.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// The meaning, and who says so.
    pub meaning: Meaning,
    /// The capture proves a cause that they do not name.
    pub is_overruled: bool,
}

/// Returns what the words of the refusal mean, weighed against the verdict.
pub(crate) fn weighed(login: &Login<'_>, verdict: Option<&Finding>) -> Option<Words> {
    let meaning = login.meaning()?;
    let proven = verdict.filter(|verdict| verdict.found.confidence == Confidence::Proven && !verdict.found.is_fallback);
    let about = meaning.about;
    let is_overruled =
        proven.is_some_and(|verdict| !about.is_empty() && !about.iter().any(|cause| verdict.rule.looks_into(*cause)));
    Some(Words { meaning, is_overruled: is_overruled && !meaning.is_generic() })
}

/// Returns what is worth knowing of the provider if there is no verdict: of what its words are about.
pub(crate) fn notes(login: &Login<'_>, verdict: Option<&Finding>) -> Vec<&'static Note> {
    let told = login.told();
    let provider = login.provider().filter(|_| verdict.is_none());
    let notes = provider.map(|provider| provider.notes).unwrap_or_default();
    let helps = |note: &&Note| note.about.iter().any(|cause| told.contains(cause));
    notes.iter().filter(helps).take(MOST_NOTES).collect()
}

/// How many notes a report has room for.
const MOST_NOTES: usize = 2;
