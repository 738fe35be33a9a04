//! What is ignored, and why.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::globs::Globs;
use super::keys::rule_id;
use crate::FileError;

/// What is ignored.
#[derive(Clone, Debug)]
pub struct Ignore {
    /// Why.
    pub reason: Arc<str>,
    /// The last day.
    pub until: Option<Date>,
    rule: &'static str,
    client_id: Option<String>,
    path: Option<Globs>,
    fingerprint: Option<String>,
}

/// A table `[[ignore]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct IgnoreTable {
    rule: Spanned<String>,
    client_id: Option<String>,
    path: Option<OnePath>,
    fingerprint: Option<String>,
    reason: Reason,
    until: Option<Day>,
}

impl Ignore {
    /// Reads a table of this text.
    pub(super) fn new(text: &str, table: IgnoreTable) -> Result<Self, FileError> {
        Ok(Self {
            rule: rule_id(text, &table.rule)?,
            reason: table.reason.0,
            until: table.until.map(|day| day.0),
            client_id: table.client_id,
            path: table.path.map(|path| path.0),
            fingerprint: table.fingerprint,
        })
    }

    /// Returns the id of the rule.
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// Returns whether it is about this finding of a capture with these paths.
    pub(super) fn fits(&self, rule: &str, client: Option<&str>, fingerprint: &str, paths: &[&str]) -> bool {
        self.rule == rule
            && self.client_id.as_deref().is_none_or(|id| Some(id) == client)
            && self.fingerprint.as_deref().is_none_or(|name| name == fingerprint)
            && self.path.as_ref().is_none_or(|globs| paths.iter().any(|path| globs.matches(path)))
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Reason(Arc<str>);

impl TryFrom<String> for Reason {
    type Error = &'static str;

    fn try_from(reason: String) -> Result<Self, &'static str> {
        match reason.trim() {
            "" => Err("say why this is ignored"),
            reason => Ok(Self(reason.into())),
        }
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct OnePath(Globs);

impl TryFrom<String> for OnePath {
    type Error = &'static str;

    fn try_from(pattern: String) -> Result<Self, &'static str> {
        Globs::try_from(vec![pattern]).map(Self)
    }
}

#[derive(Deserialize)]
#[serde(try_from = "toml::Value")]
struct Day(Date);

impl TryFrom<toml::Value> for Day {
    type Error = &'static str;

    fn try_from(value: toml::Value) -> Result<Self, &'static str> {
        let date = value.as_datetime().and_then(day);
        date.map(Self).ok_or("expected a day, for example 2027-01-31, without quotes")
    }
}

/// Returns the day that is written; none where a time is.
pub(super) fn day(written: &Datetime) -> Option<Date> {
    let date = written.date.filter(|_| written.time.is_none())?;
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Date::new(i16::try_from(date.year).ok()?, month, day).ok()
}
