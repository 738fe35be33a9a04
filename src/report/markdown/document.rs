//! The report of one capture, as Markdown for a ticket.

use std::io::{self, Write};

use super::hosts::Hosts;
use super::inert::{block, cell, code, prose};
use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::text::{shorten, words};
use crate::report::view::{FindingView, LoginView, said, unexplained};
use crate::report::{Capture, Options, fold};
use crate::rules::Evidence;
use crate::weigh::{Correction, Status};

/// Writes a capture.
pub(crate) fn render(capture: &Capture, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let hosts = if options.redact_hosts { Hosts::new(capture) } else { Hosts::default() };
    let mut page = Page { capture, options, hosts, out };
    page.capture()
}

/// Writes an input that cannot be opened.
pub(crate) fn render_unreadable(path: &str, reason: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}\n\nNot read: {}", code(path), prose(reason))
}

/// Writes what stands behind the last capture.
pub(crate) fn end(is_empty: bool, out: &mut dyn Write) -> io::Result<()> {
    if is_empty {
        writeln!(out, "No capture was given.")?;
    }
    Ok(())
}

struct Page<'a> {
    capture: &'a Capture,
    options: Options,
    hosts: Hosts,
    out: &'a mut dyn Write,
}

impl Page<'_> {
    fn capture(&mut self) -> io::Result<()> {
        let checked = &self.capture.checked;
        let path = self.code(&self.hosts.redact_name(&self.capture.path));
        writeln!(self.out, "## {path}")?;
        if let Some(error) = &checked.error {
            let at = error.at().map(|at| format!(" ({})", code(&self.capture.place(at))));
            let at = at.unwrap_or_default();
            writeln!(self.out, "\nNot read to its end{at}: {}", prose(&error.to_string()))?;
        } else if checked.logins.is_empty() {
            writeln!(self.out, "\nNo OAuth login is in this capture, so nothing was assessed.")?;
        }
        for note in &checked.notes {
            writeln!(self.out, "\n> {}", self.prose(&note.message))?;
        }
        // A ticket is about what went wrong.
        let (shown, left): (Vec<_>, Vec<_>) = checked.logins.iter().partition(|login| is_of_interest(login));
        for login in shown.iter().take(LOGINS) {
            self.login(login)?;
        }
        let unshown = left.iter().chain(shown.iter().skip(LOGINS));
        let more: usize = unshown.map(|login| 1 + login.repeats.as_ref().map_or(0, |repeats| repeats.logins)).sum();
        if more > 0 {
            let only = if shown.len() > LOGINS { "" } else { ", in which nothing was found" };
            writeln!(self.out, "\n{more} more {}{only}.", if more == 1 { "login" } else { "logins" })?;
        }
        Ok(())
    }

    fn login(&mut self, login: &Diagnosis) -> io::Result<()> {
        let view = LoginView::new(login);
        let (id, outcome) = (login.id, login.outcome.as_str());
        writeln!(self.out, "\n### Login {id} {outcome}\n")?;
        if let Some(verdict) = &view.verdict {
            let (rule, confidence) = (verdict.rule, verdict.found.confidence.as_str());
            let (summary, message) = (prose(rule.summary), self.prose(&verdict.found.message));
            writeln!(self.out, "**`{}`** ({confidence}): {summary}\n\n{message}\n", rule.id)?;
        } else if login.unexplained.is_some() {
            writeln!(self.out, "{}\n", self.prose(&unexplained(login)))?;
        }
        if let Some(repeats) = &login.repeats {
            writeln!(self.out, "{}\n", fold::more(repeats))?;
        }
        if let Some(why) = &view.set_aside {
            writeln!(self.out, "It does not count ({}).\n", self.prose(why))?;
        }
        self.about(&view)?;
        if let Some(verdict) = &view.verdict {
            self.evidence(&verdict.found.evidence)?;
            self.fix(verdict)?;
        }
        for correction in &login.corrections {
            self.correction(correction)?;
        }
        if let Some(proof) = &view.proof {
            writeln!(self.out, "\n**{}**: {}", proof.heading, self.prose(&proof.text))?;
        }
        self.others(&view.others)?;
        self.differential(login)?;
        if !login.next.is_empty() {
            writeln!(self.out, "\n**Next**\n")?;
            for next in &login.next {
                writeln!(self.out, "- {}", self.prose(next))?;
            }
        }
        Ok(())
    }

    /// Who talked, and what was said.
    fn about(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        let login = view.login;
        let provider = login.provider.map(|provider| prose(provider.name));
        let server = login.server.as_deref().map(|server| self.code(server));
        let server = [provider, server].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let steps = login.steps.iter().take(STEPS).map(|step| {
            let status = step.status.map(|status| format!(" {status}")).unwrap_or_default();
            format!("{} ({}{status})", step.kind.title(), step.seen.exchange)
        });
        let mut steps: Vec<String> = steps.collect();
        if login.steps.len() > STEPS {
            steps.push("\u{2026}".to_owned());
        }
        let meaning = view.meaning.as_ref();
        for (label, text) in [
            ("Grant", Some(words(login.grant.as_str()))),
            ("Client", login.client_id.as_deref().map(|client| self.code(client))),
            ("Server", Some(server).filter(|server| !server.is_empty())),
            ("Messages (exchange, status)", Some(steps.join(" \u{2192} "))),
            ("The server said", view.answer.and_then(said).map(|said| self.code(&said))),
            ("It means", meaning.map(|claim| format!("{}{}", prose(claim.text), claim.but))),
        ] {
            if let Some(text) = text {
                writeln!(self.out, "- {label}: {text}")?;
            }
        }
        Ok(())
    }

    fn evidence(&mut self, evidence: &[Evidence]) -> io::Result<()> {
        if evidence.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n| | value | exchange | part | place |\n| --- | --- | --- | --- | --- |")?;
        for item in evidence {
            let exchange = match item.exchange {
                0 => "a fact".to_owned(),
                number => number.to_string(),
            };
            let place = item.at.map(|at| cell(&self.hosts.redact(&self.capture.place(at))));
            writeln!(
                self.out,
                "| {} | {} | {exchange} | {} | {} |",
                cell(&item.label),
                cell(&self.short(&self.options.value(&item.value))),
                cell(&self.hosts.redact(&item.part.to_string())),
                place.unwrap_or_default()
            )?;
        }
        Ok(())
    }

    fn fix(&mut self, verdict: &FindingView<'_>) -> io::Result<()> {
        writeln!(self.out, "\n**Fix.** {}", self.prose(verdict.fix))?;
        if let Some(line) = &verdict.code {
            let (language, wrong, right) = (prose(line.language.as_str()), code(line.wrong), code(line.right));
            writeln!(self.out, "\nOften written in {language}: {wrong}\nWrite: {right}")?;
        }
        let specs = verdict.rule.spec.iter().map(|cite| format!("[{}]({})", cite.title(), cite.url()));
        writeln!(self.out, "\nSee {}.", specs.collect::<Vec<_>>().join(", "))
    }

    fn correction(&mut self, correction: &Correction) -> io::Result<()> {
        writeln!(self.out, "\n**Corrected {}**\n", correction.request.title())?;
        let diff = correction.diff.iter().map(|(mark, line)| format!("{mark}{}", self.short(line)));
        let diff: Vec<String> = diff.collect();
        write!(self.out, "{}", block("diff", &diff))?;
        let command: Vec<String> = correction.curl.lines().map(|line| self.hosts.redact(line)).collect();
        write!(self.out, "\n{}", block("sh", &command))?;
        for need in &correction.needs {
            writeln!(self.out, "\nIt needs {}.", self.prose(need))?;
        }
        Ok(())
    }

    fn others(&mut self, others: &[FindingView<'_>]) -> io::Result<()> {
        for (number, finding) in others.iter().enumerate() {
            if number == 0 {
                writeln!(self.out, "\n**Also found**\n")?;
            }
            let remarks = finding.remarks().map(|remarks| format!(" ({})", self.prose(&remarks)));
            let (severity, rule) = (finding.severity.as_str(), finding.rule.id);
            let (remarks, message) = (remarks.unwrap_or_default(), self.prose(&finding.found.message));
            writeln!(self.out, "- {severity} `{rule}`{remarks}: {message}")?;
        }
        Ok(())
    }

    fn differential(&mut self, login: &Diagnosis) -> io::Result<()> {
        let rows = login.differential.iter();
        let rows: Vec<_> = rows.filter(|row| !matches!(row.status, Status::Found(_))).collect();
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n<details><summary>Other causes: {} ruled out or not assessed</summary>\n", rows.len())?;
        for row in rows {
            let status = words(row.status.as_str());
            writeln!(self.out, "- `{}` {status}: {}", row.rule.id, self.prose(&row.reason))?;
        }
        writeln!(self.out, "\n</details>")
    }

    fn prose(&self, text: &str) -> String {
        prose(&self.short(text))
    }

    fn code(&self, value: &str) -> String {
        code(&self.short(value))
    }

    fn short(&self, text: &str) -> String {
        shorten(&self.hosts.redact(self.hosts.cut(text, 4 * LONGEST)), LONGEST)
    }
}

fn is_of_interest(login: &Diagnosis) -> bool {
    login.outcome != Outcome::Succeeded && login.outcome != Outcome::Incomplete || !login.findings.is_empty()
}

/// How many logins of a capture are shown.
const LOGINS: usize = 20;

/// How many messages of a login are named.
const STEPS: usize = 30;

/// How many characters of a value or message are shown.
const LONGEST: usize = 1000;
