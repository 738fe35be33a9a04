//! What stands above the reports of several captures.

use std::io::{self, Write};

use super::document::code;
use crate::report::Tally;
use crate::report::human::count;
use crate::report::tally::Cases;

/// What was written of the captures, held back until it is known what stands above it. A report that outgrows this is written as it comes,
/// and ends with what would have stood above.
#[derive(Default)]
pub(crate) struct Held {
    bytes: Vec<u8>,
    is_flowing: bool,
}

impl Held {
    /// Writes the next capture, or keeps it.
    pub(crate) fn write(&mut self, piece: &[u8], out: &mut dyn Write) -> io::Result<()> {
        self.bytes.extend(piece);
        if self.is_flowing || self.bytes.len() > MOST {
            self.is_flowing = true;
            out.write_all(&self.bytes)?;
            self.bytes.clear();
        }
        Ok(())
    }

    /// Writes what is left, and the summary of several captures.
    pub(crate) fn end(self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        match tally.inputs() {
            0 => writeln!(out, "No capture was given."),
            1 => out.write_all(&self.bytes),
            _ if self.is_flowing => {
                writeln!(out)?;
                summary(tally, out)
            }
            _ => {
                summary(tally, out)?;
                writeln!(out)?;
                out.write_all(&self.bytes)
            }
        }
    }
}

fn summary(tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}, {}\n", count(tally.inputs(), "capture"), tally.logins())?;
    for (cause, outcome, cases) in tally.causes() {
        // That none is known is no rule.
        let cause = if cause.contains(' ') { cause.to_owned() } else { code(cause) };
        writeln!(out, "- {} {outcome}: {cause}{}", count(cases.logins, "login"), named(cases))?;
    }
    if tally.without_login > 0 {
        writeln!(out, "- {} without an OAuth login", count(tally.without_login, "capture"))?;
    }
    if tally.unread.captures > 0 {
        writeln!(
            out,
            "- {} not read, or not completely{}",
            count(tally.unread.captures, "capture"),
            named(&tally.unread)
        )?;
    }
    if let Some(aside) = tally.set_aside() {
        writeln!(out, "- {aside}")?;
    }
    Ok(())
}

/// ` (a.har, b.har, and 3 more)`
fn named(cases: &Cases) -> String {
    let mut paths: Vec<String> = cases.paths.iter().map(|path| code(path)).collect();
    let more = cases.captures - paths.len();
    if more > 0 {
        paths.push(format!("and {more} more"));
    }
    format!(" ({})", paths.join(", "))
}

/// How many bytes are held back.
const MOST: usize = 8 << 20;
