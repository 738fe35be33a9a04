use std::fmt;

use super::DriftKind;

/// A difference between two values that should be equal.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Drift {
    /// The first and most specific name of the difference.
    pub kind: DriftKind,
    /// What else differs.
    pub also: Vec<DriftKind>,
    /// One or two sentences for the person who must fix it.
    pub text: String,
}

impl Drift {
    /// Makes a difference that has one name.
    pub(super) fn new(kind: DriftKind, text: impl Into<String>) -> Self {
        Self { kind, also: Vec::new(), text: text.into() }
    }

    /// Returns the text as the end of a sentence: in lower case, without the full stop.
    pub fn clause(&self) -> String {
        uncapitalised(self.text.trim_end_matches('.'))
    }
}

/// Returns a sentence as it reads after other words: without its capital.
pub(super) fn uncapitalised(text: &str) -> String {
    if text.chars().nth(1).is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
