//! A login: its messages, the verdict, what else was found, what was ruled out.

use std::io::{self, Write as _};

use colored::Colorize;

use super::{Printer, link};
use crate::diagnosis::{Diagnosis, RefusedBy};
use crate::login::Outcome;
use crate::report::Detail;
use crate::report::fold::Group;
use crate::report::text::{clean, glued, glued_list};
use crate::report::view::{FindingView, LoginView, runs, title};
use crate::weigh::{NO_CAUSE, Step};

impl Printer<'_> {
    pub(super) fn login(&mut self, group: &Group<'_>) -> io::Result<()> {
        let view = LoginView::new(group.first);
        let (id, page) = match &view.verdict {
            Some(verdict) => (verdict.rule.id, link::page(verdict.rule.id)),
            None => Default::default(),
        };
        self.linked(id, &page, |printer| {
            let cause = printer.answer(&view, group)?;
            printer.facts(&view, cause.as_deref())
        })?;
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
        let (painted, used) = if refused.is_some() && used + summary.chars().count() > self.options.width {
            writeln!(self.out, "{}", painted.trim_end())?;
            ("  ".to_owned(), 2)
        } else {
            (painted, used)
        };
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
        let facts = glued_list(&view.facts(40, usize::MAX));
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
        let facts = glued_list(&view.facts(40, usize::MAX));
        self.hanging(&format!("{name} {ended} "), used, 2, &format!("· {facts}"))
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
        self.said(view)?;
        for alike in view.sent_by.chunk_by(|(_, a), (_, b)| a == b) {
            let numbers: Vec<String> = alike.iter().map(|(exchange, _)| format!("#{exchange}")).collect();
            let were = if alike.len() == 1 { "was" } else { "were" };
            self.entry(&format!("{} {were} sent by", numbers.join(" and ")), &alike[0].1)?;
        }
        // An explanation ends with what to do.
        if verdict.found.explanation.is_none() {
            let login = view.login.id;
            let first = *self.fixed.entry(verdict.fix.to_owned()).or_insert(login);
            let fix = if first == login { clean(verdict.fix) } else { format!("as for login {first}") };
            self.labelled("  Fix", &fix, |text| text.green().bold())?;
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

    fn no_verdict(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        self.steps(view.login)?;
        if view.login.outcome != Outcome::Failed {
            return Ok(());
        }
        self.said(view)?;
        self.proof(view)
    }
}
