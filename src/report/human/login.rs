//! A login: its messages, the verdict, what else was found, what was ruled out.

use std::io::{self, Write as _};

use colored::Colorize;

use super::Printer;
use super::code::broken;
use crate::diagnosis::{Diagnosis, RefusedBy};
use crate::login::Outcome;
use crate::providers::Source;
use crate::report::Detail;
use crate::report::fold::Group;
use crate::report::text::{clean, glued, shorten};
use crate::report::view::{ClaimView, FindingView, LoginView, OtherCauses, runs, said, title};
use crate::rules::Severity;
use crate::weigh::{Candidate, Correction, NO_CAUSE, Status, Step, StepKind};

impl Printer<'_> {
    pub(super) fn login(&mut self, group: &Group<'_>) -> io::Result<()> {
        let view = LoginView::new(group.first);
        let cause = self.answer(&view, group)?;
        self.facts(&view, cause.as_deref())?;
        if view.set_aside.is_some() {
            self.steps(view.login)?;
            return self.others(&view);
        }
        match &view.verdict {
            Some(verdict) => self.verdict(verdict, &view)?,
            None => self.no_verdict(&view)?,
        }
        self.others(&view)?;
        self.next(&view)?;
        self.differential(view.login)
    }

    /// How it ended, and why, in a line: `FAILED  the code_challenge is …    pkce-challenge-hex · proven`. Returns the rule where it has
    /// no room there.
    fn answer(&mut self, view: &LoginView<'_>, group: &Group<'_>) -> io::Result<Option<String>> {
        let name =
            if self.capture.checked.logins.len() > 1 { format!("Login {}  ", group.name()) } else { String::new() };
        let refused = view.login.refused_by.as_ref().map(RefusedBy::title);
        let outcome = view.login.outcome.as_str().to_uppercase();
        let ended = format!("{outcome}{}", refused.as_deref().map_or(String::new(), clean));
        let used = name.chars().count() + ended.chars().count() + 2;
        let painted = format!("{}{}  ", self.paint(&name, |text| text.bold()), self.ended(view.login, &ended));
        let summary = if view.says_why() { clean(&title(view)) } else { view.facts(40, usize::MAX).join(" · ") };
        let id = match (&view.verdict, &view.set_aside) {
            (Some(verdict), None) => Some(format!("{} · {}", verdict.rule.id, verdict.found.confidence.as_str())),
            (verdict, Some(_)) => Some(verdict.as_ref().map_or(NO_CAUSE, |verdict| verdict.rule.id).to_owned()),
            (None, None) => None,
        };
        let Some(id) = id else {
            self.hanging(&painted, used, 2, &summary)?;
            return Ok(None);
        };
        let free = self.options.width.saturating_sub(used + summary.chars().count() + id.chars().count());
        if free < 2 {
            self.hanging(&painted, used, 2, &summary)?;
            return Ok(Some(id));
        }
        let shown = self.paint(&id, |text| text.red().bold());
        writeln!(self.out, "{painted}{summary}{:free$}{shown}", "")?;
        Ok(None)
    }

    /// How it ended, in its colour.
    fn ended(&self, login: &Diagnosis, text: &str) -> String {
        self.paint(text, |text| match login.outcome {
            _ if login.has_failed() => text.red().bold(),
            Outcome::Incomplete => text.yellow().bold(),
            _ => text.green().bold(),
        })
    }

    /// The rule, if the first line had no room for it, and whose login it is; of one without a verdict the first line says so.
    fn facts(&mut self, view: &LoginView<'_>, cause: Option<&str>) -> io::Result<()> {
        if !view.says_why() {
            return Ok(());
        }
        let facts: Vec<String> = view.facts(40, usize::MAX).iter().map(|fact| glued(fact)).collect();
        let facts = facts.join(" · ");
        match cause {
            Some(cause) => self.labelled(&format!("  {cause}"), &facts, |text| text.red().bold()),
            None => self.paragraph(2, &facts),
        }
    }

    /// How it ended, and whose it is.
    pub(super) fn login_head(&mut self, view: &LoginView<'_>, name: &str) -> io::Result<()> {
        let outcome = view.login.outcome;
        let used = format!("Login {name} {} ", outcome.as_str()).chars().count();
        let ended = self.ended(view.login, &outcome.as_str().to_uppercase());
        let name = self.paint(&format!("Login {name}"), |text| text.bold());
        let facts = view.facts(40, usize::MAX);
        let facts: Vec<String> = facts.iter().map(|fact| glued(&format!("· {fact}"))).collect();
        self.hanging(&format!("{name} {ended} "), used, 2, &facts.join(" "))
    }

    /// The messages, one behind the other; equal ones that follow each other are counted.
    fn steps(&mut self, login: &Diagnosis) -> io::Result<()> {
        // A login may be known by what a text says of it alone.
        if login.steps.is_empty() {
            return Ok(());
        }
        if self.options.detail == Detail::Verbose {
            return self.timetable(login);
        }
        let step = |alike: &&[Step]| {
            let status = alike[0].status.map(|status| format!(" {status}")).unwrap_or_default();
            let (first, count) = (alike[0].seen.exchange, alike.len());
            let number = if count > 2 { format!("#{first} ×{count}") } else { format!("#{first}") };
            glued(&format!("{} {number}{status}", alike[0].kind.title()))
        };
        self.paragraph(2, &runs(&login.steps).iter().map(step).collect::<Vec<_>>().join(" → "))
    }

    /// What the verdict is, in a line.
    pub(super) fn verdict_head(&mut self, verdict: &FindingView<'_>) -> io::Result<()> {
        let title = format!("({}) {}", verdict.found.confidence.as_str(), verdict.rule.summary);
        self.labelled(&format!("  {}", verdict.rule.id), &title, |text| text.red().bold())
    }

    fn verdict(&mut self, verdict: &FindingView<'_>, view: &LoginView<'_>) -> io::Result<()> {
        let is_verbose = self.options.detail == Detail::Verbose;
        if is_verbose || !verdict.is_proven() || verdict.found.evidence.is_empty() {
            self.steps(view.login)?;
        }
        if let Some(message) = verdict.message() {
            self.paragraph(2, &clean(message))?;
        }
        self.evidence(&verdict.found.evidence, view.login)?;
        self.server_said(view)?;
        for alike in view.sent_by.chunk_by(|(_, a), (_, b)| a == b) {
            let numbers: Vec<String> = alike.iter().map(|(exchange, _)| format!("#{exchange}")).collect();
            let were = if alike.len() == 1 { "was" } else { "were" };
            self.entry(&format!("{} {were} sent by", numbers.join(" and ")), &alike[0].1)?;
        }
        // An explanation ends with what to do.
        if verdict.found.explanation.is_none() {
            self.labelled("  Fix", &clean(verdict.fix), |text| text.green().bold())?;
        }
        if let Some(code) = &verdict.code {
            self.code("Instead of", code.wrong)?;
            self.code("Write", code.right)?;
        }
        self.sources(verdict)?;
        for correction in &view.login.corrections {
            self.correction(correction, is_verbose)?;
        }
        self.proof(view)?;
        self.page(verdict.rule);
        Ok(())
    }

    /// Lines of code behind a label.
    fn code(&mut self, label: &str, code: &str) -> io::Result<()> {
        let room = self.options.width.saturating_sub(CODE).max(20);
        for (index, line) in code.lines().flat_map(|line| broken(line, room)).enumerate() {
            let label = if index == 0 { label } else { "" };
            let gap = CODE - 2 - label.len();
            writeln!(self.out, "  {}{:gap$}{line}", self.paint(label, |text| text.bold()), "")?;
        }
        Ok(())
    }

    /// What a strict server makes of the login.
    fn proof(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        let Some(proof) = &view.proof else {
            return Ok(());
        };
        let text = if self.options.detail == Detail::Verbose { &proof.text } else { &proof.brief };
        self.labelled(&format!("  {}", proof.heading), &clean(text), |text| {
            if proof.is_decisive { text.green().bold() } else { text.bold() }
        })
    }

    fn no_verdict(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        self.steps(view.login)?;
        if view.login.outcome != Outcome::Failed {
            return Ok(());
        }
        self.server_said(view)?;
        self.proof(view)
    }

    fn server_said(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        let is_verbose = self.options.detail == Detail::Verbose;
        let Some(said) = view.answer.and_then(said) else {
            return Ok(());
        };
        self.entry("The server said", said.trim())?;
        let is_proven = view.verdict.as_ref().is_some_and(FindingView::is_proven);
        let cite = |source: &Source| if is_verbose { format!(", {}", source.cite()) } else { String::new() };
        let is_news = |meaning: &&ClaimView| is_verbose || !is_proven && !meaning.is_repeated;
        if let Some(meaning) = view.meaning.as_ref().filter(is_news) {
            let (text, but) = (meaning.text, meaning.but);
            self.entry("It means", &format!("{text}{but} ({}{})", meaning.who, cite(&meaning.source)))?;
        }
        for note in view.notes.iter().filter(|_| is_verbose || !is_proven) {
            let source = if is_verbose { format!(" ({})", note.source.cite()) } else { String::new() };
            self.entry(note.who, &format!("{}{source}", note.text))?;
        }
        Ok(())
    }

    /// The corrected request: what changes, and with `whole` the command that sends it.
    pub(super) fn correction(&mut self, correction: &Correction, whole: bool) -> io::Result<()> {
        let title = format!("Corrected {}", correction.request.title());
        let title = self.paint(&title, |text| text.bold());
        writeln!(self.out, "  {title}")?;
        let changes: Vec<&(char, String)> = correction.diff.iter().filter(|(mark, _)| *mark != ' ').collect();
        let shown = if whole || changes.len() <= MOST_CHANGES + 1 { changes.len() } else { MOST_CHANGES };
        self.changes(changes[..shown].iter().copied())?;
        if shown < changes.len() {
            writeln!(self.out, "    … and {} more lines", changes.len() - shown)?;
        }
        if whole && correction.request == StepKind::TokenRequest {
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

    /// What else was found; beside a verdict, in a line each.
    fn others(&mut self, view: &LoginView<'_>) -> io::Result<()> {
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
            if !apart && view.verdict.is_some() {
                let used = 2 + severity.len() + 1 + id.len() + remarks.chars().count() + 2;
                self.hanging(&format!("  {painted} {id}{remarks}  "), used, 4, finding.rule.summary)?;
            } else {
                writeln!(self.out, "  {painted} {id}{remarks}")?;
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
    fn next(&mut self, view: &LoginView<'_>) -> io::Result<()> {
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
    fn differential(&mut self, login: &Diagnosis) -> io::Result<()> {
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
        let named: Vec<String> =
            others.named.iter().map(|row| format!("{}: {}", row.rule.id, clean(&row.reason))).collect();
        let among = if others.not_assessed > named.len() { "among them " } else { "" };
        let named = if named.is_empty() { String::new() } else { format!(" ({among}{})", named.join("; ")) };
        self.paragraph(2, &format!("{counts}{named}. Details: --verbose"))
    }
}

/// Where code begins.
const CODE: usize = 14;
/// How many changed lines of a request are shown.
const MOST_CHANGES: usize = 8;
