//! The report of one capture, as Markdown for a ticket.

use std::io::{self, Write};

use super::inert;
use crate::diagnosis::Diagnosis;
use crate::report::fold::urgency;
use crate::report::human::{count, format};
use crate::report::text::shorten;
use crate::report::{Capture, Options};
use crate::weigh;

/// Writes a capture.
pub(crate) fn render(capture: &Capture, options: Options, out: &mut dyn Write) -> io::Result<()> {
    Page { capture, options, out }.capture()
}

/// Writes an input that cannot be opened.
pub(crate) fn render_unreadable(path: &str, reason: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}\n\nNot read: {}", code(path), code(reason))
}

/// Writes what stands behind the last capture.
pub(crate) fn end(is_empty: bool, out: &mut dyn Write) -> io::Result<()> {
    if is_empty {
        writeln!(out, "No capture was given.")?;
    }
    Ok(())
}

pub(super) struct Page<'a> {
    pub(super) capture: &'a Capture,
    pub(super) options: Options,
    pub(super) out: &'a mut dyn Write,
}

impl Page<'_> {
    fn capture(&mut self) -> io::Result<()> {
        let checked = &self.capture.checked;
        writeln!(self.out, "## {}\n\n{}", code(&self.capture.path), self.read())?;
        if let Some(error) = &checked.error {
            let at = error.at().map(|at| format!(" ({})", code(&self.capture.place(at)))).unwrap_or_default();
            writeln!(self.out, "\nNot read to its end{at}: {}", code(&error.to_string()))?;
        } else if checked.logins.is_empty() {
            writeln!(self.out, "\nNo OAuth login is in this capture, so nothing was assessed.")?;
            writeln!(self.out, "{}", prose(weigh::record_all(checked.format.recorder())))?;
        }
        // A ticket is about what went wrong.
        let (mut shown, left): (Vec<_>, Vec<_>) = checked.logins.iter().partition(|login| is_of_interest(login));
        // A single login is what the ticket is about, however it ended.
        let left = if checked.logins.len() == 1 {
            shown.extend(left);
            Vec::new()
        } else {
            left
        };
        shown.sort_by_key(|login| urgency(login));
        for login in shown.iter().take(LOGINS) {
            self.login(login)?;
        }
        let unshown = left.iter().chain(shown.iter().skip(LOGINS));
        let more: usize = unshown.map(|login| 1 + login.repeats.as_ref().map_or(0, |repeats| repeats.logins)).sum();
        if more > 0 {
            let only = if shown.len() > LOGINS { "" } else { ", in which nothing was found" };
            writeln!(self.out, "\n{more} more {}{only}.", if more == 1 { "login" } else { "logins" })?;
        }
        for note in &checked.notes {
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
