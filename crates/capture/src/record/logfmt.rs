//! logfmt: `time=… level=… msg="…" key=value`.

use std::ops::Range;

use super::entry::Record;
use super::names::is_id_name;
use super::page::begins_logged;
use super::sheet::{Known, Sheet, SheetBuilder};
use super::stamp;
use crate::text::draft::Draft;
use crate::text::json_string::unescape_part;
use crate::text::placed::{Text, part};

/// A name with its value; the bytes of the line.
struct Pair {
    name: Range<usize>,
    value: Range<usize>,
    is_quoted: bool,
}

/// Returns whether a line is logfmt.
pub(super) fn recognises(line: &str) -> bool {
    pairs(line).is_some()
}

/// Lays out the lines of a sheet that are logfmt and have line breaks or quotes escaped; reads all others as records.
pub(super) fn expand(mut sheet: Sheet) -> (Sheet, bool) {
    let mut is_known = false;
    let found: Vec<Option<Vec<Pair>>> = (0..sheet.lines.len())
        .map(|at| {
            let line = &sheet.lines[at];
            let is_free = !line.known.is_done;
            let pairs = if is_free { pairs(sheet.line(at)) } else { None };
            is_known |= pairs.is_some();
            pairs
        })
        .collect();
    if !is_known {
        return (sheet, false);
    }
    let text = std::mem::take(&mut sheet.text);
    let lines = std::mem::take(&mut sheet.lines);
    let mut builder = SheetBuilder::default();
    for (line, pairs) in lines.into_iter().zip(found) {
        let Some(pairs) = pairs else {
            builder.add(&text, line.range, &line.known);
            continue;
        };
        let reader = Reader { text: &text, start: line.range.start };
        let (record, message) = reader.record(&pairs);
        let time = record.time.or(line.known.time);
        let is_escaped = pairs.iter().any(|pair| pair.is_quoted && reader.written(pair).contains('\\'))
            || begins_logged(message.as_str());
        let known = Known { record: Some(sheet.add(record)), time, head: None, is_logged: true, ..line.known };
        if !is_escaped {
            builder.add(&text, line.range, &Known { is_done: true, ..known });
            continue;
        }
        builder.add(&message, 0..message.as_str().len(), &known);
        reader.rest(&pairs, &Known { is_done: true, ..known }, &mut builder);
    }
    let records = std::mem::take(&mut sheet.records);
    (builder.finish(records), true)
}

struct Reader<'a> {
    text: &'a Text,
    start: usize,
}

impl Reader<'_> {
    fn written(&self, pair: &Pair) -> &str {
        &self.text.as_str()[self.start + pair.value.start..self.start + pair.value.end]
    }

    fn name(&self, pair: &Pair) -> &str {
        &self.text.as_str()[self.start + pair.name.start..self.start + pair.name.end]
    }

    fn value(&self, pair: &Pair) -> Text {
        let range = self.start + pair.value.start..self.start + pair.value.end;
        if !pair.is_quoted || !self.written(pair).contains('\\') {
            return part(self.text, range);
        }
        let mut draft = Draft::default();
        unescape_part(self.text, range, &mut draft);
        draft.finish()
    }

    fn record(&self, pairs: &[Pair]) -> (Record, Text) {
        let mut record = Record::default();
        let mut message = Text::default();
        for pair in pairs {
            let value = self.value(pair);
            match self.name(pair) {
                "msg" | "message" if message.as_str().is_empty() => message = value,
                "time" | "ts" | "timestamp" => record.time = stamp::value(value.as_str()),
                "logger" | "source" | "caller" => record.logger = Some(value.as_str().to_owned()),
                "level" | "lvl" | "severity" => {}
                name => {
                    if is_id_name(name) {
                        record.ids.push((name.to_owned(), value.as_str().to_owned()));
                    }
                    record.fields.push((name.to_owned(), value));
                }
            }
        }
        record.message = message.clone();
        (record, message)
    }

    /// Adds what is not a message: values of several lines in lines of their own, all others in one.
    fn rest(&self, pairs: &[Pair], known: &Known, builder: &mut SheetBuilder) {
        let mut line = Draft::default();
        let mut apart = Vec::new();
        for pair in pairs {
            if matches!(self.name(pair), "msg" | "message" | "time" | "ts" | "timestamp" | "level" | "lvl" | "severity")
            {
                continue;
            }
            let value = self.value(pair);
            if value.as_str().contains('\n') || value.as_str().contains("{\"") {
                apart.push(value);
                continue;
            }
            let at = self.text.place(self.start + pair.name.start);
            if !line.as_str().is_empty() {
                line.push_char(' ', at);
            }
            // What is cut off has no second quote.
            let end = self.start + pair.value.end;
            let is_closed = pair.is_quoted && self.text.as_str().get(end..).is_some_and(|rest| rest.starts_with('"'));
            line.push(self.text, self.start + pair.name.start..end + usize::from(is_closed));
        }
        let line = line.finish();
        if !line.as_str().is_empty() {
            builder.add(&line, 0..line.as_str().len(), known);
        }
        for value in apart {
            builder.add(&value, 0..value.as_str().len(), known);
        }
    }
}

/// Reads the pairs of a line, where it is logfmt: a time, a level or a message is among two or more.
fn pairs(line: &str) -> Option<Vec<Pair>> {
    let bytes = line.as_bytes();
    if !bytes.first()?.is_ascii_alphabetic()
        || !line.contains("msg=") && !line.contains("message=") && !line.contains("level=")
    {
        return None;
    }
    let mut pairs = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        let length =
            bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.-@/".contains(byte)).count();
        if length == 0 || bytes.get(at + length) != Some(&b'=') {
            // Values with blanks that nobody quoted: the pair before goes on.
            if pairs.is_empty() {
                return None;
            }
            let next = memchr::memchr(b' ', &bytes[at..]).map_or(bytes.len(), |space| at + space);
            if let Some(Pair { value, is_quoted: false, .. }) = pairs.last_mut() {
                value.end = next;
            }
            at = next;
            continue;
        }
        let name = at..at + length;
        let start = name.end + 1;
        if bytes.get(start) == Some(&b'"') {
            let end = closing(bytes, start + 1);
            pairs.push(Pair { name, value: start + 1..end, is_quoted: true });
            at = (end + 1).min(bytes.len());
        } else {
            let end = memchr::memchr(b' ', &bytes[start..]).map_or(bytes.len(), |space| start + space);
            pairs.push(Pair { name, value: start..end, is_quoted: false });
            at = end;
        }
    }
    let has = |names: &[&str]| pairs.iter().any(|pair| names.contains(&&line[pair.name.clone()]));
    let is_log = has(&["msg", "message"]) && has(&["level", "lvl", "severity", "time", "ts", "timestamp", "logger"])
        || has(&["level", "lvl"]) && has(&["time", "ts", "timestamp"]);
    (pairs.len() > 1 && is_log).then_some(pairs)
}

/// Returns where a quoted value ends.
fn closing(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        at += found;
        if bytes[at] == b'"' {
            return at;
        }
        at += 2;
    }
    bytes.len()
}
