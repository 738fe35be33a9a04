//! Reads the captures in an archive.

use super::members::{ArchiveMembers, MemberAttachments};
use super::{fiddler, playwright};
use crate::error::{Error, ErrorDetail};
use crate::format::{FileKind, Format};
use crate::input;
use crate::note::{Note, NoteKind};
use crate::sink::Out;
use crate::summary::Summary;

/// Returns whether this is the start of a zip archive, also of one without files.
pub(crate) fn recognises(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Reads an archive by what is in it.
pub(crate) fn read(bytes: &[u8], out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.set_format(FileKind::Zip);
    if out.is_member {
        let message = "this is an archive inside an archive; unpack the outer one and pass its content";
        return Err(Error::Unsupported(out.detail(message)));
    }
    let members = ArchiveMembers::new(bytes)?;
    let sessions = fiddler::sessions(&members);
    if !sessions.is_empty() {
        return fiddler::read(&members, sessions, out);
    }
    let logs: Vec<&str> = members.paths().filter(|path| playwright::is_network_log(path)).collect();
    if !logs.is_empty() {
        return playwright::read(&members, &logs, out);
    }
    captures(&members, out)
}

/// Reads each file that is a capture.
fn captures(members: &ArchiveMembers<'_>, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let mut found = ArchiveOutcome::default();
    for path in members.paths().filter(|path| !is_byproduct(path)) {
        members.check_budget()?;
        let beside = MemberAttachments::new(members, path);
        let mut inner = out.inside(path, Some(&beside));
        let read = members.read(path, |file| input::read(file, &mut inner));
        let mut summary = inner.summary;
        summary.error = read.err();
        found.add(summary);
    }
    found.finish(out)
}

/// The joined results of the files of an archive.
#[derive(Default)]
struct ArchiveOutcome {
    captures: usize,
    /// Files that are not captures.
    others: usize,
    format: Option<FileKind>,
    creator: Option<String>,
    exchanges: usize,
    notes: Vec<Note>,
    /// The errors that ended captures early.
    stopped: Vec<Error>,
    /// Why the first of the other files is not a capture.
    refused: Option<Error>,
}

impl ArchiveOutcome {
    fn add(&mut self, summary: Summary) {
        // Any text may be read, to find requests in it.
        if summary.exchanges == 0 && (summary.error.is_some() || summary.format == Some(Format::Text.into())) {
            self.others += 1;
            self.refused = self.refused.take().or(summary.error);
            return;
        }
        self.captures += 1;
        self.format = if self.captures == 1 { summary.format } else { Some(FileKind::Zip) };
        self.creator = self.creator.take().or(summary.creator);
        self.exchanges += summary.exchanges;
        self.notes.extend(summary.notes);
        self.stopped.extend(summary.error);
    }

    fn finish(self, out: &mut Out<'_, '_>) -> Result<(), Error> {
        let mut stopped = self.stopped.into_iter();
        if self.captures == 0 {
            let Some(error) = self.refused.filter(|_| self.others == 1) else {
                return Err(Error::NotACapture(ErrorDetail::new(NOTHING, None)));
            };
            return Err(Error::OnlyMember(Box::new(error)));
        }
        out.summary.format = self.format;
        out.summary.creator = self.creator;
        out.summary.exchanges += self.exchanges;
        out.summary.notes.extend(self.notes);
        if self.others > 0 {
            let message = format!("skipped: files in the archive that are not captures ({})", self.others);
            out.note(NoteKind::OtherFiles, message, None);
        }
        let first = stopped.next();
        for error in stopped {
            out.note(NoteKind::CaptureStopped, error.to_string(), error.at());
        }
        first.map_or(Ok(()), Err)
    }
}

/// Bodies that a capture names (Playwright calls them by their SHA-1), and what file managers add.
fn is_byproduct(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    let is_sha1 = stem.len() == 40 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_sha1 || name.starts_with('.') || path.starts_with("__MACOSX/") || name == "Thumbs.db"
}

const NOTHING: &str =
    "the archive contains no readable capture; put the .har or other recording into it, or pass that file itself";
