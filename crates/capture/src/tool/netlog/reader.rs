//! The document around the events.

use super::constants::Constants;
use super::requests::{NetLogEvent, Requests};
use crate::error::{Error, ErrorDetail};
use crate::format::Format;
use crate::sink::Out;
use crate::text::json::{JsonFault, Scanner};
use crate::text::lines::LineCounter;
use crate::text::place::Place;
use crate::text::value::JsonValue;

/// Returns whether a text is a NetLog: an object whose first member is `constants`.
pub(crate) fn recognises(text: &str) -> bool {
    let inner = text.trim_ascii_start().strip_prefix('{').map(str::trim_ascii_start);
    let value = inner.and_then(|inner| inner.strip_prefix("\"constants\""));
    value.is_some_and(|value| value.trim_ascii_start().starts_with(':'))
}

/// Reads a NetLog; exchanges come in the order in which they were begun.
pub(crate) fn read(source: &str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.set_format(Format::NetLog);
    let mut reader = NetLogReader {
        scanner: Scanner::new(source, 0),
        lines: LineCounter::new(source, out.file),
        constants: None,
        requests: Requests::default(),
    };
    let read = reader.document();
    let end = read.map_err(|fault| reader.error(&fault));
    let NetLogReader { lines: mut places, constants, requests, .. } = reader;
    let Some(constants) = constants else {
        return end.and_then(|()| Err(Error::Damaged(out.detail(NO_CONSTANTS))));
    };
    out.summary.creator.clone_from(&constants.creator);
    requests.hand_over(&constants, &mut places, out);
    end
}

struct NetLogReader<'a> {
    scanner: Scanner<'a>,
    lines: LineCounter<'a>,
    constants: Option<Constants>,
    requests: Requests<'a>,
}

impl<'a> NetLogReader<'a> {
    fn document(&mut self) -> Result<(), JsonFault> {
        self.scanner.peek();
        self.scanner.enter();
        let mut first = true;
        while let Some(name) = self.scanner.next_name(std::mem::take(&mut first))? {
            match (name.quoted(), self.scanner.peek()) {
                (Some("constants"), _) => self.constants = Some(Constants::read(self.scanner.value()?)),
                (Some("events"), Some(b'[')) => self.events()?,
                _ => drop(self.scanner.value()?),
            }
        }
        Ok(())
    }

    fn events(&mut self) -> Result<(), JsonFault> {
        self.scanner.enter();
        let mut first = true;
        while self.scanner.next_element(std::mem::take(&mut first))? {
            let event = self.scanner.value()?;
            self.event(event);
        }
        Ok(())
    }

    fn event(&mut self, event: JsonValue<'a>) {
        let Some(constants) = &self.constants else { return };
        let [kind, source, phase, time, params] = event.object().pick(["type", "source", "phase", "time", "params"]);
        let Some(kind) = kind.and_then(|kind| constants.kind(kind)) else {
            return;
        };
        let Some(id) = source.and_then(|source| source.member("id")) else {
            return;
        };
        let event = NetLogEvent {
            at: event.at,
            is_end: phase.is_some_and(|phase| phase.raw == constants.end),
            time: time.and_then(JsonValue::number),
            params,
        };
        self.requests.take(id.raw, kind, &event, &mut self.lines);
    }

    fn error(&mut self, fault: &JsonFault) -> Error {
        let at: Place = self.lines.place(fault.at);
        if fault.at_end {
            return Error::Truncated(ErrorDetail::new(ENDS_EARLY, Some(at)));
        }
        let message = format!("the NetLog is broken here (expected {}); export it again", fault.expected);
        Error::Damaged(ErrorDetail::new(message, Some(at)))
    }
}

const ENDS_EARLY: &str = "the NetLog ends early, so the last requests may be missing: Chrome was terminated while \
                          writing it; stop logging on chrome://net-export, or close Chrome, before you copy the file";

const NO_CONSTANTS: &str = "the NetLog has no constants, so its events can't be identified; export it again";
