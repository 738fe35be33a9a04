//! HAR, in the shapes in which browsers, proxies and people write it.
//!
//! Reading is lenient where a recorder is sloppy and exact where a file is damaged: all that precedes the damage is handed
//! over.

mod attached;
mod body;
mod entry;
mod notes;
mod snapshots;
mod time;

use super::json::{Fault, Scanner};
use super::lines::Lines;
use super::session::Out;
use super::value::Value;
use super::{Error, Note, refuse};
use entry::Log;
use notes::Tally;

pub(super) use entry::words;
pub(super) use snapshots::{is_snapshots, read_snapshots};

/// Reads the text of a HAR and hands over its exchanges in file order, one at a time; an exchange is handed over before
/// what follows it is looked at.
pub(super) fn read(source: &str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let start = start(source).unwrap_or_default();
    let mut reader = Reader::new(source, start, out);
    reader.out.summary.format = "har";
    let read = match reader.document(start > 0) {
        Ok(()) => Ok(()),
        Err(Stop::Syntax(fault)) => Err(reader.syntax_error(&fault)),
        Err(Stop::Shape(error)) => Err(error),
    };
    reader.finish(read.is_ok());
    read
}

/// Returns where the JSON starts, also behind the `onInputData(` of Firefox's `har.jsonp` preference.
pub(super) fn start(source: &str) -> Option<usize> {
    let json = |at: usize| {
        source
            .as_bytes()
            .get(at)
            .is_some_and(|byte| matches!(byte, b'{' | b'['))
    };
    let text = source.trim_ascii_start();
    let first = source.len() - text.len();
    if json(first) {
        return Some(first);
    }
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$.".contains(byte);
    let name = text.bytes().take_while(word).count();
    let inner = text
        .get(name..)
        .filter(|_| name > 0)?
        .trim_ascii_start()
        .strip_prefix('(')?
        .trim_ascii_start();
    let at = source.len() - inner.len();
    json(at).then_some(at)
}

struct Reader<'a, 'o, 's, 'e> {
    source: &'a str,
    scanner: Scanner<'a>,
    lines: Lines<'a>,
    out: &'o mut Out<'s, 'e>,
    log: Log,
    tally: Tally,
    /// The entry at hand.
    number: usize,
    scope: Scope,
    has_log: bool,
    /// The names of the outermost members, which tell what else a document may be.
    names: Vec<String>,
}

/// Where in the document the scanner is, for the words of an error.
#[derive(Clone, Copy)]
enum Scope {
    Before,
    Inside,
    Between,
    Behind,
}

/// Why reading stops.
enum Stop {
    Syntax(Fault),
    Shape(Error),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Syntax(fault)
    }
}

impl<'a, 'o, 's, 'e> Reader<'a, 'o, 's, 'e> {
    fn new(source: &'a str, start: usize, out: &'o mut Out<'s, 'e>) -> Self {
        Self {
            source,
            scanner: Scanner::new(source, start),
            lines: Lines::new(source, out.file),
            out,
            log: Log::default(),
            tally: Tally::default(),
            number: 0,
            scope: Scope::Before,
            has_log: false,
            names: Vec::new(),
        }
    }

    fn document(&mut self, jsonp: bool) -> Result<(), Stop> {
        let start = self.scanner.offset();
        if self.scanner.peek() != Some(b'{') {
            return Err(self.no_log(start));
        }
        self.object(0, false)?;
        if !self.has_log {
            return Err(self.no_log(start));
        }
        if jsonp {
            self.scanner.peek();
            let rest = &self.source[self.scanner.offset()..];
            let rest = rest.strip_prefix(')').unwrap_or(rest).trim_ascii_start();
            let rest = rest.strip_prefix(';').unwrap_or(rest);
            self.scanner = Scanner::new(self.source, self.source.len() - rest.len());
        }
        if let Some(next) = self.scanner.peek() {
            self.trailing(next);
        }
        Ok(())
    }

    /// Reads an object that may be a log, or hold one up to two levels below.
    fn object(&mut self, depth: usize, is_log: bool) -> Result<(), Stop> {
        self.scanner.peek();
        let start = self.scanner.offset();
        self.scanner.enter();
        let mut is_entry = false;
        let mut first = true;
        while let Some(name) = self.scanner.next_name(std::mem::take(&mut first))? {
            let name = name.string().unwrap_or_default();
            let next = self.scanner.peek();
            if depth == 0 && self.names.len() < NAMES {
                self.names.push(name.clone().into_owned());
            }
            match (&*name, next) {
                ("entries", Some(b'[' | b'n')) => self.entries()?,
                ("entries", Some(_)) if is_log => {
                    return Err(self.shape("`log.entries` is no list, so there is nothing to read"));
                }
                ("creator", _) => self.log.creator(self.scanner.value()?),
                ("pages", _) => {
                    self.log.has_pages = self.scanner.value()?.elements().next().is_some();
                }
                ("log", Some(b'{')) if !is_log => {
                    self.has_log = true;
                    self.object(depth + 1, true)?;
                }
                ("log", Some(_)) if depth == 0 => {
                    return Err(self.shape("this JSON is no HAR: its `log` is no object; export the HAR again"));
                }
                ("request", Some(b'{')) if depth == 0 => {
                    is_entry = true;
                    self.scanner.value()?;
                }
                (_, Some(b'{')) if depth < 2 && !is_log && !is_entry && !self.has_log => {
                    self.object(depth + 1, false)?;
                }
                _ => drop(self.scanner.value()?),
            }
        }
        if is_entry && !self.has_log {
            self.has_log = true;
            self.entry(Value {
                raw: &self.source[start..self.scanner.offset()],
                at: start,
            });
        }
        Ok(())
    }

    fn entries(&mut self) -> Result<(), Stop> {
        self.has_log = true;
        if self.scanner.peek() != Some(b'[') {
            self.scanner.value()?;
            return Ok(());
        }
        self.scope = Scope::Between;
        self.scanner.enter();
        let mut first = true;
        while self.scanner.next_element(std::mem::take(&mut first))? {
            self.scope = Scope::Inside;
            let value = self.scanner.value()?;
            self.entry(value);
            self.scope = Scope::Between;
        }
        self.scope = Scope::Behind;
        Ok(())
    }

    fn entry(&mut self, value: Value<'a>) {
        self.number += 1;
        match entry::exchange(value, self.number, &self.log, &mut self.lines, &mut self.tally) {
            Ok(mut exchange) => {
                attached::fill(value, &mut exchange, self.out, &mut self.tally);
                self.out.exchange(exchange);
            }
            Err(broken) => {
                self.out.leave_out();
                let at = self.lines.place(value.at);
                self.tally.broken(Note {
                    kind: "broken-entry",
                    message: broken,
                    at: Some(at),
                });
            }
        }
    }

    fn trailing(&mut self, next: u8) {
        let message = if matches!(next, b'{' | b'[') {
            "another JSON document follows the HAR, and its exchanges were not read; save each in a file of its own"
        } else {
            "the HAR is complete, and what follows it from here on was not read"
        };
        let at = self.lines.place(self.scanner.offset());
        self.out.note("trailing-data", message, Some(at));
    }

    /// Says what a document is that has no log.
    fn no_log(&mut self, start: usize) -> Stop {
        let mut names = std::mem::take(&mut self.names);
        let value = Scanner::new(self.source, start).value();
        if let Some(first) = value.ok().and_then(|value| value.elements().next()) {
            names.extend(first.members().take(NAMES).map(|(name, _)| name.into_owned()));
        }
        let follows = self.scanner.offset() > start && self.scanner.peek() == Some(b'{');
        let (format, message) = match refuse::document(&names) {
            Some(known) => known,
            None if follows => (
                "json-lines",
                "these are JSON Lines, no HAR: expected one object with a `log` member",
            ),
            None => ("json", "this JSON is no HAR: expected an object with a `log` member"),
        };
        self.out.summary.format = format;
        Stop::Shape(Error {
            message: message.to_owned(),
            at: Some(self.lines.place(start)),
        })
    }

    fn shape(&mut self, message: &str) -> Stop {
        let at = self.lines.place(self.scanner.offset());
        Stop::Shape(Error {
            message: message.to_owned(),
            at: Some(at),
        })
    }

    fn syntax_error(&mut self, fault: &Fault) -> Error {
        let number = self.number;
        let scope = match self.scope {
            Scope::Before => "before the first entry".to_owned(),
            Scope::Inside => format!("inside entry {}", number + 1),
            Scope::Between if number == 0 => "before the first entry".to_owned(),
            Scope::Between => format!("after entry {number}"),
            Scope::Behind => "behind the last entry".to_owned(),
        };
        let expected = fault.expected;
        let message = if fault.at_end {
            format!("the file ends {scope} (expected {expected}); it was cut, export or copy it again")
        } else {
            format!("the JSON is broken {scope} (expected {expected}); export it again, or mend it at this place")
        };
        Error {
            message,
            at: Some(self.lines.place(fault.at)),
        }
    }

    fn finish(self, whole: bool) {
        self.out.summary.creator = self.log.creator_and_version();
        if self.has_log && self.number == 0 && whole {
            let message = "the log has no entries; record with the network panel open before the login starts";
            self.out.note("no-entries", message, None);
        }
        self.out.summary.notes.extend(self.tally.notes(&self.log));
    }
}

/// How many names of a document are looked at.
const NAMES: usize = 64;
