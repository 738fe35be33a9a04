//! Notes on a log as a whole.

use super::log::Log;
use crate::note::{Note, NoteKind};

/// The recorded part of a response body.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum ReceivedBody {
    #[default]
    None,
    /// Only its size.
    Size,
    /// Its text.
    Text,
    /// The name of the file that it is in.
    Elsewhere,
}

/// Facts about the log, gathered from an entry.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of an entry, not states")]
pub(super) struct EntryFacts {
    pub(super) has_time: bool,
    pub(super) is_http: bool,
    /// A cookie or an `Authorization` header was recorded.
    pub(super) has_credentials: bool,
    /// Chrome exported it; nobody wrote it by hand.
    pub(super) is_exported: bool,
    pub(super) body: ReceivedBody,
    /// The body of the request is in another file.
    pub(super) sent_elsewhere: bool,
}

/// Counts of entries, and the notes about them.
#[derive(Default)]
pub(super) struct LogCounts {
    exchanges: usize,
    http: usize,
    timeless: usize,
    /// A cookie or an `Authorization` header was recorded anywhere.
    credentials: bool,
    /// Chrome exported an entry.
    exported: bool,
    broken: Vec<Note>,
    more_broken: usize,
    /// Bodies of responses that are in the file.
    bodies: usize,
    /// Bodies of responses of which only the size is in the file.
    bodies_left_out: usize,
    /// Bodies that are in files beside this one (Playwright's `_file`).
    bodies_elsewhere: usize,
    /// Bodies in other files that were found there.
    pub(super) found: usize,
    /// Bodies of exchanges that are wanted, in other files that are not at hand.
    pub(super) lost: usize,
    /// Exchanges of which a value was too long to be kept.
    pub(super) cut: usize,
}

impl LogCounts {
    /// Counts an exchange.
    pub(super) fn count(&mut self, seen: EntryFacts) {
        self.exchanges += 1;
        self.timeless += usize::from(!seen.has_time);
        self.http += usize::from(seen.is_http);
        self.credentials |= seen.has_credentials;
        self.exported |= seen.is_exported;
        self.bodies += usize::from(seen.body == ReceivedBody::Text);
        self.bodies_left_out += usize::from(seen.body == ReceivedBody::Size);
        self.bodies_elsewhere += usize::from(seen.body == ReceivedBody::Elsewhere) + usize::from(seen.sent_elsewhere);
    }

    /// Is it known that there are credentials?
    pub(super) fn has_credentials(&self) -> bool {
        self.credentials
    }

    pub(super) fn broken(&mut self, note: Note) {
        if self.broken.len() < LISTED {
            self.broken.push(note);
        } else {
            self.more_broken += 1;
        }
    }

    /// Returns the notes on a log, in a fixed order.
    pub(super) fn notes(mut self, log: &Log, has_attachments: bool) -> Vec<Note> {
        if has_attachments {
            // Nobody looked for the others.
            self.bodies_elsewhere = self.lost;
            self.bodies += self.found;
        }
        let mut notes = Vec::new();
        let mut note = |kind, message: String| notes.push(Note::new(kind, message, None));
        if self.more_broken > 0 {
            note(NoteKind::BrokenEntry, format!("{} more entries were skipped", self.more_broken));
        }
        if self.timeless > 0 {
            note(NoteKind::NoTime, format!("{} of {} exchanges without a usable time", self.timeless, self.exchanges));
        }
        if self.cut > 0 {
            note(
                NoteKind::ValueTooLong,
                format!(
                    "values larger than 1 MiB were skipped in {} of the exchanges that may belong to a login",
                    self.cut
                ),
            );
        }
        let telling = if log.is_chrome() && self.exported { 1 } else { TELLING };
        if self.http >= telling && !self.credentials && (log.is_chrome() || !log.is_known()) {
            note(NoteKind::Sanitised, SANITISED.to_owned());
        }
        if self.bodies_elsewhere > 0 {
            note(
                NoteKind::BodiesInOtherFiles,
                format!("bodies are in separate files ({}), {ELSEWHERE}", self.bodies_elsewhere),
            );
        } else if self.bodies == 0 && self.bodies_left_out > 0 {
            note(NoteKind::NoResponseBodies, if log.is_chrome() { NO_BODIES_CHROME } else { NO_BODIES }.to_owned());
        }
        self.broken.into_iter().chain(notes).collect()
    }
}

/// The number of broken entries that get a note each.
const LISTED: usize = 20;

/// From how many HTTP exchanges on the absence of any cookie tells something where Chrome did not export them: fewer may be
/// an example written by hand.
const TELLING: usize = 3;

const SANITISED: &str = "nothing in this log has a Cookie, Set-Cookie or Authorization header: the export may have \
                         removed them, as Chrome does by default since version 130, so their absence proves nothing; \
                         export \"with sensitive data\" to keep them";

const ELSEWHERE: &str = "as Playwright writes them, but were not found; pass them together with this one (the archive, or the whole directory)";

const NO_BODIES_CHROME: &str = "no response in this log has its body: \"Copy all as HAR\" leaves them out; use \
                                \"Export HAR\" (the arrow that points down in the network panel)";

const NO_BODIES: &str = "no response in this log has its body; enable content recording in the recorder";
