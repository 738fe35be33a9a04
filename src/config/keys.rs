//! The words that stand in the configuration.

use std::borrow::Borrow;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::rules::{self, Severity};
use crate::weigh::NO_CAUSE;

/// The id of a rule, or that of a failure whose cause is not known.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct RuleId(pub(super) &'static str);

impl<'de> Deserialize<'de> for RuleId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        if id == NO_CAUSE {
            return Ok(Self(NO_CAUSE));
        }
        let Some(rule) = rules::find(&id) else {
            let similar = rules::similar(&id);
            return Err(D::Error::custom(match similar.first() {
                Some(id) => format!("no rule has this id; did you mean `{id}`?"),
                None => "no rule has this id; `oauth-doctor rules` lists them".to_owned(),
            }));
        };
        Ok(Self(rule.id))
    }
}

impl Borrow<str> for RuleId {
    fn borrow(&self) -> &str {
        self.0
    }
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
    /// Returns the severity; none where they are not reported.
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
