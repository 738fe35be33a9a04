//! A login: its messages, the verdict, what else was found, what was ruled out.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use colored::Colorize;

use super::Printer;
use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::fold::Group;
use crate::report::proof::{heading, proven, sentences};
use crate::report::text::{clean, glued, shorten};
use crate::report::{Detail, said};
use crate::rules::{Confidence, Severity};
use crate::weigh::{Correction, Finding, NO_CAUSE, Status, Step, StepKind};

/// How many callers are shown of a request.
const FRAMES: usize = 3;

impl Printer<'_> {
    pub(super) fn login(&mut self, group: &Group<'_>) -> io::Result<()> {
        let login = group.first;
        self.login_head(login, &group.name())?;
        self.steps(login)?;
        if let Some((id, why)) = set_aside(login) {
            self.aside(id, &why)?;
            return self.others(login);
        }
        match login.verdict() {
            Some(verdict) => self.verdict(verdict, login)?,
            None => self.no_verdict(login)?,
        }
        self.others(login)?;
        self.differential(login)?;
        self.next(login)
    }

    /// How it ended, and whose it is.
    pub(super) fn login_head(&mut self, login: &Diagnosis, name: &str) -> io::Result<()> {
        let outcome = self.paint(&login.outcome.as_str().to_uppercase(), |text| match login.outcome {
            Outcome::Succeeded => text.green().bold(),
            Outcome::Failed | Outcome::Denied => text.red().bold(),
            Outcome::Incomplete => text.yellow().bold(),
        });
        let used = format!("Login {name} {} ", login.outcome.as_str()).chars().count();
        let name = self.paint(&format!("Login {name}"), |text| text.bold());
        let grant = if login.grant_is_guessed {
            "grant not recorded".to_owned()
        } else {
            login.grant.as_str().replace('_', " ")
        };
        let client = login.client_id.as_deref();
        let client = client.map(|id| format!("client {}", shorten(&clean(id), 40)));
        let provider = login.provider.map(|provider| provider.name.to_owned());
        let server = login.server.as_deref().map(clean);
        let facts = [Some(grant), client, provider, server].into_iter().flatten();
        let facts: Vec<String> = facts.map(|fact| glued(&format!("· {fact}"))).collect();
        self.hanging(&format!("{name} {outcome} "), used, 2, &facts.join(" "))
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

    fn verdict(&mut self, verdict: &Finding, login: &Diagnosis) -> io::Result<()> {
        writeln!(self.out)?;
        let title = format!("({}) {}", verdict.found.confidence.as_str(), verdict.rule.summary);
        self.labelled(&format!("  {}", verdict.rule.id), &title, |text| text.red().bold())?;
        self.paragraph(2, &clean(&verdict.found.message))?;
        writeln!(self.out)?;
        self.evidence(&verdict.found.evidence)?;
        writeln!(self.out)?;
        self.server_said(login)?;
        self.sent_by(verdict, login)?;
        // An explanation ends with what to do.
        if verdict.found.explanation.is_none() {
            let fix = verdict.found.fix.as_deref().unwrap_or(verdict.rule.fix);
            self.labelled("  Fix", &clean(fix), |text| text.green().bold())?;
        }
        if let Some(explanation) = &verdict.found.explanation {
            if let Some(code) = explanation.code.first() {
                let language = code.language.as_str();
                self.labelled(&format!("  Often written in {language}"), code.wrong, |text| {
                    text.bold()
                })?;
                self.labelled("  Write", code.right, |text| text.bold())?;
            }
        }
        self.sources(verdict)?;
        for correction in &login.corrections {
            self.correction(correction)?;
        }
        self.proof(login)?;
        self.page(verdict);
        Ok(())
    }

    /// What a strict server makes of the login.
    fn proof(&mut self, login: &Diagnosis) -> io::Result<()> {
        let Some(proof) = proven(login) else {
            return Ok(());
        };
        writeln!(self.out)?;
        let (heading, said) = (format!("  {}", heading(proof)), sentences(proof));
        self.labelled(&heading, &clean(&said), |text| {
            if proof.is_decisive() {
                text.green().bold()
            } else {
                text.bold()
            }
        })
    }

    fn no_verdict(&mut self, login: &Diagnosis) -> io::Result<()> {
        if login.outcome == Outcome::Failed {
            writeln!(self.out)?;
            let head = self.paint("No cause can be established from this capture.", |text| {
                text.yellow().bold()
            });
            writeln!(self.out, "  {head}")?;
            self.server_said(login)?;
            self.proof(login)?;
        }
        Ok(())
    }

    fn server_said(&mut self, login: &Diagnosis) -> io::Result<()> {
        let Some(error) = &login.server_error else {
            return Ok(());
        };
        let Some(said) = said(error) else {
            return Ok(());
        };
        self.labelled("  The server said", &clean(said.trim()), |text| text.bold())?;
        self.meaning(login)
    }

    /// What the words mean. What the specifications say of any server helps only where nothing else does.
    fn meaning(&mut self, login: &Diagnosis) -> io::Result<()> {
        let words = login.server_error.as_ref().and_then(|error| error.meaning);
        let shown = words.filter(|words| !words.meaning.is_generic() || login.verdict().is_none());
        if let Some(words) = shown {
            let meaning = words.meaning;
            let but = if words.is_overruled {
                " The capture shows another cause."
            } else {
                ""
            };
            let (name, by) = (meaning.provider.name, meaning.source().cite());
            let text = format!("{}{but} ({name}, {by})", meaning.reply.meaning);
            self.labelled("  It means", &text, |text| text.bold())?;
        }
        for note in &login.notes {
            let text = format!("{} ({})", note.text, note.source.cite());
            let name = login.provider.map_or("Note", |provider| provider.name);
            self.labelled(&format!("  {name}"), &text, |text| text.bold())?;
        }
        Ok(())
    }

    /// The lines of script from which the requests of the verdict were sent.
    fn sent_by(&mut self, verdict: &Finding, login: &Diagnosis) -> io::Result<()> {
        let concerned = |exchange| {
            verdict
                .found
                .evidence
                .iter()
                .any(|evidence| evidence.exchange == exchange)
        };
        for step in login.steps.iter().filter(|step| concerned(step.seen.exchange)) {
            let frames = step.sent_by.iter().take(FRAMES).map(|frame| {
                let name = if frame.function.is_empty() {
                    "(anonymous)"
                } else {
                    &frame.function
                };
                let file = frame.script.rsplit('/').next().unwrap_or_default();
                format!("{name} ({file}:{}:{})", frame.line, frame.column)
            });
            let frames: Vec<String> = frames.collect();
            if !frames.is_empty() {
                let label = format!("  Exchange {} was sent by", step.seen.exchange);
                self.labelled(&label, &clean(&frames.join(" \u{2190} ")), |text| text.bold())?;
            }
        }
        Ok(())
    }

    pub(super) fn correction(&mut self, correction: &Correction) -> io::Result<()> {
        let name = correction.request.title();
        let title = self.paint(&format!("Corrected {name}"), |text| text.bold());
        writeln!(self.out, "\n  {title}")?;
        let room = self.options.width.saturating_sub(6);
        for (mark, line) in correction.diff.iter().filter(|(mark, _)| *mark != ' ') {
            let line = format!("{mark} {}", shorten(&clean(line), room));
            let line = self.paint(&line, |text| if *mark == '+' { text.green() } else { text.red() });
            writeln!(self.out, "    {line}")?;
        }
        if correction.request == StepKind::TokenRequest {
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
        let apart = self.options.explain || self.options.detail == Detail::Verbose;
        for (index, (_, finding)) in others.enumerate() {
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
            let likely = finding.found.confidence != Confidence::Proven;
            let sure = likely.then(|| finding.found.confidence.as_str().to_owned());
            let remarks: Vec<String> = sure.into_iter().chain(finding.standing.was()).collect();
            let sure = match remarks.as_slice() {
                [] => String::new(),
                remarks => format!(" ({})", remarks.join(", ")),
            };
            writeln!(self.out, "  {severity} {}{sure}", finding.rule.id)?;
            self.paragraph(4, &clean(&finding.found.message))?;
            self.proofs_of(finding)?;
            self.page(finding);
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
        self.labelled("  Next", &format!("as for login {first}"), |text| text.bold())
    }

    /// What was ruled out, and what could not be assessed; rules with the same reason share a line.
    fn differential(&mut self, login: &Diagnosis) -> io::Result<()> {
        let proven = login
            .verdict()
            .is_some_and(|verdict| verdict.found.confidence == Confidence::Proven);
        for (status, title) in [(Status::RuledOut, "Ruled out"), (Status::NotAssessed, "Not assessed")] {
            // What else could not be assessed does not matter once the cause is proven.
            let verbose = self.options.detail == Detail::Verbose;
            if proven && status == Status::NotAssessed && !verbose {
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
            if verbose {
                self.reasons(
                    title,
                    reasons.iter().map(|reason| (*reason, by_reason[reason].as_slice())),
                )?;
                continue;
            }
            // Beside a verdict the names are enough.
            let brief = login.verdict().is_some() && status == Status::RuledOut;
            let row = |reason: &&str| {
                if brief {
                    by_reason[*reason].join(", ")
                } else {
                    format!("{} ({reason})", families(&by_reason[*reason]).join(", "))
                }
            };
            let rows: Vec<String> = reasons.iter().map(row).collect();
            let rows = rows.join(if brief { ", " } else { "; " });
            writeln!(self.out)?;
            self.labelled(&format!("  {title}"), &clean(&rows), |text| text.bold())?;
        }
        Ok(())
    }
}

/// Returns what made a login fail, and why that does not count.
fn set_aside(login: &Diagnosis) -> Option<(&'static str, String)> {
    let verdict = login.verdict().map(|verdict| (verdict.rule.id, &verdict.standing));
    let failure = login.unexplained.as_ref();
    let (id, standing) = verdict.or(failure.map(|failure| (NO_CAUSE, &failure.standing)))?;
    Some((id, standing.why_not()?))
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
