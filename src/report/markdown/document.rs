//! The report of one capture, as Markdown for a ticket.

use std::io::{self, Write};

use super::inert;
use crate::diagnosis::Diagnosis;
use crate::report::fold::{self, Group};
use crate::report::human::{count, format, is_quiet};
use crate::report::text::shorten;
use crate::report::view::notes;
use crate::report::{Capture, Options, Tally};
use crate::weigh;

/// Writes a capture.
pub(crate) fn render(capture: &Capture, options: Options, is_several: bool, out: &mut dyn Write) -> io::Result<()> {
    Page { capture, options, out }.capture(is_several)
}

/// Writes an input that cannot be opened.
pub(crate) fn render_unreadable(path: &str, reason: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}\n\nNot read: {}", code(path), code(reason))
}

pub(super) struct Page<'a> {
    pub(super) capture: &'a Capture,
    pub(super) options: Options,
    pub(super) out: &'a mut dyn Write,
}

impl Page<'_> {
    fn capture(&mut self, is_several: bool) -> io::Result<()> {
        let checked = &self.capture.checked;
        if is_several && is_quiet(checked) {
            let logins =
                if checked.logins.is_empty() { "no OAuth login".to_owned() } else { Tally::new(self.capture).logins() };
            return writeln!(self.out, "- {}: {}, {logins}", code(&self.capture.path), self.read());
        }
        writeln!(self.out, "## {}\n\n{}", code(&self.capture.path), self.read())?;
        if let Some(error) = &checked.error {
            let at = error.at().map(|at| format!(" ({})", code(&self.capture.place(at)))).unwrap_or_default();
            writeln!(self.out, "\nNot read to its end{at}: {}", code(&error.to_string()))?;
        } else if checked.logins.is_empty() {
            writeln!(self.out, "\nNo OAuth login is in this capture, so nothing was assessed.")?;
            writeln!(self.out, "{}", prose(weigh::record_all(checked.format.recorder())))?;
        }
        if checked.logins.len() > 1 {
            writeln!(self.out, "\n{}", Tally::new(self.capture).logins())?;
        }
        // A ticket is about what went wrong; a single login is what it is about, however it ended.
        let groups = fold::groups(&checked.logins);
        let is_shown = |group: &&Group<'_>| checked.logins.len() == 1 || is_of_interest(group.first);
        let shown: Vec<&Group<'_>> = groups.iter().filter(is_shown).collect();
        for group in shown.iter().take(LOGINS) {
            self.login(group)?;
        }
        let all: usize = groups.iter().map(Group::count).sum();
        let more = all - shown.iter().take(LOGINS).map(|group| group.count()).sum::<usize>();
        if more > 0 {
            let only = if shown.len() > LOGINS { "" } else { ", in which nothing was found" };
            writeln!(self.out, "\n{more} more {}{only}.", if more == 1 { "login" } else { "logins" })?;
        }
        for note in notes(checked) {
            let at = note.at.map(|at| format!(" ({})", code(&self.capture.place(at)))).unwrap_or_default();
            writeln!(self.out, "\n> {}{at}", prose(&note.message))?;
        }
        Ok(())
    }

    /// `HAR by WebInspector 537.36, 6 exchanges, 5 of OAuth`
    fn read(&self) -> String {
        let checked = &self.capture.checked;
        let what = match checked.inputs.len() {
            0 | 1 => match &checked.creator {
                Some(creator) => format!("{} by {}", format(checked.format, None), code(creator)),
                None => format(checked.format, None),
            },
            inputs => format!("{inputs} inputs as one recording"),
        };
        format!("{what}, {}, {} of OAuth", count(checked.exchanges, "exchange"), checked.oauth_exchanges)
    }
}

/// A sentence.
pub(super) fn prose(text: &str) -> String {
    inert::prose(&shorten(text, LONGEST))
}

/// A value.
pub(super) fn code(value: &str) -> String {
    inert::code(&shorten(value, LONGEST))
}

fn is_of_interest(login: &Diagnosis) -> bool {
    login.has_failed() || !login.findings.is_empty()
}

/// How many logins of a capture are shown.
const LOGINS: usize = 20;

/// How many characters of a value or message are shown.
pub(super) const LONGEST: usize = 1000;
