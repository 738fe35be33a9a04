//! A login: how it ended and why, the values that show it, what to change, what a strict server makes of it, what else there is.

use std::io;

use super::document::{LONGEST, Page, code, prose};
use super::inert::{block, cell, words};
use crate::diagnosis::Diagnosis;
use crate::report::causes::{OpenCause, OtherCauses};
use crate::report::evidence;
use crate::report::fold::{self, Group};
use crate::report::text::{clean, shorten};
use crate::report::view::{FindingView, LoginView, refusal, runs, sent, title};
use crate::rules::Evidence;
use crate::weigh::{Correction, Status, Step};

impl Page<'_> {
    pub(super) fn login(&mut self, group: &Group<'_>) -> io::Result<()> {
        let login = group.first;
        let view = LoginView::new(login);
        self.answer(&view, group)?;
        if let Some(repeats) = &login.repeats {
            writeln!(self.out, "\n{}", words(&fold::more(repeats)))?;
        }
        let is_shown = view.set_aside.is_none();
        let verdict = view.verdict.as_ref().filter(|_| is_shown);
        if verdict.is_none_or(|verdict| !verdict.is_proven() || verdict.found.evidence.is_empty()) {
            self.steps(login)?;
        }
        if let Some(verdict) = verdict {
            if let Some(message) = verdict.message() {
                writeln!(self.out, "\n{}", prose(message))?;
            }
            self.evidence(&verdict.found.evidence, login)?;
        }
        if is_shown && (verdict.is_some() || login.has_failed()) {
            self.server_said(&view)?;
        }
        if let Some(verdict) = verdict {
            self.fix(verdict)?;
            for correction in &login.corrections {
                self.correction(correction)?;
            }
        } else {
            // What may be the cause stands before what shows that nothing is wrong.
            self.others(&view)?;
        }
        if let Some(proof) = view.proof.as_ref().filter(|_| is_shown) {
            writeln!(self.out, "\n**{}:** {}", proof.heading, prose(&proof.brief))?;
        }
        if verdict.is_some() {
            self.others(&view)?;
        }
        if is_shown {
            self.next(login)?;
            self.differential(login)?;
        }
        self.messages(login)
    }

    /// How it ended, and why; then whose it is.
    fn answer(&mut self, view: &LoginView<'_>, group: &Group<'_>) -> io::Result<()> {
        let login = view.login;
        let ended = login.outcome.as_str().to_uppercase();
        let name =
            if self.capture.checked.logins.len() > 1 { format!("Login {} ", group.name()) } else { String::new() };
        let refused = login.refused_by.as_ref().map(|refused| words(&refused.title())).unwrap_or_default();
        writeln!(self.out, "\n### {name}{ended}{refused}: {}\n", prose(&title(view)))?;
        let mut facts = Vec::new();
        if let Some(verdict) = &view.verdict {
            facts.extend([code(verdict.rule.id), verdict.found.confidence.as_str().to_owned()]);
        }
        facts.push(view.grant());
        facts.extend(login.client_id.as_deref().map(|client| format!("client {}", code(client))));
        facts.extend(login.provider.map(|provider| words(provider.name)));
        facts.extend(login.server.as_deref().map(code));
        writeln!(self.out, "{}", facts.join(" · "))
    }

    /// The messages in a line; equal ones that follow each other are counted.
    fn steps(&mut self, login: &Diagnosis) -> io::Result<()> {
        let runs = runs(&login.steps);
        let mut shown: Vec<String> = runs.iter().take(STEPS).map(|run| step(run)).collect();
        if runs.len() > STEPS {
            shown.push("\u{2026}".to_owned());
        }
        if shown.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n{}", shown.join(" \u{2192} "))
    }

    fn evidence(&mut self, shown: &[Evidence], login: &Diagnosis) -> io::Result<()> {
        if shown.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n| | value | from |\n| --- | --- | --- |")?;
        for item in shown {
            let value = cell(&shorten(&self.options.value(&item.value), LONGEST));
            writeln!(self.out, "| {} | {value} | {} |", cell(&item.label), self.whence(item, login))?;
        }
        Ok(())
    }

    /// The message that a value is from, and its place.
    fn whence(&self, item: &Evidence, login: &Diagnosis) -> String {
        if let Some(computation) = item.part.computation() {
            return format!("= {}, {}", cell(&computation), cell(&format!("#{}", item.exchange)));
        }
        let step = login.steps.iter().find(|step| step.seen.exchange == item.exchange && item.exchange > 0);
        let sent = step.map(sent).filter(|sent| !sent.is_empty());
        let number = match item.exchange {
            0 => evidence::exchange(item),
            number => cell(&format!("#{number}")),
        };
        let place = item.at.map(|at| format!("line {}", cell(&self.capture.place(at))));
        [Some(number), sent.map(|sent| cell(&sent)), place].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn server_said(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        let Some(answer) = view.answer else {
            return Ok(());
        };
        let (status, error, description) = refusal(answer);
        let parts = [status, error.map(|error| code(&error)), description.map(|words| code(&words))];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        writeln!(self.out, "\n**{}:** {}", answer.speaker.says(), parts.join(" · "))?;
        let is_proven = view.verdict.as_ref().is_some_and(FindingView::is_proven);
        if let Some(meaning) = view.meaning.as_ref().filter(|meaning| !is_proven && !meaning.is_repeated) {
            let (text, but, who) = (prose(meaning.text), meaning.but, words(meaning.who));
            writeln!(self.out, "\n**It means:** {text}{but} ([{who}]({}))", meaning.source.url)?;
        }
        Ok(())
    }

    fn fix(&mut self, verdict: &FindingView<'_>) -> io::Result<()> {
        // An explanation ends with what to do.
        if verdict.found.explanation.is_none() {
            writeln!(self.out, "\n**Fix:** {}", prose(verdict.fix))?;
        }
        if let Some(line) = &verdict.code {
            writeln!(self.out, "\n- Instead of: {}\n- Write: {}", code(line.wrong), code(line.right))?;
        }
        let specs = verdict.rule.spec.iter().map(|cite| format!("[{}]({})", cite.title(), cite.url()));
        let specs: Vec<String> = specs.collect();
        if specs.is_empty() { Ok(()) } else { writeln!(self.out, "\nSee {}.", specs.join(", ")) }
    }

    /// What changes in the request; the whole of it in a fold.
    fn correction(&mut self, correction: &Correction) -> io::Result<()> {
        let title = correction.request.title();
        writeln!(self.out, "\n**Corrected {title}**\n")?;
        // The first line says which request it is.
        let lines = correction.diff.iter().enumerate();
        let lines: Vec<String> = lines
            .filter(|(at, (mark, _))| *at == 0 || *mark != ' ')
            .map(|(_, (mark, line))| format!("{mark}{}", shorten(line, LONGEST)))
            .collect();
        write!(self.out, "{}", block("diff", &lines))?;
        writeln!(self.out, "\n<details><summary>The corrected {title} as a command</summary>\n")?;
        for need in &correction.needs {
            writeln!(self.out, "Still needed: {}\n", prose(need))?;
        }
        let command: Vec<String> = correction.curl.lines().map(str::to_owned).collect();
        writeln!(self.out, "{}\n</details>", block("sh", &command))
    }

    fn others(&mut self, view: &LoginView<'_>) -> io::Result<()> {
        for (number, finding) in view.others.iter().enumerate() {
            if number == 0 {
                let also = if view.verdict.is_some() { "Also found" } else { "Found" };
                writeln!(self.out, "\n**{also}**\n")?;
            }
            let remarks = finding.remarks().map(|remarks| format!(" ({})", prose(&remarks))).unwrap_or_default();
            let (severity, rule) = (finding.severity.as_str(), finding.rule.id);
            writeln!(self.out, "- {severity} `{rule}`{remarks}: {}", prose(&finding.whole))?;
        }
        Ok(())
    }

    /// The most useful step; the others in a fold.
    fn next(&mut self, login: &Diagnosis) -> io::Result<()> {
        let Some((first, more)) = login.next.split_first() else {
            return Ok(());
        };
        writeln!(self.out, "\n**Next:** {}", prose(first))?;
        if more.is_empty() {
            return Ok(());
        }
        let steps = if more.len() == 1 { "step" } else { "steps" };
        writeln!(self.out, "\n<details><summary>{} more {steps}</summary>\n", more.len())?;
        for next in more {
            writeln!(self.out, "- {}", prose(next))?;
        }
        writeln!(self.out, "\n</details>")
    }

    /// How many other causes there are, and those that matter; each with its reason in a fold.
    fn differential(&mut self, login: &Diagnosis) -> io::Result<()> {
        let causes = OtherCauses::new(login);
        let Some(said) = causes.counts() else {
            return Ok(());
        };
        let open: Vec<String> = causes.named.iter().map(cause).collect();
        if !open.is_empty() {
            writeln!(self.out, "\nNot assessed:\n\n- {}", open.join("\n- "))?;
        }
        writeln!(self.out, "\n<details><summary>{said}</summary>\n")?;
        for (status, title) in [(Status::NotAssessed, "Not assessed"), (Status::RuledOut, "Ruled out")] {
            let reasons = by_reason(login, status);
            if !reasons.is_empty() {
                writeln!(self.out, "{title}:\n")?;
            }
            for (reason, rules) in &reasons {
                writeln!(self.out, "- {}: {}", rules.join(", "), prose(reason))?;
            }
            if !reasons.is_empty() {
                writeln!(self.out)?;
            }
        }
        writeln!(self.out, "</details>")
    }

    /// Every message in a fold: method, URL, status and time.
    fn messages(&mut self, login: &Diagnosis) -> io::Result<()> {
        let runs = runs(&login.steps);
        if runs.is_empty() {
            return Ok(());
        }
        let messages = if login.steps.len() == 1 { "message" } else { "messages" };
        writeln!(self.out, "\n<details><summary>{} {messages}</summary>\n", login.steps.len())?;
        for run in runs.iter().take(STEPS) {
            let time = run[0].seen.time.map(|time| format!(" at {}", code(&time.strftime("%H:%M:%S.%3f").to_string())));
            let sent = Some(sent(&run[0])).filter(|sent| !sent.is_empty());
            let sent = sent.map(|sent| format!(": {}", code(&sent))).unwrap_or_default();
            writeln!(self.out, "- {}{sent}{}", step(run), time.unwrap_or_default())?;
        }
        if runs.len() > STEPS {
            writeln!(self.out, "- and {} more", runs.len() - STEPS)?;
        }
        writeln!(self.out, "\n</details>")
    }
}

fn cause(open: &OpenCause<'_>) -> String {
    let rule = open.rule.map(|rule| format!("`{rule}`: ")).unwrap_or_default();
    format!("{rule}{}", prose(open.reason))
}

/// Returns the reasons why causes have this status, each with the rules that share it.
fn by_reason(login: &Diagnosis, status: Status) -> Vec<(&str, Vec<String>)> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for row in login.differential.iter().filter(|row| row.status == status) {
        let rule = code(row.rule.id);
        match reasons.iter_mut().find(|(reason, _)| *reason == row.reason) {
            Some((_, rules)) => rules.push(rule),
            None => reasons.push((&row.reason, vec![rule])),
        }
    }
    reasons
}

/// ``token request `#5` ×3, 400``
fn step(run: &[Step]) -> String {
    let status = run[0].status.map(|status| format!(" {status}")).unwrap_or_default();
    let times = if run.len() > 1 { format!(" ×{}", run.len()) } else { String::new() };
    format!("{} {}{times}{status}", run[0].kind.title(), code(&clean(&format!("#{}", run[0].seen.exchange))))
}

/// How many messages of a login are named.
const STEPS: usize = 30;
