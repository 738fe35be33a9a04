//! What to write instead: code, and the corrected request.

use std::io::{self, Write as _};

use colored::Colorize;

use super::Printer;
use super::code::broken;
use crate::report::text::{clean, shorten};
use crate::weigh::{Correction, StepKind};

impl Printer<'_> {
    /// Lines of code behind a label.
    pub(super) fn code(&mut self, label: &str, code: &str) -> io::Result<()> {
        let room = self.options.width.saturating_sub(CODE).max(20);
        for (index, line) in code.lines().flat_map(|line| broken(line, room)).enumerate() {
            let label = if index == 0 { label } else { "" };
            let gap = CODE - 2 - label.len();
            writeln!(self.out, "  {}{:gap$}{line}", self.paint(label, |text| text.bold()), "")?;
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
}

/// Where code begins.
const CODE: usize = 14;
/// How many changed lines of a request are shown.
const MOST_CHANGES: usize = 8;
