//! The report of one capture, as Markdown for a ticket.

use std::io::{self, Write};

use super::hosts::Hosts;
use super::inert::{block, cell, code, prose};
use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::problem::unexplained;
use crate::report::proof::{heading, proven, sentences};
use crate::report::text::shorten;
use crate::report::{Capture, Options, said};
use crate::rules::{Confidence, Evidence};
use crate::weigh::{Correction, Finding, Standing, Status};

/// Writes a capture.
pub(crate) fn render(capture: &Capture, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let hosts = if options.redact_hosts {
        Hosts::of(capture)
    } else {
        Hosts::default()
    };
    let mut page = Page {
        capture,
        options,
        hosts,
        out,
    };
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
            writeln!(
                self.out,
                "\nNo OAuth login is in this capture, so nothing was assessed."
            )?;
        }
        for note in &checked.notes {
            writeln!(self.out, "\n> {}", self.prose(&note.message))?;
        }
        // A ticket is about what went wrong.
        let (shown, left): (Vec<_>, Vec<_>) = checked.logins.iter().partition(|login| is_of_interest(login));
        for login in shown.iter().take(LOGINS) {
            self.login(login)?;
        }
        let more = left.len() + shown.len().saturating_sub(LOGINS);
        if more > 0 {
            let only = if shown.len() > LOGINS {
                ""
            } else {
                ", in which nothing was found"
            };
            writeln!(
                self.out,
                "\n{more} more {}{only}.",
                if more == 1 { "login" } else { "logins" }
            )?;
        }
        Ok(())
    }

    fn login(&mut self, login: &Diagnosis) -> io::Result<()> {
        let (id, outcome) = (login.id, login.outcome.as_str());
        writeln!(self.out, "\n### Login {id} {outcome}\n")?;
        match login.verdict() {
            Some(verdict) => {
                let (rule, confidence) = (verdict.rule, verdict.found.confidence.as_str());
                writeln!(
                    self.out,
                    "**`{}`** ({confidence}): {}\n\n{}\n",
                    rule.id,
                    prose(rule.summary),
                    self.prose(&verdict.found.message)
                )?;
            }
            None if login.unexplained.is_some() => {
                writeln!(self.out, "{}\n", self.prose(&unexplained(login)))?;
            }
            None => {}
        }
        let failure = login.unexplained.as_ref().map(|failure| &failure.standing);
        let standing = login.verdict().map(|verdict| &verdict.standing).or(failure);
        if let Some(why) = standing.and_then(Standing::why_not) {
            writeln!(self.out, "It does not count ({}).\n", self.prose(&why))?;
        }
        self.about(login)?;
        if let Some(verdict) = login.verdict() {
            self.evidence(&verdict.found.evidence)?;
            self.fix(verdict)?;
        }
        for correction in &login.corrections {
            self.correction(correction)?;
        }
        if let Some(proof) = proven(login) {
            let said = sentences(proof);
            writeln!(self.out, "\n**{}**: {}", heading(proof), self.prose(&said))?;
        }
        self.others(login)?;
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
    fn about(&mut self, login: &Diagnosis) -> io::Result<()> {
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
        let refusal = login.server_error.as_ref();
        let meaning = refusal.and_then(|error| error.meaning);
        let meaning = meaning.filter(|words| !words.meaning.is_generic() || login.verdict.is_none());
        let meaning = meaning.map(|words| {
            let but = if words.is_overruled {
                " The capture shows another cause."
            } else {
                ""
            };
            format!("{}{but}", prose(words.meaning.reply.meaning))
        });
        let said = refusal.and_then(said).map(|said| self.code(&said));
        for (label, text) in [
            ("Grant", Some(login.grant.as_str().replace('_', " "))),
            ("Client", login.client_id.as_deref().map(|client| self.code(client))),
            ("Server", Some(server).filter(|server| !server.is_empty())),
            ("Messages (exchange, status)", Some(steps.join(" \u{2192} "))),
            ("The server said", said),
            ("It means", meaning),
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
        writeln!(
            self.out,
            "\n| | value | exchange | part | place |\n| --- | --- | --- | --- | --- |"
        )?;
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

    fn fix(&mut self, verdict: &Finding) -> io::Result<()> {
        let fix = verdict.found.fix.as_deref().unwrap_or(verdict.rule.fix);
        writeln!(self.out, "\n**Fix.** {}", self.prose(fix))?;
        let explanation = verdict.found.explanation.as_ref();
        if let Some(code_line) = explanation.and_then(|explanation| explanation.code.first()) {
            let language = code_line.language.as_str();
            writeln!(
                self.out,
                "\nOften written in {}: {}\nWrite: {}",
                prose(language),
                code(code_line.wrong),
                code(code_line.right)
            )?;
        }
        let specs = verdict
            .rule
            .spec
            .iter()
            .map(|cite| format!("[{}]({})", cite.title(), cite.url()));
        writeln!(self.out, "\nSee {}.", specs.collect::<Vec<_>>().join(", "))
    }

    fn correction(&mut self, correction: &Correction) -> io::Result<()> {
        writeln!(self.out, "\n**Corrected {}**\n", correction.request.title())?;
        let diff = correction
            .diff
            .iter()
            .map(|(mark, line)| format!("{mark}{}", self.short(line)));
        let diff: Vec<String> = diff.collect();
        write!(self.out, "{}", block("diff", &diff))?;
        let command: Vec<String> = correction.curl.lines().map(|line| self.hosts.redact(line)).collect();
        write!(self.out, "\n{}", block("sh", &command))?;
        for need in &correction.needs {
            writeln!(self.out, "\nIt needs {}.", self.prose(need))?;
        }
        Ok(())
    }

    fn others(&mut self, login: &Diagnosis) -> io::Result<()> {
        let others = login.findings.iter().enumerate();
        let others = others.filter(|(index, _)| Some(*index) != login.verdict);
        for (number, (_, finding)) in others.enumerate() {
            if number == 0 {
                writeln!(self.out, "\n**Also found**\n")?;
            }
            let likely = finding.found.confidence != Confidence::Proven;
            let sure = likely.then(|| finding.found.confidence.as_str().to_owned());
            let remarks = sure.into_iter().chain(finding.standing.was());
            let remarks: Vec<String> = remarks.chain(finding.standing.why_not()).collect();
            let sure = match remarks.as_slice() {
                [] => String::new(),
                remarks => format!(" ({})", self.prose(&remarks.join(", "))),
            };
            let (severity, rule) = (finding.severity.as_str(), finding.rule.id);
            let message = self.prose(&finding.found.message);
            writeln!(self.out, "- {severity} `{rule}`{sure}: {message}")?;
        }
        Ok(())
    }

    fn differential(&mut self, login: &Diagnosis) -> io::Result<()> {
        let rows = login.differential.iter();
        let rows: Vec<_> = rows.filter(|row| !matches!(row.status, Status::Found(_))).collect();
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(
            self.out,
            "\n<details><summary>Other causes: {} ruled out or not assessed</summary>\n",
            rows.len()
        )?;
        for row in rows {
            let status = row.status.as_str().replace('_', " ");
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
