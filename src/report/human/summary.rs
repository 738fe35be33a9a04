//! What ends the report of several captures: how many failed, and of what.

use std::io::{self, Write};

use colored::Colorize;

use super::count;
use crate::report::tally::{Cases, Tally};
use crate::report::text::clean;
use crate::report::{Detail, Options};

/// Writes the summary.
pub(in crate::report) fn write(tally: &Tally, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let quiet = options.detail == Detail::Quiet;
    let head = format!("{}, {}", count(tally.inputs(), "capture"), tally.logins());
    // Nothing else says why a threshold was reached.
    let head = match tally.totals.warnings {
        n if quiet && n > 0 => format!("{head}; {}", count(n, "warning")),
        _ => head,
    };
    writeln!(out, "{}", options.paint(&head, |text| text.bold()))?;
    if tally.without_login > 0 {
        writeln!(out, "  {} without an OAuth login", count(tally.without_login, "capture"))?;
    }
    for (cause, outcome, cases) in tally.causes() {
        let captures = match cases.captures {
            n if n == cases.logins => String::new(),
            n => format!(" in {}", count(n, "capture")),
        };
        let cause = options.paint(cause, |text| text.red().bold());
        writeln!(out, "  {} {outcome}: {cause}{captures}", count(cases.logins, "login"))?;
        // Each has a line already.
        if !quiet {
            list(cases, out)?;
        }
    }
    if let Some(aside) = tally.set_aside() {
        writeln!(out, "  {aside}")?;
    }
    if tally.may_be_pieces() {
        writeln!(out, "  If these are pieces of one recording, add --join")?;
    }
    if tally.unread.captures > 0 {
        writeln!(out, "  {} not read, or not completely", count(tally.unread.captures, "capture"))?;
        list(&tally.unread, out)?;
    }
    Ok(())
}

fn list(cases: &Cases, out: &mut dyn Write) -> io::Result<()> {
    for path in &cases.paths {
        writeln!(out, "    {}", clean(path))?;
    }
    match cases.captures - cases.paths.len() {
        0 => Ok(()),
        more => writeln!(out, "    … and {more} more"),
    }
}
