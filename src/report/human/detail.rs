//! What `--quiet` leaves, and what `--verbose` and `--explain` add.

use std::io::{self, Write};

use colored::Colorize;

use super::Printer;
use crate::diagnosis::Diagnosis;
use crate::flow::Seen;
use crate::report::Detail;
use crate::report::problem::{self, Problem};
use crate::report::text::{clean, wrap};
use crate::report::view::{FindingView, sent};
use crate::rules::Rule;

impl Printer<'_> {
    /// A line for each login that failed or has a verdict: where, which, why.
    pub(super) fn failures(&mut self) -> io::Result<()> {
        for problem in problem::causes(self.capture) {
            let Problem { login, rule, .. } = problem;
            let at = problem.place.map(|at| match self.capture.file(at) {
                Some(_) => self.capture.place(at),
                None => format!("{}:{at}", self.capture.path),
            });
            let at = clean(at.as_deref().unwrap_or(&self.capture.path));
            let at = self.paint(&at, |text| text.bold());
            let sure = problem.finding.map(|finding| finding.found.confidence.as_str());
            let sure = sure.map(|sure| format!(" ({sure})")).unwrap_or_default();
            let rule = self.paint(rule, |text| text.red().bold());
            let aside = problem.standing.why_not().map(|why| format!("  {}", clean(&why)));
            writeln!(
                self.out,
                "{at}  login {} {}  {rule}{sure}{}",
                login.id,
                login.outcome.as_str(),
                aside.unwrap_or_default()
            )?;
        }
        Ok(())
    }

    /// The messages below each other, with their times and how long after the first they came, by the same clock.
    pub(super) fn timetable(&mut self, login: &Diagnosis) -> io::Result<()> {
        let kinds = login.steps.iter().map(|step| step.kind.title().len());
        let width = kinds.max().unwrap_or(0);
        let first = login.steps.first().map(|step| &step.seen);
        for step in &login.steps {
            let exchange = format!("#{}", step.seen.exchange);
            let status = step.status.map(|status| status.to_string()).unwrap_or_default();
            let time = step.seen.time.map(|time| time.strftime("%H:%M:%S.%3f").to_string()).unwrap_or_default();
            let after = first.and_then(|first| after(first, &step.seen)).unwrap_or_default();
            let line = format!("  {:width$}  {exchange:>4}  {status:3}  {time:12}  {after:9}  ", step.kind.title());
            let room = self.options.width.saturating_sub(line.chars().count());
            let line = if room < NARROW { line } else { line + &cut_before(&clean(&sent(step)), room) };
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// The steps of a mistake of derivation, and what the specifications say.
    pub(super) fn sources(&mut self, finding: &FindingView<'_>) -> io::Result<()> {
        if self.options.detail != Detail::Verbose {
            return Ok(());
        }
        if let Some(explanation) = &finding.found.explanation {
            let steps: Vec<&str> = explanation.steps.iter().map(|step| step.as_str()).collect();
            self.entry("Steps", &steps.join(" → "))?;
        }
        self.see("  See", finding.rule)
    }

    /// What shows another finding than the verdict, and what to do about it.
    pub(super) fn proofs_of(&mut self, finding: &FindingView<'_>, login: &Diagnosis) -> io::Result<()> {
        if self.options.detail != Detail::Verbose {
            return Ok(());
        }
        self.evidence(&finding.found.evidence, login)?;
        self.entry("  Fix", finding.fix)?;
        self.see("    See", finding.rule)
    }

    fn see(&mut self, label: &str, rule: &Rule) -> io::Result<()> {
        for (index, cite) in rule.spec.iter().enumerate() {
            let shown =
                if index == 0 { self.paint_label(label, &|text: &str| text.bold()) } else { " ".repeat(label.len()) };
            writeln!(self.out, "{shown}  {}  {}", cite.title(), cite.url())?;
        }
        Ok(())
    }

    /// The rules of a status, each reason with those that share it.
    pub(super) fn reasons(&mut self, title: &str, rows: &[(&str, Vec<&str>)]) -> io::Result<()> {
        let title = self.paint(title, |text| text.bold());
        writeln!(self.out, "\n  {title}")?;
        for (reason, rules) in rows {
            for line in wrap(&rules.join(", "), self.options.width.saturating_sub(4).max(20)) {
                writeln!(self.out, "    {line}")?;
            }
            self.paragraph(6, &clean(reason))?;
        }
        Ok(())
    }

    /// The page of the rule may stand here.
    pub(super) fn page(&mut self, rule: &'static Rule) {
        self.pages.push((self.out.len(), rule));
    }
}

/// In less room a URL says nothing.
const NARROW: usize = 16;

/// Leaves the scheme out of a method and URL, or else cuts them where the host stands: the path says which message it is.
fn cut_before(sent: &str, room: usize) -> String {
    let count = sent.chars().count();
    if count <= room {
        return sent.to_owned();
    }
    let (method, url) = sent.split_once(' ').unwrap_or(("", sent));
    let brief = url.split_once("://").map_or(url, |(_, rest)| rest);
    if method.chars().count() + 1 + brief.chars().count() <= room {
        return format!("{method} {brief}").trim_start().to_owned();
    }
    let tail: String = sent.chars().skip(count - room.saturating_sub(method.len() + 2)).collect();
    format!("{method} …{tail}").trim_start().to_owned()
}

/// `+0.490 s`; clocks of two inputs are not compared.
fn after(first: &Seen, seen: &Seen) -> Option<String> {
    if first.input != seen.input {
        return None;
    }
    let millis = seen.time?.as_millisecond() - first.time?.as_millisecond();
    let sign = if millis < 0 { '-' } else { '+' };
    let millis = millis.unsigned_abs();
    Some(format!("{sign}{}.{:03} s", millis / 1000, millis % 1000))
}
