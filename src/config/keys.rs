//! The words that are in the configuration.

use serde::Deserialize;
use toml::Spanned;

use crate::facts::{FileError, FileErrorKind};
use crate::rules::{self, Severity};
use crate::weigh::NO_CAUSE;

/// Returns the id of the rule that the text names here, or that of a failure whose cause is not known.
pub(super) fn rule_id(text: &str, written: &Spanned<String>) -> Result<&'static str, FileError> {
    let id = written.get_ref();
    if id == NO_CAUSE {
        return Ok(NO_CAUSE);
    }
    rules::find(id).map(|rule| rule.id).ok_or_else(|| {
        let similar = rules::similar(id).first().copied();
        FileError::new(text, Some(written.span().start), FileErrorKind::UnknownRule { similar })
    })
}

/// How bad the findings of a rule are.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "String")]
pub(super) enum Level {
    /// Not reported.
    Off,
    /// Reported like this.
    On(Severity),
}

impl Level {
    /// Returns the severity; none if they are not reported.
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::On(severity) => Some(severity),
        }
    }
}

impl TryFrom<String> for Level {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Self, &'static str> {
        let known = [Severity::Error, Severity::Warning, Severity::Note];
        match known.into_iter().find(|severity| severity.as_str() == word) {
            Some(severity) => Ok(Self::On(severity)),
            None if word == "off" => Ok(Self::Off),
            None => Err("expected `error`, `warning`, `note` or `off`"),
        }
    }
}
