//! `curl --trace` and `--trace-ascii` (curl's `tool_cb_dbg.c`): a line says what follows (`=> Send header, 154 bytes
//! (0x9a)`), then come lines of an offset and bytes, in hexadecimal with their characters behind, or as characters
//! only.

use std::ops::Range;

use super::found::{FoundMessage, MessageOrigin, Printed};
use super::page::TextPage;
use crate::http;
use crate::text::blob::Blob;
use crate::transcript::found::RequestOrResponse;

/// Reads the trace that starts in a line; returns its messages and the line behind it.
pub(super) fn read(page: &TextPage, from: usize) -> Option<(Vec<FoundMessage>, usize)> {
    section(page.line(from))?;
    let mut reader =
        TraceReader { page, items: Vec::new(), scheme: "http", sent: Part::default(), received: Part::default() };
    let mut at = from;
    while let Some(section) = section(page.line(at)).filter(|_| at < page.len()) {
        let start = at;
        at += 1;
        while at < page.len() && offset(page.line(at)).is_some() {
            at += 1;
        }
        reader.section(section, start, at);
    }
    reader.flush();
    Some((reader.items, at))
}

#[derive(Clone, Copy)]
enum Section<'a> {
    Info(&'a str),
    SendHeader,
    Send,
    Receive,
    /// Bytes that TLS sends and receives.
    Other,
}

/// Reads `12:33:49.751055 == Info: …`, `=> Send data, 199 bytes (0xc7)`; the time, and in curl from 8.3.0 on the
/// numbers of transfer and connection, stand before it where they were asked for.
fn section(line: &str) -> Option<Section<'_>> {
    let mark = |at: &str| ["== ", "=> ", "<= "].iter().any(|mark| at.starts_with(mark));
    let mut rest = line.trim_start();
    for _ in 0..2 {
        if mark(rest) {
            break;
        }
        let (first, behind) = rest.split_once(' ')?;
        let prefix = |byte: u8| byte.is_ascii_digit() || b":.-[]x".contains(&byte);
        if !first.bytes().all(prefix) {
            return None;
        }
        rest = behind.trim_start();
    }
    let said = rest.get(3..).filter(|_| mark(rest))?;
    Some(match &rest[..2] {
        "==" => Section::Info(said.strip_prefix("Info:")?.trim_start()),
        "=>" if said.starts_with("Send header") => Section::SendHeader,
        "=>" if said.starts_with("Send data") => Section::Send,
        "<=" if said.starts_with("Recv header") || said.starts_with("Recv data") => Section::Receive,
        _ if said.contains("SSL data") => Section::Other,
        _ => return None,
    })
}

/// Returns the bytes of the offset that a data line starts with (`0040: `).
fn offset(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_hexdigit).count();
    (digits >= 4 && line[digits..].starts_with(':')).then_some(digits)
}

/// The bytes of one direction, joined.
#[derive(Default)]
struct Part {
    blob: Blob,
    /// The lines that it is in.
    lines: Option<Range<usize>>,
}

struct TraceReader<'a> {
    page: &'a TextPage,
    items: Vec<FoundMessage>,
    scheme: &'static str,
    sent: Part,
    received: Part,
}

impl TraceReader<'_> {
    fn section(&mut self, section: Section<'_>, start: usize, end: usize) {
        match section {
            Section::Info(info) if info.starts_with("Trying ") || info.starts_with("Connected to ") => {
                self.flush();
                self.scheme = "http";
            }
            Section::Info(info) if info.starts_with("SSL connection") || info.starts_with("TLS") => {
                self.scheme = "https";
            }
            Section::Info(_) | Section::Other => {}
            Section::SendHeader => {
                if !self.received.blob.bytes.is_empty() {
                    self.flush();
                }
                self.sent.add(self.page, start, end);
            }
            Section::Send => self.sent.add(self.page, start, end),
            Section::Receive => self.received.add(self.page, start, end),
        }
    }

    /// Makes messages of what was sent and received since the last exchange.
    fn flush(&mut self) {
        let (sent, received) = (std::mem::take(&mut self.sent), std::mem::take(&mut self.received));
        let scheme = self.scheme;
        let request = http::parse::request_over(&sent.blob, Some(scheme)).map(RequestOrResponse::Request);
        let response = http::parse::response(&received.blob).map(RequestOrResponse::Response);
        for (message, part) in [(request, sent), (response, received)] {
            let Some((message, lines)) = message.zip(part.lines) else {
                continue;
            };
            self.items.push(FoundMessage {
                range: self.page.range(lines.start).start..self.page.range(lines.end - 1).end,
                message,
                origin: MessageOrigin::Transcript(Printed::Trace),
                section: self.page.section(lines.start),
            });
        }
    }
}

impl Part {
    /// Adds the data lines of a section whose first line is `start`.
    fn add(&mut self, page: &TextPage, start: usize, end: usize) {
        let first = self.lines.as_ref().map_or(start, |lines| lines.start);
        self.lines = Some(first..end);
        let size = size(page.line(start));
        let is_hex = (start + 1..end).all(|at| hex(page.line(at)).is_some());
        for at in start + 1..end {
            let next = (at + 1 < end).then(|| page.line(at + 1));
            if is_hex {
                self.add_hex(page, at);
            } else {
                self.add_ascii(page, at, next, size);
            }
        }
    }

    fn add_hex(&mut self, page: &TextPage, at: usize) {
        let line = page.line(at);
        let base = page.range(at).start;
        for (column, byte) in hex(line).unwrap_or_default() {
            self.blob.push_byte(byte, page.text.place(base + column));
        }
    }

    /// Where the line end of the message stood, offsets count two bytes more than there are characters.
    fn add_ascii(&mut self, page: &TextPage, at: usize, next: Option<&str>, size: Option<usize>) {
        let line = page.line(at);
        let Some(digits) = offset(line) else { return };
        let value = |line: &str| usize::from_str_radix(line.get(..offset(line)?)?, 16).ok();
        let data = line[digits + 1..].strip_prefix(' ').unwrap_or(&line[digits + 1..]);
        let start = page.range(at).end - data.len();
        self.blob.push_text(&page.text, start..start + data.len());
        let here = value(line);
        let behind = next.and_then(value).or(size);
        if here.zip(behind).is_some_and(|(here, behind)| behind >= here + data.len() + 2) {
            let place = page.text.place(start + data.len());
            self.blob.push_byte(b'\r', place);
            self.blob.push_byte(b'\n', place);
        }
    }
}

/// `154` of `=> Send header, 154 bytes (0x9a)`.
fn size(line: &str) -> Option<usize> {
    let (_, rest) = line.rsplit_once(", ")?;
    rest.split(' ').next()?.parse().ok()
}

/// Reads `0000: 50 4f 53 54 … POST`: each byte and its column. The characters behind the bytes are not bytes.
fn hex(line: &str) -> Option<Vec<(usize, u8)>> {
    let start = offset(line)? + 2;
    let mut bytes = Vec::new();
    let mut at = start;
    while let Some(pair) = line.get(at..at + 2).filter(|_| bytes.len() < 16) {
        if pair == "  " {
            break;
        }
        let byte = u8::from_str_radix(pair, 16).ok().filter(|_| !pair.starts_with('+'))?;
        bytes.push((at, byte));
        if line.get(at + 2..at + 3).is_some_and(|blank| blank != " ") {
            return None;
        }
        at += 3;
    }
    (!bytes.is_empty()).then_some(bytes)
}
