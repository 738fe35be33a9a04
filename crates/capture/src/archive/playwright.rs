//! Traces of Playwright (`trace.zip`): `trace.network` has a HAR entry a line, and bodies are files in `resources/`.
//! The test runner and versions since 1.37 number the logs (`0-trace.network`).

use std::io::Read;

use super::members::{ArchiveMembers, MemberAttachments};
use crate::error::Error;
use crate::format::Format;
use crate::har;
use crate::har::console::Console;
use crate::note::NoteKind;
use crate::sink::Out;

/// Returns whether this file is the log of the network.
pub(super) fn is_network_log(path: &str) -> bool {
    path.ends_with(".network")
}

/// Reads the logs of a trace.
pub(super) fn read(members: &ArchiveMembers<'_>, logs: &[&str], out: &mut Out<'_, '_>) -> Result<(), Error> {
    let mut stopped = None;
    let mut console = console(members, out);
    for path in logs {
        let beside = MemberAttachments::new(members, path);
        let mut inner = out.inside(path, Some(&beside));
        let read = members.read(path, |file| har::snapshots::read_snapshots(file, &mut console, &mut inner));
        let summary = inner.summary;
        out.summary.exchanges += summary.exchanges;
        out.summary.notes.extend(summary.notes);
        stopped = stopped.or(read.err());
    }
    console.hand_over(out);
    out.set_format(Format::PlaywrightTrace);
    out.summary.creator = creator(members);
    if out.summary.exchanges == 0 && stopped.is_none() {
        out.note(NoteKind::NoEntries, "the trace has no network traffic; record it with `snapshots: true`", None);
    }
    stopped.map_or(Ok(()), Err)
}

/// Reads what the browser said.
fn console(members: &ArchiveMembers<'_>, out: &mut Out<'_, '_>) -> Console {
    let mut console = Console::default();
    for path in members.paths().filter(|path| path.rsplit('.').next() == Some("trace")) {
        let Some((bytes, _)) = members.head(path, LONGEST) else { continue };
        let source = String::from_utf8_lossy(&bytes);
        if Console::is_in(&source) {
            console.take(&source, out.member(path));
        }
    }
    console
}

/// The first line of `trace.trace` tells the version, since 1.50.
fn creator(members: &ArchiveMembers<'_>) -> Option<String> {
    let path = members.paths().find(|path| path.ends_with("trace.trace"))?;
    let mut head = Vec::new();
    members.open(path, |file| file.take(HEAD).read_to_end(&mut head)).ok()?.ok()?;
    let head = String::from_utf8_lossy(&head);
    let (_, version) = head.lines().next()?.split_once("\"playwrightVersion\":\"")?;
    let version = version.split('"').next()?;
    Some(format!("Playwright {version}"))
}

/// The number of bytes that are searched for the version of a trace.
const HEAD: u64 = 16 << 10;

/// How much of a file is searched for what the browser said.
const LONGEST: u64 = 64 << 20;
