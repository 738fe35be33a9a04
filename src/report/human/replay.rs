//! `replay`: a login as it was recorded and as corrected, run through the server model.

use std::io::{self, Write};

use colored::Colorize;

use super::{Printer, count};
use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::proof::{Judged, Proof, Run};
use crate::report::proof::{ProofTally, ProofText, answer};
use crate::report::text::wrap;
use crate::report::view::LoginView;
use crate::report::{Capture, Options};
use crate::weigh::line_diff;

/// Writes the replay of a capture: of one of its logins, or else of those that failed.
pub fn write_replay(capture: &Capture, only: Option<usize>, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    Printer::new(capture, options, &mut text).replay(only)?;
    out.write_all(&text)
}

/// Writes how often a correction is proven.
pub fn write_replay_summary(tally: ProofTally, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let failed = count(tally.failed, "login");
    writeln!(out, "\n{failed} that failed, each run through a strict server:")?;
    for (number, what) in [
        (tally.accepted, "refused as recorded, accepted as corrected"),
        (tally.needs_value, "refused as recorded; the report names the value that the capture lacks"),
        (tally.nothing_wrong, "accepted as recorded"),
        (tally.still_refused, "refused as recorded and as corrected"),
        (
            tally.not_covered,
            "not decided: not covered by the model, not recorded, or known only from the server's message",
        ),
    ] {
        let lines = wrap(what, options.width.saturating_sub(9));
        if number > 0 {
            writeln!(out, "  {number:>5}  {}", lines.join("\n         "))?;
        }
    }
    Ok(())
}

impl Printer<'_> {
    fn replay(&mut self, only: Option<usize>) -> io::Result<()> {
        self.head()?;
        let logins = &self.capture.checked.logins;
        let is_shown = |login: &&Diagnosis| match only {
            Some(id) => login.id == id,
            None => matches!(login.outcome, Outcome::Failed | Outcome::Denied),
        };
        let mut shown = logins.iter().filter(is_shown).peekable();
        if shown.peek().is_none() {
            let said = match logins.len() {
                0 => "There is no login in this capture, so there is nothing to correct.".to_owned(),
                n => format!("No login failed ({} in all), so there is nothing to correct.", count(n, "login")),
            };
            return writeln!(self.out, "\n{said}");
        }
        for login in shown {
            writeln!(self.out)?;
            self.replayed(login)?;
        }
        Ok(())
    }

    fn replayed(&mut self, login: &Diagnosis) -> io::Result<()> {
        let view = LoginView::new(login);
        self.login_head(&view, &login.id.to_string())?;
        if let Some(verdict) = &view.verdict {
            self.verdict_head(verdict)?;
        }
        let Some(proof) = &login.proof else {
            writeln!(self.out)?;
            return self.paragraph(
                2,
                "The model shows nothing for this login: no token endpoint judges this fault, the request is not in the capture, or the model refuses it for another mistake that this server may accept.",
            );
        };
        self.run("As recorded", &proof.recorded)?;
        if let Some(corrected) = &proof.corrected {
            self.run("As corrected", corrected)?;
        }
        for correction in &login.corrections {
            writeln!(self.out)?;
            self.correction(correction, true)?;
        }
        if let Some(corrected) = &proof.corrected {
            self.answers(proof, corrected)?;
        }
        writeln!(self.out)?;
        let text = ProofText::new(proof);
        self.entry(text.heading, &text.text)
    }

    fn run(&mut self, title: &str, run: &Run) -> io::Result<()> {
        writeln!(self.out, "\n  {title}, at a strict server")?;
        for step in &run.steps {
            let name = format!("{} #{}", step.kind.title(), step.exchange);
            let mark = match step.refusal {
                None => self.paint("accepted", |text| text.green()),
                Some(_) => self.paint("refused", |text| text.red()),
            };
            writeln!(self.out, "    {name:<27} {mark}")?;
            if let Some(refusal) = step.refusal {
                let (reason, cite) = (refusal.to_string(), refusal.spec().title());
                let said = [refusal.error(), &reason, &cite].into_iter().filter(|part| !part.is_empty());
                self.paragraph(8, &said.collect::<Vec<_>>().join(" · "))?;
            }
        }
        Ok(())
    }

    /// The last answer of each run against the other.
    fn answers(&mut self, proof: &Proof, corrected: &Run) -> io::Result<()> {
        let last = |run: &Run| run.steps.last().map(answer).unwrap_or_default();
        let refused = proof.recorded.steps.last();
        let at = refused.map_or_else(|| "answer".to_owned(), |step| step.kind.title());
        let is_same = |step: &&Judged| {
            refused.is_some_and(|refused| (step.kind, step.exchange) == (refused.kind, refused.exchange))
        };
        let same_message = corrected.steps.iter().find(is_same);
        let new = same_message.map_or_else(|| last(corrected), answer);
        writeln!(self.out, "\n  Answer to the {at}")?;
        self.changes(line_diff(&last(&proof.recorded), &new).iter())
    }
}
