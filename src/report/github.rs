//! `--format github`: annotations, as workflow commands of GitHub Actions
//! (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>).

use std::io::{self, Write};

use crate::report::location::Location;
use crate::report::problem::problems;
use crate::report::text::{clean, shorten};
use crate::report::{Capture, Tally};
use crate::rules::Severity;

/// Writes the annotations of a capture, a line each.
pub(super) fn render(capture: &Capture, out: &mut dyn Write) -> io::Result<()> {
    if let Some(error) = &capture.checked.error {
        let location = Location::new(capture, error.at());
        writeln!(out, "{}", line(Severity::Error, &location, "not read", &error.to_string()))?;
    }
    for problem in problems(capture).filter(|problem| problem.standing.counts()) {
        let message = match &*problem.fix {
            "" => problem.message.into_owned(),
            fix => format!("{} {fix}", problem.message),
        };
        let title = format!("{} (login {})", problem.rule, problem.login.id);
        writeln!(out, "{}", line(problem.severity, &problem.location, &title, &message))?;
    }
    Ok(())
}

/// Writes an input that cannot be opened.
pub(super) fn render_unreadable(path: &str, reason: &str, out: &mut dyn Write) -> io::Result<()> {
    let line = line(Severity::Error, &Location::whole(path), "not read", reason);
    writeln!(out, "{line}")
}

/// Writes what stands behind the last annotation: a line that says what there is, also where nothing was annotated.
pub(super) fn end(tally: &Tally, room: &Room, out: &mut dyn Write) -> io::Result<()> {
    let more = match room.left_out {
        0 => String::new(),
        n => format!("; {n} more are not annotated"),
    };
    let aside = tally.set_aside().map(|aside| format!("; {aside}"));
    writeln!(out, "oauth-doctor: {}{}{more}", tally.logins(), aside.unwrap_or_default())
}

/// How many annotations were written of each level, and how many were not.
#[derive(Default)]
pub(super) struct Room {
    written: [usize; LEVELS.len()],
    left_out: usize,
}

impl Room {
    /// Writes the annotations that there is room for, each with its line end.
    pub(super) fn write(&mut self, lines: &str, out: &mut dyn Write) -> io::Result<()> {
        for line in lines.lines() {
            let level = LEVELS.iter().position(|(_, command)| line.starts_with(command));
            let written = level.and_then(|level| self.written.get_mut(level));
            match written {
                Some(written) if *written < SHOWN => {
                    *written += 1;
                    writeln!(out, "{line}")?;
                }
                _ => self.left_out += 1,
            }
        }
        Ok(())
    }
}

fn line(severity: Severity, location: &Location, title: &str, message: &str) -> String {
    let command = LEVELS.iter().find(|(of, _)| *of == severity);
    let command = command.map_or("::notice ", |(_, command)| command);
    let mut properties = Vec::new();
    // Standard input is no file that an annotation could stand at.
    if location.path != "-" {
        properties.push(format!("file={}", property(&location.path)));
        if let Some((line, column)) = location.at {
            properties.push(format!("line={line},col={column}"));
        }
    }
    properties.push(format!("title={}", property(title)));
    let message = data(&shorten(&clean(message), LONGEST));
    format!("{command}{}::{message}", properties.join(","))
}

/// Escapes the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(&clean(text)).replace(':', "%3A").replace(',', "%2C")
}

const LEVELS: [(Severity, &str); 3] =
    [(Severity::Error, "::error "), (Severity::Warning, "::warning "), (Severity::Note, "::notice ")];

/// GitHub shows ten of each level in a step.
const SHOWN: usize = 10;

/// GitHub cuts longer messages.
const LONGEST: usize = 4000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_ends_a_command_or_begins_another() {
        let location = Location::whole("a,line=9::b%0A.har");
        let line = line(Severity::Error, &location, "x::y,z", "100%\r\n::error::owned %0A");
        assert_eq!(
            line,
            "::error file=a%2Cline=9%3A%3Ab%250A.har,title=x%3A%3Ay%2Cz::100%25\\u{d}\\u{a}::error::owned %250A"
        );
    }

    #[test]
    fn each_level_has_room_of_its_own() {
        let (mut room, mut out) = (Room::default(), Vec::new());
        let lines = "::error a\n".repeat(SHOWN + 3) + "::notice b\n";
        room.write(&lines, &mut out).unwrap();
        assert_eq!((room.left_out, String::from_utf8(out).unwrap().lines().count()), (3, SHOWN + 1));
    }
}
