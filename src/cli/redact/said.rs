//! What is said of a redaction: a report that one can attach, too.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::cli::{AnswerFormat, Error};
use crate::redact::{Exposed, Kind, Redacted};
use crate::report::human::count;
use crate::report::json::{Escaped, SCHEMA, TOOL, Tool};
use crate::report::text::{clean, wrap};

/// What became of one recording.
pub(super) struct Done {
    /// Its inputs.
    pub(super) path: String,
    /// The files that were written; none on standard output.
    pub(super) outputs: Vec<String>,
    pub(super) redacted: Redacted,
}

/// Says what became of each recording, in prose as it is done, or as a document in the end.
pub(super) struct Said {
    format: AnswerFormat,
    width: usize,
    files: Vec<FileView>,
    summary: Summary,
}

impl Said {
    pub(super) fn new(format: AnswerFormat, width: usize) -> Self {
        Self { format, width, files: Vec::new(), summary: Summary::default() }
    }

    /// Says what was replaced and dropped.
    pub(super) fn redacted(&mut self, done: &Done, out: &mut dyn Write) -> io::Result<()> {
        self.summary.written += 1;
        let redacted = &done.redacted;
        let exchanges: usize = redacted.files.iter().map(|file| file.dropped_exchanges).sum();
        let bodies: usize = redacted.files.iter().map(|file| file.dropped_bodies).sum();
        let became_har = redacted.files.iter().any(|file| file.became_har);
        if let AnswerFormat::Json = self.format {
            let replaced = redacted.replaced.iter().map(|(kind, count)| (kind.as_str(), *count));
            self.files.push(FileView {
                outputs: done.outputs.clone(),
                logins: redacted.logins,
                replaced: Some(replaced.collect()),
                dropped: Some(DroppedView { exchanges, bodies }),
                became_har,
                key: Some(redacted.key.clone()),
                ..FileView::new(&done.path, "written")
            });
            return Ok(());
        }
        let diagnosis = match redacted.logins {
            None => {
                return writeln!(out, "{}  was redacted under this key already, and is as it was", clean(&done.path));
            }
            Some(0) => "no login in it".to_owned(),
            Some(1) => "1 login, the same diagnosis".to_owned(),
            Some(logins) => format!("{logins} logins, the same diagnoses"),
        };
        writeln!(out, "{}  redacted: {diagnosis}", clean(&done.path))?;
        self.line("Replaced", &kinds(&redacted.replaced), out)?;
        let dropped = [count(exchanges, "exchange"), count(bodies, "body")];
        let dropped = dropped.into_iter().zip([exchanges, bodies]).filter(|(_, count)| *count > 0);
        let dropped: Vec<String> = dropped.map(|(said, _)| said.replace("bodys", "bodies")).collect();
        if !dropped.is_empty() {
            let dropped = dropped.join(" and ");
            self.line("Dropped", &format!("{dropped} that the diagnosis does not need"), out)?;
        }
        self.line("In clear", IN_CLEAR, out)?;
        if became_har {
            self.line("Format", "a HAR of what was read: the format of the input cannot be written", out)?;
        }
        self.line("Key", &redacted.key, out)?;
        if !done.outputs.is_empty() {
            self.line("Written", &clean(&done.outputs.join(" ")), out)?;
        }
        Ok(())
    }

    /// Notes that nothing was written; the error itself is said on standard error.
    pub(super) fn refused(&mut self, path: &str, error: &Error) {
        self.summary.refused += 1;
        self.files.push(FileView { reason: Some(error.reason()), ..FileView::new(path, "refused") });
    }

    /// Says what stands in a file in clear.
    pub(super) fn exposed(&mut self, path: &str, exposed: &[Exposed], out: &mut dyn Write) -> io::Result<()> {
        let count = if exposed.is_empty() { &mut self.summary.safe } else { &mut self.summary.exposed };
        *count += 1;
        let status = if exposed.is_empty() { "safe" } else { "exposed" };
        if let AnswerFormat::Json = self.format {
            let places = exposed.iter().map(|exposed| PlaceView {
                kind: exposed.kind.as_str(),
                line: exposed.place.map(|(line, _)| line),
                column: exposed.place.map(|(_, column)| column),
            });
            self.files.push(FileView { exposed: Some(places.collect()), ..FileView::new(path, status) });
            return Ok(());
        }
        if exposed.is_empty() {
            return writeln!(
                out,
                "{}  safe: nothing of it is a credential that oauth-doctor did not write",
                clean(path)
            );
        }
        let mut counts = BTreeMap::new();
        for one in exposed {
            *counts.entry(one.kind).or_default() += 1;
        }
        writeln!(out, "{}  not safe: {}", clean(path), kinds(&counts))?;
        for one in exposed.iter().take(LISTED) {
            let place = one.place.map(|(line, column)| format!(" ends at {line}:{column}")).unwrap_or_default();
            writeln!(out, "  a {}{place}", one.kind.title())?;
        }
        if exposed.len() > LISTED {
            writeln!(out, "  and {} more", exposed.len() - LISTED)?;
        }
        writeln!(out, "\n  Redact it:  oauth-doctor redact {} -o shared.har", clean(path))
    }

    /// Ends the document.
    pub(super) fn end(self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            AnswerFormat::Human if self.summary.written + self.summary.refused > 1 => {
                let Summary { written, refused, .. } = self.summary;
                writeln!(out, "\n{} redacted, {refused} refused", count(written, "recording"))
            }
            AnswerFormat::Human => Ok(()),
            AnswerFormat::Json => {
                let document = Document { schema: SCHEMA, tool: TOOL, files: self.files, summary: self.summary };
                serde_json::to_writer_pretty(Escaped::new(out), &document).map_err(io::Error::from)?;
                writeln!(out)
            }
        }
    }

    fn line(&self, title: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        for (index, line) in wrap(text, self.width.saturating_sub(INDENT).max(20)).iter().enumerate() {
            writeln!(out, "  {:10}{line}", if index == 0 { title } else { "" })?;
        }
        Ok(())
    }
}

/// Returns `2 tokens, 1 code`; the kinds in their order.
fn kinds(counts: &BTreeMap<Kind, usize>) -> String {
    let known = counts.iter().filter(|(_, number)| **number > 0);
    let said: Vec<String> = known.map(|(kind, number)| kind.counted(*number)).collect();
    if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
}

#[derive(Serialize)]
struct Document {
    schema: u32,
    tool: Tool,
    files: Vec<FileView>,
    summary: Summary,
}

#[derive(Default, Serialize)]
struct Summary {
    written: usize,
    refused: usize,
    safe: usize,
    exposed: usize,
}

#[derive(Default, Serialize)]
struct FileView {
    path: String,
    status: &'static str,
    outputs: Vec<String>,
    logins: Option<usize>,
    replaced: Option<BTreeMap<&'static str, usize>>,
    dropped: Option<DroppedView>,
    became_har: bool,
    key: Option<String>,
    reason: Option<String>,
    exposed: Option<Vec<PlaceView>>,
}

#[derive(Serialize)]
struct DroppedView {
    exchanges: usize,
    bodies: usize,
}

#[derive(Serialize)]
struct PlaceView {
    kind: &'static str,
    line: Option<u64>,
    column: Option<u64>,
}

impl FileView {
    fn new(path: &str, status: &'static str) -> Self {
        Self { path: path.to_owned(), status, ..Self::default() }
    }
}

/// What stays, and why.
const IN_CLEAR: &str = "hosts, paths, client identifiers, scopes, error words and times: the diagnosis rests on them";
/// How many places are named.
const LISTED: usize = 20;
const INDENT: usize = 12;
