//! What stands below the verdict: what else was found, what to do next, what else could be the cause.

use std::io::{self, Write as _};

use colored::Colorize;

use super::{Printer, link};
use crate::diagnosis::Diagnosis;
use crate::report::Detail;
use crate::report::causes::OtherCauses;
use crate::report::text::{clean, glued};
use crate::report::view::LoginView;
use crate::rules::Severity;
use crate::weigh::{Candidate, Status};

impl Printer<'_> {
    /// What else was found; beside a verdict, in a line each.
    pub(super) fn others(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        let apart = self.options.explain || self.options.detail == Detail::Verbose;
        for finding in &view.others {
            if apart {
                writeln!(self.out)?;
            }
            if let Some(why) = finding.standing.why_not() {
                self.aside(finding.rule.id, &why)?;
                continue;
            }
            let severity = finding.severity.as_str();
            let painted = self.paint(severity, |text| match finding.severity {
                Severity::Error => text.red(),
                Severity::Warning => text.yellow(),
                Severity::Note => text.blue(),
            });
            let remarks = finding.remarks().map(|remarks| format!(" ({remarks})")).unwrap_or_default();
            let id = finding.rule.id;
            let shown = link::rule_id(finding.rule, self.options);
            if !apart && view.verdict.is_some() {
                let used = 2 + severity.len() + 1 + id.len() + remarks.chars().count() + 2;
                self.hanging(&format!("  {painted} {shown}{remarks}  "), used, 4, finding.rule.summary)?;
            } else {
                writeln!(self.out, "  {painted} {shown}{remarks}")?;
                self.paragraph(4, &clean(&finding.found.message))?;
            }
            self.proofs_of(finding, view.login)?;
            self.page(finding.rule);
        }
        Ok(())
    }

    /// What was found and does not count, in a line.
    fn aside(&mut self, id: &str, why: &str) -> io::Result<()> {
        self.labelled(&format!("  {id}"), &clean(why), |text| text.dimmed())
    }

    /// What to do next: the most useful step, and all of them in the verbose report; said of the first login only that it is for.
    pub(super) fn next(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        let login = view.login;
        let Some(first_step) = login.next.first() else { return Ok(()) };
        let first = *self.advised.entry(login.next.clone()).or_insert(login.id);
        if first != login.id {
            return self.entry("Next", &format!("as for login {first}"));
        }
        if self.options.detail == Detail::Verbose {
            return self.list("Next", &login.next);
        }
        self.labelled("  Next", &clean(first_step), |text| text.green().bold())
    }

    /// What was ruled out, and what could not be assessed: how many, and with `--verbose` each with its reason.
    pub(super) fn differential(&mut self, login: &Diagnosis) -> io::Result<()> {
        let rows = |status| login.differential.iter().filter(move |row: &&Candidate| row.status == status);
        if self.options.detail == Detail::Verbose {
            for (status, title) in [(Status::RuledOut, "Ruled out"), (Status::NotAssessed, "Not assessed")] {
                let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
                for row in rows(status) {
                    match reasons.iter_mut().find(|(reason, _)| *reason == row.reason) {
                        Some((_, rules)) => rules.push(row.rule.id),
                        None => reasons.push((&row.reason, vec![row.rule.id])),
                    }
                }
                if !reasons.is_empty() {
                    self.reasons(title, &reasons)?;
                }
            }
            return Ok(());
        }
        let others = OtherCauses::new(login);
        let Some(counts) = others.counts() else { return Ok(()) };
        let is_among =
            others.not_assessed > others.named.len() && others.named.iter().all(|cause| cause.rule.is_some());
        let named = others.named.iter().map(|cause| {
            let rule = cause.rule.map(|rule| format!("{rule}: ")).unwrap_or_default();
            format!("{rule}{}", clean(cause.reason))
        });
        let named = named.collect::<Vec<_>>().join("; ");
        let among = if is_among { "among them " } else { "" };
        let named = if named.is_empty() { named } else { format!(" ({among}{named})") };
        self.paragraph(2, &format!("{counts}{named}. {}", glued("Details: --verbose")))
    }
}
