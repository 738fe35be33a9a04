//! The entries of a Playwright trace.

use super::Reader;
use super::entry::Log;
use crate::capture::json::Scanner;
use crate::capture::session::Out;
use crate::capture::value::Value;
use crate::capture::{Error, Note};

/// Returns whether a text is the network log of a trace.
pub(in crate::capture) fn is_snapshots(text: &str) -> bool {
    text.starts_with("{\"type\":\"resource-snapshot\"")
}

/// Reads `trace.network`, JSON Lines of `{"type": "resource-snapshot", "snapshot": …}` with an entry of HAR each (Playwright 1.31 to
/// 1.65).
pub(in crate::capture) fn read_snapshots(source: &str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.summary.format = "playwright-trace";
    let mut reader = Reader::new(source, 0, out);
    reader.log = Log::by("Playwright");
    let mut at = 0;
    let mut cut = None;
    for line in source.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.trim_ascii().is_empty() {
            continue;
        }
        match Scanner::new(source, start).value() {
            Ok(value) if value.at + value.raw.len() <= at => {
                let [kind, snapshot] = value.object().pick(["type", "snapshot"]);
                let is_snapshot = kind.and_then(Value::quoted) == Some("resource-snapshot");
                if let Some(snapshot) = snapshot.filter(|_| is_snapshot) {
                    reader.entry(snapshot);
                }
            }
            Err(fault) if fault.at_end && at == source.len() => cut = Some(fault.at),
            _ => {
                let place = reader.lines.place(start);
                reader.tally.broken(Note {
                    kind: "broken-entry",
                    message: "a line of the network log is no JSON and was left out".to_owned(),
                    at: Some(place),
                });
            }
        }
    }
    let at = cut.map(|cut| reader.lines.place(cut));
    reader.finish(cut.is_none());
    match at {
        Some(at) => Err(Error {
            message: "the network log ends inside an entry; the trace was not saved to its end, stop tracing before the test ends"
                .to_owned(),
            at: Some(at),
        }),
        None => Ok(()),
    }
}
