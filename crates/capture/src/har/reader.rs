//! Reads the document around the entries of a HAR.

use std::io::Read;

use super::console::Console;
use super::log::Log;
use super::notes::LogCounts;
use crate::error::{Error, ErrorDetail};
use crate::format::{FileKind, Format};
use crate::note::NoteKind;
use crate::sink::Out;
use crate::stream::pull::{Hold, Pull, StreamFault};
use crate::stream::window::Window;
use crate::text::place::Place;
use crate::text::value::JsonValue;

/// Reads a HAR and hands over its exchanges in file order, one at a time; an exchange is handed over before what
/// follows it is looked at. `jsonp` where something like `onInputData(` precedes it.
pub(crate) fn read(source: &mut dyn Read, jsonp: bool, out: &mut Out<'_, '_>) -> Result<(), Error> {
    read_in_chunks(source, jsonp, CHUNK, out)
}

pub(super) fn read_in_chunks(
    source: &mut dyn Read,
    jsonp: bool,
    chunk: usize,
    out: &mut Out<'_, '_>,
) -> Result<(), Error> {
    out.set_format(Format::Har);
    let mut reader = HarReader::new(source, chunk, out);
    let read = reader.document(jsonp);
    reader.finish(read)
}

/// Returns where the JSON starts, also behind the `onInputData(` of Firefox's `har.jsonp` preference.
pub(crate) fn start(head: &[u8]) -> Option<usize> {
    let json = |at: usize| head.get(at).is_some_and(|byte| matches!(byte, b'{' | b'['));
    let text = head.trim_ascii_start();
    let first = head.len() - text.len();
    if json(first) {
        return Some(first);
    }
    let word = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_$.".contains(byte);
    let name = text.iter().take_while(word).count();
    let behind_name = text.get(name..).filter(|_| name > 0)?.trim_ascii_start();
    let inner = behind_name.strip_prefix(b"(")?.trim_ascii_start();
    let at = head.len() - inner.len();
    json(at).then_some(at)
}

pub(super) struct HarReader<'r, 'o, 's, 'e> {
    pub(super) pull: Pull<'r>,
    pub(super) out: &'o mut Out<'s, 'e>,
    pub(super) log: Log,
    pub(super) tally: LogCounts,
    /// The entry at hand.
    pub(super) number: usize,
    pub(super) scope: Scope,
    /// What the browser said while it recorded.
    pub(super) console: Option<&'o mut Console>,
    has_log: bool,
    /// The document is an object with members.
    has_members: bool,
}

/// The position in the document, for the message of an error.
#[derive(Clone, Copy)]
pub(super) enum Scope {
    Before,
    Inside,
    Between,
    Behind,
}

/// Why reading stops.
pub(super) enum Stop {
    Syntax(StreamFault),
    Shape(Error),
}

impl From<StreamFault> for Stop {
    fn from(fault: StreamFault) -> Self {
        Self::Syntax(fault)
    }
}

/// The members of a document that say where its entries are.
#[derive(Default)]
enum LogMember {
    Entries,
    Creator,
    Pages,
    Log,
    Request,
    #[default]
    Other,
}

impl<'r, 'o, 's, 'e> HarReader<'r, 'o, 's, 'e> {
    pub(super) fn new(source: &'r mut dyn Read, chunk: usize, out: &'o mut Out<'s, 'e>) -> Self {
        Self {
            pull: Pull::new(Window::new(source, out.file, chunk)),
            out,
            log: Log::default(),
            tally: LogCounts::default(),
            number: 0,
            scope: Scope::Before,
            console: None,
            has_log: false,
            has_members: false,
        }
    }

    fn document(&mut self, jsonp: bool) -> Result<(), Stop> {
        while jsonp && !matches!(self.pull.peek(), None | Some(b'{' | b'[')) {
            self.pull.bump();
        }
        let start = self.pull.place();
        if self.pull.peek() != Some(b'{') {
            return Err(self.no_log(start));
        }
        // It may be a bare entry.
        self.pull.keep_from_here();
        self.object(0, false)?;
        self.pull.release();
        if !self.has_log {
            return Err(self.no_log(start));
        }
        while jsonp && matches!(self.pull.peek(), Some(b')' | b';')) {
            self.pull.bump();
        }
        if let Some(next) = self.pull.peek() {
            self.trailing(next);
        }
        Ok(())
    }

    /// Reads an object that may be a log, or hold one up to two levels below.
    fn object(&mut self, depth: usize, is_log: bool) -> Result<(), Stop> {
        self.pull.bump();
        let mut is_entry = false;
        let mut first = true;
        loop {
            let has_members = &mut self.has_members;
            let member = self.pull.next_name(std::mem::take(&mut first), |name| {
                *has_members = true;
                Some(match name {
                    b"entries" => LogMember::Entries,
                    b"creator" => LogMember::Creator,
                    b"pages" => LogMember::Pages,
                    b"log" => LogMember::Log,
                    b"request" => LogMember::Request,
                    _ => return None,
                })
            });
            let Some(member) = member? else { break };
            match (member, self.pull.peek()) {
                (LogMember::Entries, Some(b'[' | b'n')) => self.entries()?,
                (LogMember::Entries, Some(_)) if is_log => {
                    return Err(self.shape("`log.entries` is not a list, so there is nothing to read"));
                }
                (LogMember::Creator, _) => {
                    let creator = self.kept_value()?;
                    self.log.creator(creator.as_value());
                }
                (LogMember::Pages, _) => {
                    self.log.has_pages = self.kept_value()?.as_value().elements().next().is_some();
                }
                (LogMember::Log, Some(b'{')) if !is_log => {
                    self.found_log();
                    self.object(depth + 1, true)?;
                }
                (LogMember::Log, Some(_)) if depth == 0 => {
                    return Err(self.shape("this JSON is a broken HAR: its `log` is not an object; export it again"));
                }
                (LogMember::Request, Some(b'{')) if depth == 0 => {
                    is_entry = true;
                    self.pull.value(Hold::Keep)?;
                }
                (_, Some(b'{')) if depth < 2 && !is_log && !is_entry && !self.has_log => {
                    self.object(depth + 1, false)?;
                }
                _ => drop(self.pull.value(Hold::Keep)?),
            }
        }
        if is_entry && !self.has_log {
            self.has_log = true;
            self.number += 1;
            self.hand_over(None, None);
        }
        Ok(())
    }

    fn found_log(&mut self) {
        self.has_log = true;
        self.pull.release();
    }

    /// Copies the value that starts here, if it is not too long.
    fn kept_value(&mut self) -> Result<KeptValue, Stop> {
        let is_kept = self.pull.is_keeping();
        if !is_kept {
            self.pull.keep_from_here();
        }
        let span = self.pull.value(Hold::Keep)?;
        let copy = KeptValue(String::from_utf8_lossy(self.pull.kept(span)).into_owned());
        if !is_kept {
            self.pull.release();
        }
        Ok(copy)
    }

    fn entries(&mut self) -> Result<(), Stop> {
        self.found_log();
        if self.pull.peek() != Some(b'[') {
            self.pull.value(Hold::Skip)?;
            return Ok(());
        }
        self.scope = Scope::Between;
        self.pull.bump();
        let mut first = true;
        while self.pull.next_element(std::mem::take(&mut first))? {
            self.scope = Scope::Inside;
            self.entry()?;
            self.number += 1;
            self.pull.release();
            self.scope = Scope::Between;
        }
        self.scope = Scope::Behind;
        Ok(())
    }

    fn trailing(&mut self, next: u8) {
        let message = if matches!(next, b'{' | b'[') {
            "another JSON document follows the HAR, and its exchanges were not read; save each in its own file"
        } else {
            "the HAR is complete; everything after it was ignored"
        };
        let at = self.pull.place();
        self.out.note(NoteKind::TrailingData, message, Some(at));
    }

    /// Says what a document is that has no log.
    fn no_log(&mut self, start: Place) -> Stop {
        let follows = self.has_members && self.pull.peek() == Some(b'{');
        let (kind, message) = if follows {
            (
                FileKind::JsonLines,
                "these are JSON Lines in a shape that no known tool writes; record the login as HAR, which is one object with a `log` member",
            )
        } else {
            (FileKind::Json, "this JSON is not a capture in a known format; a HAR is an object with a `log` member")
        };
        self.out.set_format(kind);
        Stop::Shape(Error::NotACapture(ErrorDetail::new(message, Some(start))))
    }

    pub(super) fn shape(&mut self, message: &'static str) -> Stop {
        let at = self.pull.place();
        Stop::Shape(Error::Damaged(ErrorDetail::new(message, Some(at))))
    }

    fn syntax_error(&mut self, fault: &StreamFault) -> Error {
        if let Some(failure) = self.pull.window().failure.as_ref().filter(|_| fault.at_end) {
            return Error::from_io(failure, format!("reading the input failed here: {failure}"), Some(fault.at));
        }
        let number = self.number;
        let scope = match self.scope {
            Scope::Before => "before the first entry".to_owned(),
            Scope::Inside => format!("inside entry {}", number + 1),
            Scope::Between if number == 0 => "before the first entry".to_owned(),
            Scope::Between => format!("after entry {number}"),
            Scope::Behind => "after the last entry".to_owned(),
        };
        let expected = fault.expected;
        let at = Some(fault.at);
        if fault.at_end {
            let message = format!(
                "the file ends {scope} (expected {expected}); it was truncated: export or copy it \
                                   again"
            );
            Error::Truncated(ErrorDetail::new(message, at))
        } else {
            let message =
                format!("the JSON is broken {scope} (expected {expected}); export it again, or repair it here");
            Error::Damaged(ErrorDetail::new(message, at))
        }
    }

    pub(super) fn finish(mut self, read: Result<(), Stop>) -> Result<(), Error> {
        let end = match &read {
            Err(Stop::Syntax(fault)) => fault.at,
            _ => self.pull.place(),
        };
        let whole = read.is_ok();
        let read = read.map_err(|stop| match stop {
            Stop::Syntax(fault) => self.syntax_error(&fault),
            Stop::Shape(error) => error,
        });
        self.out.summary.creator = self.log.creator_and_version();
        if self.has_log && self.number == 0 && whole {
            let message = "the log has no entries; open the network panel before the login starts, and record again";
            self.out.note(NoteKind::NoEntries, message, None);
        }
        let window = self.pull.window();
        // How far the window is ahead of the reader depends on how the source comes in.
        let is_read = |at: &Place| (at.line, at.column) < (end.line, end.column);
        if let Some(at) = window.foreign.filter(is_read) {
            let message = "the file is not entirely UTF-8; each invalid byte was read as `?`";
            self.out.note(NoteKind::NotUtf8, message, Some(at));
        }
        if let Some(at) = window.oddity.filter(is_read) {
            let message = "a string contains an escape or a control character that JSON forbids; it was read unchanged";
            self.out.note(NoteKind::OddString, message, Some(at));
        }
        let has_attachments = self.out.attachments.is_some();
        self.out.summary.notes.extend(self.tally.notes(&self.log, has_attachments));
        read
    }
}

/// A copy of a value.
struct KeptValue(String);

impl KeptValue {
    fn as_value(&self) -> JsonValue<'_> {
        JsonValue { raw: &self.0, at: 0 }
    }
}

/// The number of bytes read at once, which fit into the second cache of any CPU.
pub(super) const CHUNK: usize = 128 << 10;
