//! The file `oauth-doctor.toml`, and how it applies to a diagnosis.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::globs::Globs;
use super::ignore::{Ignore, IgnoreTable};
use super::keys::{Level, rule_id};
use crate::diagnosis::Diagnosis;
use crate::facts::{Facts, Server, parse_toml};
use crate::oauth::Registration;
use crate::rules::Severity;
use crate::weigh::Status;
use crate::{Checked, FileError};

/// The content of `oauth-doctor.toml`.
#[derive(Debug, Default)]
pub struct Config {
    /// The lowest severity that makes the exit code 1.
    pub fail_on: Option<Severity>,
    /// Patterns of files below a directory to check.
    pub include: Globs,
    /// Patterns of files below a directory to skip.
    pub exclude: Globs,
    /// Ignored findings; the first match gives the reason.
    pub ignores: Vec<Ignore>,
    /// What the user knows about the clients and the server.
    pub facts: Facts,
    severities: BTreeMap<&'static str, Level>,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ConfigTable {
    fail_on: Option<Severity>,
    #[serde(default)]
    include: Globs,
    #[serde(default)]
    exclude: Globs,
    #[serde(default)]
    severity: BTreeMap<Spanned<String>, Level>,
    #[serde(default)]
    ignore: Vec<IgnoreTable>,
    #[serde(default)]
    client: Vec<Registration>,
    #[serde(default)]
    server: Server,
}

impl Config {
    /// Reads a configuration (TOML). The metadata of the server that it names is not opened.
    ///
    /// # Example: a rule that is an error here
    ///
    /// ```
    /// use oauth_doctor::config::Config;
    /// use oauth_doctor::rules::Severity;
    ///
    /// let config = Config::parse("[severity]\npkce-absent = \"error\"\n")?;
    /// let capture = std::fs::read("fixtures/rules/pkce-absent/bad-sanitised-page.har")?;
    /// let mut checked = oauth_doctor::check(&capture);
    /// config.apply(&mut checked, &["login.har"]);
    /// assert_eq!(checked.logins[0].findings[0].severity, Severity::Error);
    /// assert!(Config::parse("[severity]\npkce-abset = \"error\"\n").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, FileError> {
        let table: ConfigTable = parse_toml(text)?;
        let severities = table.severity.iter();
        let severities = severities.map(|(rule, level)| Ok((rule_id(text, rule)?, *level)));
        let severities = severities.collect::<Result<_, FileError>>()?;
        let ignores = table.ignore.into_iter().map(|table| Ignore::new(text, table));
        let ignores = ignores.collect::<Result<_, FileError>>()?;
        let facts = Facts { clients: table.client, server: table.server };
        facts.check()?;
        Ok(Self { fail_on: table.fail_on, include: table.include, exclude: table.exclude, ignores, facts, severities })
    }

    /// Removes the ignores that have ended on this day, and returns them.
    pub fn expire(&mut self, today: Date) -> Vec<Ignore> {
        let (expired, kept) = std::mem::take(&mut self.ignores)
            .into_iter()
            .partition(|ignore| ignore.until.is_some_and(|until| until < today));
        self.ignores = kept;
        expired
    }

    /// Returns how many rules have a changed severity.
    pub fn severities(&self) -> usize {
        self.severities.len()
    }

    /// Gives findings the severity that they have here, and says which are ignored. The paths are those of the capture, of several
    /// inputs all of them, from the folder of the configuration.
    ///
    /// What explains a failure stays an error: the login failed, whatever anyone thinks of it. It can be ignored.
    pub fn apply(&self, checked: &mut Checked, paths: &[&str]) {
        for login in &mut checked.logins {
            self.weigh(login);
            let client = login.client_id.as_deref();
            let ignored = |rule: &str, fingerprint: &str| {
                let ignore = self.ignores.iter();
                let mut fitting = ignore.filter(|ignore| ignore.fits(rule, client, fingerprint, paths));
                fitting.next().map(|ignore| ignore.reason.clone())
            };
            for finding in &mut login.findings {
                finding.standing.ignored = ignored(finding.rule.id, &finding.fingerprint);
            }
            if let Some(failure) = &mut login.unexplained {
                failure.standing.ignored = ignored(crate::weigh::NO_CAUSE, &failure.fingerprint);
            }
        }
    }

    fn weigh(&self, login: &mut Diagnosis) {
        let verdict = login.verdict().map(|verdict| verdict.rule.id);
        let level = |rule: &str| self.severities.get(rule).filter(|_| verdict != Some(rule));
        let is_on = |rule: &str| level(rule) != Some(&Level::Off);
        login.findings.retain(|finding| is_on(finding.rule.id));
        // What was ruled out or not assessed stays: it says something of the other causes.
        login.differential.retain(|row| !matches!(row.status, Status::Found(_)) || is_on(row.rule.id));
        login.verdict = login.findings.iter().position(|finding| Some(finding.rule.id) == verdict);
        for finding in &mut login.findings {
            let severity = level(finding.rule.id).and_then(|level| level.severity());
            if let Some(severity) = severity.filter(|severity| *severity != finding.severity) {
                finding.standing.default_severity = Some(finding.severity);
                finding.severity = severity;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Config::parse(text).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn every_key_is_read() {
        let config = Config::parse(
            r#"
            fail-on = "warning"
            include = ["captures/**/*.har"]
            exclude = ["captures/old/**"]
            [severity]
            pkce-absent = "error"
            state-missing = "off"
            [[ignore]]
            rule = "cause-not-established"
            client-id = "orders-spa"
            path = "captures/*.har"
            fingerprint = "ce80f17647445d81"
            reason = "the server is being replaced"
            until = 2027-01-31
            [[client]]
            client_id = "orders-spa"
            client_type = "public"
            [server]
            code_lifetime = 60
            "#,
        )
        .unwrap();
        assert_eq!(config.fail_on, Some(Severity::Warning));
        assert_eq!((config.severities(), config.ignores.len()), (2, 1));
        assert_eq!(config.facts.server.code_lifetime, Some(60));
        assert!(config.include.matches("captures/new/a.har") && config.exclude.matches("captures/old/b/a.har"));
    }

    #[test]
    fn what_is_unknown_is_refused_with_its_line_and_what_was_meant() {
        let said = refused("fail_on = 'error'\n");
        assert!(said.starts_with("line 1: unknown key `fail_on`"), "{said}");
        assert!(said.ends_with("did you mean `fail-on`?"), "{said}");
        let said = refused("[severity]\npkce-absent = 'note'\npkce-chalenge-hex = 'note'\n");
        assert!(said.starts_with("line 3: no rule has this id"), "{said}");
        assert!(said.contains("did you mean `pkce-challenge-hex`"), "{said}");
        let said = refused("[severity]\npkce-absent = 'fatal'\n");
        assert_eq!(said, "line 2: expected `error`, `warning`, `note` or `off`");
        let said = refused("[[ignore]]\nrule = 'zebra'\nreason = 'x'\n");
        assert!(said.starts_with("line 2: no rule has this id") && !said.contains("zebra"), "{said}");
    }

    #[test]
    fn an_ignore_needs_a_reason_and_a_day_is_no_time() {
        assert_eq!(refused("[[ignore]]\nrule = 'pkce-absent'\n"), "line 1: missing key `reason`");
        let empty = refused("[[ignore]]\nrule = 'pkce-absent'\nreason = ' '\n");
        assert_eq!(empty, "line 3: say why this is ignored");
        for until in ["'soon'", "2027-02-30", "2027-01-31T00:00:00Z", "07:00:00"] {
            let said = refused(&format!("[[ignore]]\nrule = 'pkce-absent'\nreason = 'x'\nuntil = {until}\n"));
            assert!(said.starts_with("line 4: "), "{said}");
        }
        assert!(refused("include = ['a', '[']\n").starts_with("line 1: "));
    }

    #[test]
    fn an_ignore_ends_with_its_last_day() {
        let text = "[[ignore]]\nrule = 'pkce-absent'\nreason = 'x'\nuntil = 2027-01-31\n";
        let expired = |day| Config::parse(text).unwrap().expire(day).len();
        assert_eq!(expired(Date::constant(2027, 1, 31)), 0);
        assert_eq!(expired(Date::constant(2027, 2, 1)), 1);
    }

    #[test]
    fn a_value_of_the_file_is_not_quoted() {
        for text in [
            "fail-on = 'hunter2'\n",
            "include = 'hunter2'\n",
            "[[ignore]]\nrule = 'hunter2'\nreason = 'x'\n",
            "[[ignore]]\nrule = 'pkce-absent'\nreason = 'x'\nuntil = 'hunter2'\n",
            "[[ignore]]\nrule = 'pkce-absent'\nreason = 'x'\npath = 'hunter2['\n",
            "[[client]]\nclient_type = 'hunter2'\n",
            "hunter2",
        ] {
            assert!(!refused(text).contains("hunter2"), "{}", refused(text));
        }
    }
}
