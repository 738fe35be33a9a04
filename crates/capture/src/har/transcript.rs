//! All that is read of a HAR, written down to be compared: for tests and the fuzzer.

use std::fmt::Write as _;
use std::io::{self, Read};

use super::reader::read_in_chunks;
use crate::exchange::{Content, Exchange, Header};
use crate::sink::{Audience, Out, Outline, RecordingState};
use crate::summary::Summary;
use crate::text::placed::Text;

/// Hands out a source in pieces of changing length.
pub(super) struct Trickle<'a> {
    pub(super) source: &'a [u8],
    pub(super) most: usize,
    pub(super) turn: usize,
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.turn += 1;
        let length = buffer.len().min(1 + self.turn * 37 % self.most);
        (&mut self.source).take(length as u64).read(buffer)
    }
}

/// Writes down all that was read.
#[derive(Default)]
struct Transcript {
    wanted: String,
    longest_body: usize,
    lines: Vec<String>,
}

impl Audience for Transcript {
    fn wants(&mut self, outline: &Outline<'_>) -> Option<usize> {
        let url = String::from_utf8_lossy(outline.url);
        url.contains(&self.wanted).then_some(self.longest_body)
    }

    fn take(&mut self, exchange: Exchange) {
        let mut line = format!("{} at {} {:?} ", exchange.number, exchange.at, exchange.started);
        write_text(&mut line, &exchange.request.url);
        write_headers(&mut line, &exchange.request.headers);
        write_content(&mut line, exchange.request.body.as_ref().map(|body| &body.content));
        if let Some(response) = &exchange.response {
            write!(line, " -> {:?}", response.status).expect("a string can be written");
            write_headers(&mut line, &response.headers);
            write_content(&mut line, response.body.as_ref().map(|body| &body.content));
        }
        write!(line, " {:?} {:?}", exchange.failure, exchange.recorder).expect("a string can be written");
        self.lines.push(line);
    }
}

fn write_text(line: &mut String, text: &Text) {
    let places = [0, text.as_str().len() / 2, text.as_str().len()].map(|index| text.place(index));
    write!(line, "{:?} {places:?}", text.as_str()).expect("a string can be written");
}

fn write_headers(line: &mut String, headers: &[Header]) {
    for header in headers {
        write!(line, " {}: ", header.name).expect("a string can be written");
        write_text(line, &header.value);
    }
}

fn write_content(line: &mut String, content: Option<&Content>) {
    match content {
        Some(Content::Text(text)) => write_text(line, text),
        Some(Content::Params { params, .. }) => {
            for (name, value) in params {
                write_text(line, name);
                write_text(line, value);
            }
        }
        Some(Content::Missing { bytes }) => write!(line, "missing {bytes:?}").expect("a string can be written"),
        None => line.push('-'),
    }
}

/// Reads a HAR in pieces; `wanted` is what the URL of an exchange must contain.
pub(super) fn transcript(source: &mut dyn Read, chunk: usize, wanted: &str) -> (Vec<String>, Summary) {
    let mut audience = Transcript { wanted: wanted.to_owned(), longest_body: 200, ..Transcript::default() };
    let mut recording = RecordingState::new(&mut audience);
    let mut out = Out::new(&mut recording, "file", None);
    if let Err(error) = read_in_chunks(source, false, chunk, &mut out) {
        out.summary.error = Some(error);
    }
    let summary = out.summary;
    (audience.lines, summary)
}

/// Compares two readings.
pub(super) fn same(one: &(Vec<String>, Summary), other: &(Vec<String>, Summary), what: &str) {
    assert_eq!(one.0, other.0, "{what}");
    assert_eq!(one.1.error, other.1.error, "{what}");
    assert_eq!(one.1.notes, other.1.notes, "{what}");
    assert_eq!(one.1.exchanges, other.1.exchanges, "{what}");
}

/// Compares a reading in pieces with one of the whole.
#[cfg(fuzzing)]
pub(crate) fn compare(bytes: &[u8], chunk: usize) {
    let whole = transcript(&mut &*bytes, bytes.len() + 64, "");
    let trickle = &mut Trickle { source: bytes, most: chunk * 2, turn: 0 };
    same(&transcript(trickle, chunk, ""), &whole, "in pieces");
}
