//! A login: its messages, the verdict, what else was found, what was ruled out.

use std::io::{self, Write as _};

use colored::Colorize;

use super::Printer;
use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::Detail;
use crate::report::fold::Group;
use crate::report::text::{clean, glued, shorten};
use crate::report::view::{FindingView, LoginView, said};
use crate::rules::{Confidence, Severity};
use crate::weigh::{Correction, NO_CAUSE, Status, Step, StepKind};

impl Printer<'_> {
    pub(super) fn login(&mut self, group: &Group<'_>) -> io::Result<()> {
        let view = LoginView::new(group.first);
        self.login_head(&view, &group.name())?;
        self.steps(view.login)?;
        if let Some(why) = &view.set_aside {
            let id = view.verdict.as_ref().map_or(NO_CAUSE, |verdict| verdict.rule.id);
            self.aside(id, why)?;
            return self.others(&view);
        }
        match &view.verdict {
            Some(verdict) => self.verdict(verdict, &view)?,
            None => self.no_verdict(&view)?,
        }
        self.others(&view)?;
        self.differential(view.login)?;
        self.next(view.login)
    }

    /// How it ended, and whose it is.
    pub(super) fn login_head(&mut self, view: &LoginView<'_>, name: &str) -> io::Result<()> {
        let outcome = view.login.outcome;
        let used = format!("Login {name} {} ", outcome.as_str()).chars().count();
        let ended = self.paint(&outcome.as_str().to_uppercase(), |text| match outcome {
            Outcome::Succeeded => text.green().bold(),
            Outcome::Failed | Outcome::Denied => text.red().bold(),
            Outcome::Incomplete => text.yellow().bold(),
        });
        let name = self.paint(&format!("Login {name}"), |text| text.bold());
        let facts = view.facts(40, usize::MAX);
        let facts: Vec<String> = facts.iter().map(|fact| glued(&format!("· {fact}"))).collect();
        self.hanging(&format!("{name} {ended} "), used, 2, &facts.join(" "))
    }

    /// The messages, one behind the other.
    fn steps(&mut self, login: &Diagnosis) -> io::Result<()> {
        if self.options.detail == Detail::Verbose {
            return self.timetable(login);
        }
        let step = |step: &Step| {
            let status = step.status.map(|status| format!(" {status}")).unwrap_or_default();
            glued(&format!("{} #{}{status}", step.kind.title(), step.seen.exchange))
        };
        let steps: Vec<String> = login.steps.iter().map(step).collect();
        // A login may be known by what a text says of it alone.
        if steps.is_empty() {
            return Ok(());
        }
        self.paragraph(2, &steps.join(" → "))
    }

    /// What the verdict is, in a line.
    pub(super) fn verdict_head(&mut self, verdict: &FindingView<'_>) -> io::Result<()> {
        let title = format!("({}) {}", verdict.found.confidence.as_str(), verdict.rule.summary);
        self.labelled(&format!("  {}", verdict.rule.id), &title, |text| text.red().bold())
    }

    fn verdict(&mut self, verdict: &FindingView<'_>, view: &LoginView<'_>) -> io::Result<()> {
        writeln!(self.out)?;
        self.verdict_head(verdict)?;
        self.paragraph(2, &clean(&verdict.found.message))?;
        writeln!(self.out)?;
        self.evidence(&verdict.found.evidence)?;
        writeln!(self.out)?;
        self.server_said(view)?;
        for (exchange, callers) in &view.sent_by {
            self.entry(&format!("Exchange {exchange} was sent by"), callers)?;
        }
        // An explanation ends with what to do.
        if verdict.found.explanation.is_none() {
            self.labelled("  Fix", &clean(verdict.fix), |text| text.green().bold())?;
        }
        if let Some(code) = &verdict.code {
            self.entry(&format!("Often written in {}", code.language.as_str()), code.wrong)?;
            self.entry("Write", code.right)?;
        }
        self.sources(verdict)?;
        for correction in &view.login.corrections {
            self.correction(correction)?;
        }
        self.proof(view)?;
        self.page(verdict.rule);
        Ok(())
    }

    /// What a strict server makes of the login.
    fn proof(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        let Some(proof) = &view.proof else {
            return Ok(());
        };
        writeln!(self.out)?;
        self.labelled(&format!("  {}", proof.heading), &clean(&proof.text), |text| {
            if proof.is_decisive { text.green().bold() } else { text.bold() }
        })
    }

    fn no_verdict(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        if view.login.outcome != Outcome::Failed {
            return Ok(());
        }
        let head = "No cause can be established from this capture.";
        let head = self.paint(head, |text| text.yellow().bold());
        writeln!(self.out, "\n  {head}")?;
        self.server_said(view)?;
        self.proof(view)
    }

    fn server_said(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        let Some(said) = view.answer.and_then(said) else {
            return Ok(());
        };
        self.entry("The server said", said.trim())?;
        if let Some(meaning) = &view.meaning {
            let (text, but, cite) = (meaning.text, meaning.but, meaning.source.cite());
            self.entry("It means", &format!("{text}{but} ({}, {cite})", meaning.who))?;
        }
        for note in &view.notes {
            self.entry(note.who, &format!("{} ({})", note.text, note.source.cite()))?;
        }
        Ok(())
    }

    pub(super) fn correction(&mut self, correction: &Correction) -> io::Result<()> {
        let title = format!("Corrected {}", correction.request.title());
        let title = self.paint(&title, |text| text.bold());
        writeln!(self.out, "\n  {title}")?;
        self.changes(correction.diff.iter().filter(|(mark, _)| *mark != ' '))?;
        if correction.request == StepKind::TokenRequest {
            for line in correction.curl.lines() {
                writeln!(self.out, "    {}", clean(line))?;
            }
        }
        Ok(())
    }

    /// Lines that are taken away or added.
    pub(super) fn changes<'l>(&mut self, lines: impl Iterator<Item = &'l (char, String)>) -> io::Result<()> {
        let room = self.options.width.saturating_sub(6);
        for (mark, line) in lines {
            let line = format!("{mark} {}", shorten(&clean(line), room));
            let line = self.paint(&line, |text| if *mark == '+' { text.green() } else { text.red() });
            writeln!(self.out, "    {line}")?;
        }
        Ok(())
    }

    /// What else was found.
    fn others(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        let apart = self.options.explain || self.options.detail == Detail::Verbose;
        for (index, finding) in view.others.iter().enumerate() {
            if index == 0 || apart {
                writeln!(self.out)?;
            }
            if let Some(why) = finding.standing.why_not() {
                self.aside(finding.rule.id, &why)?;
                continue;
            }
            let severity = self.paint(finding.severity.as_str(), |text| match finding.severity {
                Severity::Error => text.red(),
                Severity::Warning => text.yellow(),
                Severity::Note => text.blue(),
            });
            let remarks = finding.remarks().map(|remarks| format!(" ({remarks})"));
            writeln!(self.out, "  {severity} {}{}", finding.rule.id, remarks.unwrap_or_default())?;
            self.paragraph(4, &clean(&finding.found.message))?;
            self.proofs_of(finding)?;
            self.page(finding.rule);
        }
        Ok(())
    }

    /// What was found and does not count, in a line.
    fn aside(&mut self, id: &str, why: &str) -> io::Result<()> {
        self.labelled(&format!("  {id}"), &clean(why), |text| text.dimmed())
    }

    /// What to do next, in full for the first login only that it is said of.
    fn next(&mut self, login: &Diagnosis) -> io::Result<()> {
        let first = *self.advised.entry(login.next.clone()).or_insert(login.id);
        if first == login.id || login.next.is_empty() {
            return self.list("Next", &login.next);
        }
        writeln!(self.out)?;
        self.entry("Next", &format!("as for login {first}"))
    }

    /// What was ruled out, and what could not be assessed; rules with the same reason share a line.
    fn differential(&mut self, login: &Diagnosis) -> io::Result<()> {
        let verdict = login.verdict().map(|verdict| verdict.found.confidence);
        let verbose = self.options.detail == Detail::Verbose;
        for (status, title) in [(Status::RuledOut, "Ruled out"), (Status::NotAssessed, "Not assessed")] {
            // What else could not be assessed does not matter once the cause is proven.
            if verdict == Some(Confidence::Proven) && status == Status::NotAssessed && !verbose {
                continue;
            }
            let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
            for row in login.differential.iter().filter(|row| row.status == status) {
                match reasons.iter_mut().find(|(reason, _)| *reason == row.reason) {
                    Some((_, rules)) => rules.push(row.rule.id),
                    None => reasons.push((&row.reason, vec![row.rule.id])),
                }
            }
            if reasons.is_empty() {
                continue;
            }
            if verbose {
                self.reasons(title, &reasons)?;
                continue;
            }
            // Beside a verdict the names are enough.
            let brief = verdict.is_some() && status == Status::RuledOut;
            let row = |(reason, rules): &(&str, Vec<&str>)| {
                if brief { rules.join(", ") } else { format!("{} ({reason})", families(rules).join(", ")) }
            };
            let rows: Vec<String> = reasons.iter().map(row).collect();
            writeln!(self.out)?;
            self.entry(title, &rows.join(if brief { ", " } else { "; " }))?;
        }
        Ok(())
    }
}

/// Names rules; many of one family share its name: `pkce-challenge-* (9)`.
fn families(ids: &[&str]) -> Vec<String> {
    fn family(id: &str) -> &str {
        let end = id.match_indices('-').nth(1).map_or(id.len(), |(at, _)| at + 1);
        id.get(..end).unwrap_or(id)
    }
    ids.chunk_by(|a, b| family(a) == family(b))
        .flat_map(|same| match same {
            [first, _, _, _, ..] => vec![format!("{}* ({})", family(first), same.len())],
            few => few.iter().map(|id| (*id).to_owned()).collect(),
        })
        .collect()
}
