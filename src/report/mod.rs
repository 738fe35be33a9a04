//! The diagnosis in words and in JSON. Nothing is computed here.

pub mod human;
pub mod json;
pub(crate) mod text;

use crate::Checked;
use crate::rules::Shown;

/// A checked capture and the name under which it is reported.
#[derive(Debug)]
pub struct Capture {
    /// The path as it was given, or `-`.
    pub path: String,
    /// What is known of it.
    pub checked: Checked,
}

/// How values and lines are shown.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Use ANSI colours.
    pub color: bool,
    /// Show credentials in full.
    pub show_secrets: bool,
    /// How many columns a line may have.
    pub width: usize,
}

impl Options {
    /// Returns a value as it may be shown.
    fn value(self, shown: &Shown) -> String {
        match shown {
            Shown::Public(value) => value.clone(),
            Shown::Secret(secret) if self.show_secrets => secret.expose().to_owned(),
            Shown::Secret(secret) => secret.to_string(),
            Shown::Absent => "(absent)".to_owned(),
        }
    }
}
