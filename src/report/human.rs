//! `--format human`: the answer on the first screen.

use std::collections::BTreeMap;
use std::io::{self, Write};

use colored::{ColoredString, Colorize};
use similar::{ChangeTag, TextDiff};

use crate::diagnosis::{Correction, Diagnosis, Finding, Status};
use crate::report::text::{clean, shorten, window, wrap};
use crate::report::{Capture, Options};
use crate::rules::{Confidence, Evidence, Outcome, Severity, Shown};

/// Writes all captures.
pub fn write(captures: &[Capture], options: Options, out: &mut dyn Write) -> io::Result<()> {
    for (index, capture) in captures.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        Printer { options, out }.capture(capture)?;
    }
    Ok(())
}

struct Printer<'a> {
    options: Options,
    out: &'a mut dyn Write,
}

impl Printer<'_> {
    fn capture(&mut self, capture: &Capture) -> io::Result<()> {
        let checked = &capture.checked;
        // What was refused is said on standard error.
        if checked.error.is_some() && checked.exchanges == 0 {
            return Ok(());
        }
        let path = self.paint(&clean(&capture.path), |text| text.bold());
        let creator = checked
            .creator
            .as_deref()
            .map(|creator| format!(" by {}", clean(creator)))
            .unwrap_or_default();
        writeln!(
            self.out,
            "{path}  {}{creator}, {}, {} of OAuth",
            checked.format.to_uppercase(),
            count(checked.exchanges, "exchange"),
            checked.oauth_exchanges
        )?;
        for note in &checked.notes {
            let at = note.at.map(|at| format!(" ({at})")).unwrap_or_default();
            self.labelled("note", &format!("{}{at}", note.message), |text| text.blue())?;
        }
        if checked.logins.is_empty() && checked.error.is_none() {
            writeln!(
                self.out,
                "\nNo OAuth login is in this capture, so nothing was assessed."
            )?;
            self.paragraph(0, "Record from before the login begins: open DevTools first, tick \u{201c}Preserve log\u{201d}, log in, export the HAR.")?;
        }
        if checked.logins.len() > 1 {
            writeln!(self.out, "{}", overview(&checked.logins))?;
        }
        for login in &checked.logins {
            writeln!(self.out)?;
            self.login(login)?;
        }
        Ok(())
    }

    fn login(&mut self, login: &Diagnosis) -> io::Result<()> {
        let outcome = self.paint(&login.outcome.as_str().to_uppercase(), |text| match login.outcome {
            Outcome::Succeeded => text.green().bold(),
            Outcome::Failed | Outcome::Denied => text.red().bold(),
            Outcome::Incomplete => text.yellow().bold(),
        });
        let client = login
            .client_id
            .as_deref()
            .map(|id| format!(" · client {}", shorten(&clean(id), 40)))
            .unwrap_or_default();
        let server = login
            .server
            .as_deref()
            .map(|host| format!(" · {}", clean(host)))
            .unwrap_or_default();
        let name = self.paint(&format!("Login {}", login.id), |text| text.bold());
        writeln!(
            self.out,
            "{name} {outcome} · {}{client}{server}",
            login.grant.as_str().replace('_', " ")
        )?;
        let steps: Vec<String> = login
            .steps
            .iter()
            .map(|step| {
                let status = step.status.map(|status| format!(" {status}")).unwrap_or_default();
                format!("{} #{}{status}", step.kind.replace('_', " "), step.seen.exchange)
            })
            .collect();
        self.paragraph(2, &steps.join(" → "))?;
        match login.verdict() {
            Some(verdict) => self.verdict(verdict, login)?,
            None => self.no_verdict(login)?,
        }
        self.others(login)?;
        self.differential(login)?;
        self.list("Next", &login.next)
    }

    fn verdict(&mut self, verdict: &Finding, login: &Diagnosis) -> io::Result<()> {
        writeln!(self.out)?;
        let title = format!("({}) {}", verdict.found.confidence.as_str(), verdict.rule.summary);
        self.labelled(&format!("  {}", verdict.rule.id), &title, |text| text.red().bold())?;
        self.paragraph(2, &clean(&verdict.found.message))?;
        writeln!(self.out)?;
        self.evidence(&verdict.found.evidence)?;
        writeln!(self.out)?;
        self.server_said(login)?;
        // An explanation ends with what to do.
        if verdict.found.explanation.is_none() {
            let fix = verdict.found.fix.as_deref().unwrap_or(verdict.rule.fix);
            self.labelled("  Fix", fix, |text| text.green().bold())?;
        }
        if let Some(explanation) = &verdict.found.explanation {
            for (label, code) in [("  Often written", explanation.wrong), ("  Write", explanation.right)] {
                if let Some(code) = code {
                    self.labelled(label, code, |text| text.bold())?;
                }
            }
        }
        if let Some(correction) = &login.correction {
            self.correction(correction)?;
        }
        Ok(())
    }

    fn no_verdict(&mut self, login: &Diagnosis) -> io::Result<()> {
        if login.outcome == Outcome::Failed {
            writeln!(self.out)?;
            let head = self.paint("No cause can be established from this capture.", |text| {
                text.yellow().bold()
            });
            writeln!(self.out, "  {head}")?;
            self.server_said(login)?;
        }
        Ok(())
    }

    fn server_said(&mut self, login: &Diagnosis) -> io::Result<()> {
        let Some(error) = &login.server_error else {
            return Ok(());
        };
        let says_nothing = error.error.is_none() && error.description.is_none();
        if says_nothing && error.status.is_none_or(|status| status < 400) {
            return Ok(());
        }
        let status = error.status.map(|status| format!("HTTP {status} ")).unwrap_or_default();
        let code = error.error.as_deref().unwrap_or("").to_owned();
        let words = error
            .description
            .as_deref()
            .map(|words| format!("\u{201c}{words}\u{201d}"))
            .unwrap_or_default();
        let said = [status.trim(), &code, &words]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        self.labelled("  The server said", &clean(said.trim()), |text| text.bold())
    }

    /// The first two values below each other with the difference marked, then the others.
    fn evidence(&mut self, evidence: &[Evidence]) -> io::Result<()> {
        let label_width = evidence
            .iter()
            .map(|item| item.label.chars().count())
            .max()
            .unwrap_or(0);
        let indent = 4 + label_width + 2;
        let room = self.options.width.saturating_sub(indent).max(20);
        let pair = match evidence {
            [first, second, ..] if first.label != second.label => {
                self.comparable(first, second).map(|(a, b)| window(&a, &b, room))
            }
            _ => None,
        };
        for (index, item) in evidence.iter().enumerate() {
            let value = match (&pair, index) {
                (Some((first, _)), 0) => first.clone(),
                (Some((_, second)), 1) => second.clone(),
                _ => shorten(&clean(&self.options.value(&item.value)), room),
            };
            writeln!(self.out, "    {:label_width$}  {value}", item.label)?;
            if let (Some((first, second)), 1) = (&pair, index) {
                if let Some(marks) = marks(first, second) {
                    writeln!(
                        self.out,
                        "    {:label_width$}  {}",
                        "",
                        self.paint(&marks, |text| text.red())
                    )?;
                }
            }
            let at = item.at.map(|at| format!(" · line {at}")).unwrap_or_default();
            let place = format!("exchange {} · {}{at}", item.exchange, clean(&item.part));
            for line in wrap(&place, room) {
                writeln!(
                    self.out,
                    "    {:label_width$}  {}",
                    "",
                    self.paint(&line, |text| text.dimmed())
                )?;
            }
        }
        Ok(())
    }

    /// Two values that can be compared: both public, or both secrets, which are shown masked.
    fn comparable(&self, first: &Evidence, second: &Evidence) -> Option<(String, String)> {
        match (&first.value, &second.value) {
            (Shown::Public(a), Shown::Public(b)) => Some((clean(a), clean(b))),
            (Shown::Secret(a), Shown::Secret(b)) if self.options.show_secrets => {
                Some((clean(a.expose()), clean(b.expose())))
            }
            (Shown::Secret(a), Shown::Secret(b)) if a.masked() != b.masked() && alike(a.expose(), b.expose()) => {
                Some((clean(&a.masked()), clean(&b.masked())))
            }
            _ => None,
        }
    }

    fn correction(&mut self, correction: &Correction) -> io::Result<()> {
        let name = correction.request.replace('_', " ");
        writeln!(
            self.out,
            "
  Corrected {name}"
        )?;
        let room = self.options.width.saturating_sub(6);
        for (mark, line) in correction.diff.iter().filter(|(mark, _)| *mark != ' ') {
            let line = format!("{mark} {}", shorten(&clean(line), room));
            let line = self.paint(&line, |text| if *mark == '+' { text.green() } else { text.red() });
            writeln!(self.out, "    {line}")?;
        }
        if correction.request == "token_request" {
            for line in correction.curl.lines() {
                writeln!(self.out, "    {}", clean(line))?;
            }
        }
        Ok(())
    }

    /// What else was found.
    fn others(&mut self, login: &Diagnosis) -> io::Result<()> {
        let others = login
            .findings
            .iter()
            .enumerate()
            .filter(|(index, _)| Some(*index) != login.verdict);
        let mut first = true;
        for (_, finding) in others {
            if first {
                writeln!(self.out)?;
                first = false;
            }
            let severity = self.paint(finding.severity.as_str(), |text| match finding.severity {
                Severity::Error => text.red(),
                Severity::Warning => text.yellow(),
                Severity::Note => text.blue(),
            });
            let sure = if finding.found.confidence == Confidence::Proven {
                String::new()
            } else {
                format!(" ({})", finding.found.confidence.as_str())
            };
            writeln!(self.out, "  {severity} {}{sure}", finding.rule.id)?;
            self.paragraph(4, &clean(&finding.found.message))?;
        }
        Ok(())
    }

    /// What was ruled out, and what could not be assessed; rules with the same reason share a line.
    fn differential(&mut self, login: &Diagnosis) -> io::Result<()> {
        let proven = login
            .verdict()
            .is_some_and(|verdict| verdict.found.confidence == Confidence::Proven);
        for (status, title) in [(Status::RuledOut, "Ruled out"), (Status::NotAssessed, "Not assessed")] {
            // What else could not be assessed does not matter once the cause is proven.
            if proven && status == Status::NotAssessed {
                continue;
            }
            let mut reasons: Vec<&str> = Vec::new();
            let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for row in login.differential.iter().filter(|row| row.status == status) {
                if !by_reason.contains_key(row.reason.as_str()) {
                    reasons.push(&row.reason);
                }
                by_reason.entry(&row.reason).or_default().push(row.rule.id);
            }
            if reasons.is_empty() {
                continue;
            }
            // Beside a verdict the names are enough; the reasons are in the JSON.
            let brief = login.verdict().is_some() && status == Status::RuledOut;
            let row = |reason: &&str| {
                if brief {
                    by_reason[*reason].join(", ")
                } else {
                    format!("{} ({reason})", by_reason[*reason].join(", "))
                }
            };
            let rows: Vec<String> = reasons.iter().map(row).collect();
            let rows = rows.join(if brief { ", " } else { "; " });
            writeln!(self.out)?;
            self.labelled(&format!("  {title}"), &clean(&rows), |text| text.bold())?;
        }
        Ok(())
    }

    fn list(&mut self, title: &str, items: &[String]) -> io::Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let title = self.paint(title, |text| text.bold());
        writeln!(self.out, "\n  {title}")?;
        for item in items {
            for (index, line) in wrap(&clean(item), self.options.width.saturating_sub(4).max(20))
                .iter()
                .enumerate()
            {
                writeln!(self.out, "  {} {line}", if index == 0 { "-" } else { " " })?;
            }
        }
        Ok(())
    }

    /// A label, and a text that hangs behind it.
    fn labelled(&mut self, label: &str, text: &str, style: impl Fn(&str) -> ColoredString) -> io::Result<()> {
        let indent = label.chars().take_while(|c| *c == ' ').count() + 2;
        let first = label.chars().count() + 2;
        let room = self.options.width.saturating_sub(indent).max(20);
        let filled = format!("{}{text}", "\u{0}".repeat(first - indent));
        for (index, line) in wrap(&filled, room).iter().enumerate() {
            let line = line.trim_start_matches('\u{0}');
            if index == 0 {
                writeln!(self.out, "{}  {line}", self.paint_label(label, &style))?;
            } else {
                writeln!(self.out, "{:indent$}{line}", "")?;
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, indent: usize, text: &str) -> io::Result<()> {
        for line in wrap(text, self.options.width.saturating_sub(indent).max(20)) {
            writeln!(self.out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    fn paint_label(&self, label: &str, style: &impl Fn(&str) -> ColoredString) -> String {
        let name = label.trim_start();
        format!("{}{}", " ".repeat(label.len() - name.len()), self.paint(name, style))
    }

    fn paint(&self, text: &str, style: impl Fn(&str) -> ColoredString) -> String {
        if self.options.color {
            style(text).to_string()
        } else {
            text.to_owned()
        }
    }
}

/// `7 logins: 1 failed, 4 succeeded, 2 incomplete`.
fn overview(logins: &[Diagnosis]) -> String {
    let outcomes = [
        Outcome::Failed,
        Outcome::Denied,
        Outcome::Succeeded,
        Outcome::Incomplete,
    ];
    let counts = outcomes.map(|outcome| (outcome, logins.iter().filter(|login| login.outcome == outcome).count()));
    let named = counts
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(outcome, n)| format!("{n} {}", outcome.as_str()));
    format!(
        "{}: {}",
        count(logins.len(), "login"),
        named.collect::<Vec<_>>().join(", ")
    )
}

/// Whether two values have enough in common for their difference to be drawn.
fn alike(first: &str, second: &str) -> bool {
    // The difference of two long values takes quadratic time.
    const LONGEST: usize = 4096;
    first.len().max(second.len()) <= LONGEST && TextDiff::from_chars(first, second).ratio() >= 0.6
}

/// Marks what differs in the second of two values: `^` below characters that the first does not have, or where one is missing.
/// Values that have little in common are not marked.
fn marks(first: &str, second: &str) -> Option<String> {
    if first == second || !alike(first, second) {
        return None;
    }
    let diff = TextDiff::from_chars(first, second);
    let mut marks: Vec<char> = Vec::new();
    let mut missing = false;
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {
                marks.push(if missing { '^' } else { ' ' });
                missing = false;
            }
            ChangeTag::Insert => {
                marks.push('^');
                missing = false;
            }
            ChangeTag::Delete => missing = true,
        }
    }
    if missing {
        marks.push('^');
    }
    Some(marks.into_iter().collect::<String>().trim_end().to_owned())
}

fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_and_what_is_missing_is_marked() {
        assert_eq!(marks("/callback", "/callback/").as_deref(), Some("         ^"));
        assert_eq!(marks("/callback/", "/callback").as_deref(), Some("         ^"));
        assert_eq!(marks("abc", "xyz"), None);
    }
}
