//! However a file comes in, in whatever pieces: the same is read.

use std::fmt::Write as _;
use std::io::{self, Read};

use proptest::prelude::*;

use super::read_in_chunks;
use crate::capture::session::{Audience, Out, Outline, Session};
use crate::capture::{Content, Exchange, Header, Summary, Text};

/// Hands out a source in pieces of changing length.
struct Trickle<'a> {
    source: &'a [u8],
    most: usize,
    turn: usize,
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
    lines: Vec<String>,
}

impl Audience for Transcript {
    fn wants(&mut self, outline: &Outline<'_>) -> bool {
        let url = String::from_utf8_lossy(outline.url);
        url.contains(&self.wanted)
    }

    fn take(&mut self, exchange: Exchange) {
        let mut line = format!("{} at {} {:?} ", exchange.number, exchange.at, exchange.started);
        write_text(&mut line, &exchange.request.url);
        write_headers(&mut line, &exchange.request.headers);
        write_content(&mut line, exchange.request.body.as_ref().map(|body| &body.content));
        if let Some(response) = &exchange.response {
            write!(line, " -> {:?}", response.status).unwrap();
            write_headers(&mut line, &response.headers);
            write_content(&mut line, response.body.as_ref().map(|body| &body.content));
        }
        write!(line, " {:?} {:?}", exchange.failure, exchange.recorder).unwrap();
        self.lines.push(line);
    }
}

fn write_text(line: &mut String, text: &Text) {
    let places = [0, text.as_str().len() / 2, text.as_str().len()].map(|index| text.place(index));
    write!(line, "{:?} {places:?}", text.as_str()).unwrap();
}

fn write_headers(line: &mut String, headers: &[Header]) {
    for header in headers {
        write!(line, " {}: ", header.name).unwrap();
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
        Some(Content::Missing { bytes }) => write!(line, "missing {bytes:?}").unwrap(),
        None => line.push('-'),
    }
}

fn transcript(source: &mut dyn Read, chunk: usize, wanted: &str) -> (Vec<String>, Summary) {
    let mut audience = Transcript {
        wanted: wanted.to_owned(),
        ..Transcript::default()
    };
    let mut session = Session::new(&mut audience);
    let mut out = Out::new(&mut session, "file", None);
    if let Err(error) = read_in_chunks(source, false, chunk, &mut out) {
        out.summary.error = Some(error);
    }
    let summary = out.summary;
    (audience.lines, summary)
}

fn same(one: &(Vec<String>, Summary), other: &(Vec<String>, Summary), what: &str) {
    assert_eq!(one.0, other.0, "{what}");
    assert_eq!(one.1.error, other.1.error, "{what}");
    assert_eq!(one.1.notes, other.1.notes, "{what}");
    assert_eq!(one.1.exchanges, other.1.exchanges, "{what}");
}

#[test]
fn every_fixture_reads_the_same_in_pieces_of_any_size() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/captures");
    let mut files = 0;
    for folder in [root.to_owned(), format!("{root}/har"), format!("{root}/broken")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "har") {
                continue;
            }
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
            let whole = transcript(&mut &*bytes, bytes.len() + 64, "");
            for chunk in [64, 65, 127, 200, 1000, 4096] {
                let trickle = &mut Trickle {
                    source: bytes,
                    most: chunk * 2,
                    turn: 0,
                };
                same(
                    &transcript(trickle, chunk, ""),
                    &whole,
                    &format!("{} in pieces of {chunk}", path.display()),
                );
            }
        }
    }
    assert!(files > 10, "{files} fixtures");
}

fn log_of(bodies: &[String], response_first: bool) -> String {
    let entries: Vec<String> = bodies
        .iter()
        .enumerate()
        .map(|(number, body)| {
            let request = format!(
                "\"request\": {{\n  \"method\": \"POST\", \"url\": \"https://as.example/{number}\",\n \"headers\": [{{\"name\": \"a\", \"value\": {body}}}]}}"
            );
            let response = format!("\"response\": {{\"content\": {{\"size\": 1, \"text\": {body}}},\n\"status\": 200}}");
            let timings = format!("\"_x\": [\n{body},\n{body}, {{\"y\": {body}}}\n]");
            if response_first {
                format!("{{{response}, {timings},\n {request}}}")
            } else {
                format!("{{{request},\n{timings}, {response}}}")
            }
        })
        .collect();
    format!("{{\"log\": {{\n \"entries\": [\n{}\n]}}}}", entries.join(",\n"))
}

proptest! {
    #[test]
    fn strings_of_any_shape_read_the_same_in_pieces_of_any_size(
        bodies in prop::collection::vec(r#"([a-zé😀 ]|\\{1,9}|"|\n|\u{1}){0,300}"#, 1..4),
        response_first in any::<bool>(),
        chunk in 64_usize..400,
    ) {
        let bodies: Vec<String> = bodies.iter().map(|body| serde_json::to_string(body).unwrap()).collect();
        let source = log_of(&bodies, response_first);
        let whole = transcript(&mut source.as_bytes(), source.len() + 64, "");
        prop_assert_eq!(whole.0.len(), bodies.len());
        let trickle = &mut Trickle { source: source.as_bytes(), most: chunk, turn: 0 };
        same(&transcript(trickle, chunk, ""), &whole, "in pieces");
    }

    #[test]
    fn what_is_not_wanted_does_not_change_what_is(bodies in prop::collection::vec(r#"([a-z]|\\|"|\n){0,300}"#, 2..4), chunk in 64_usize..300) {
        let bodies: Vec<String> = bodies.iter().map(|body| serde_json::to_string(body).unwrap()).collect();
        let source = log_of(&bodies, false);
        let (all, _) = transcript(&mut source.as_bytes(), source.len() + 64, "");
        let (some, summary) = transcript(&mut source.as_bytes(), chunk, "/1");
        prop_assert_eq!(&some[..], &all[1..2]);
        prop_assert_eq!(summary.exchanges, bodies.len());
    }

    #[test]
    fn damage_is_met_at_the_same_place_in_pieces_of_any_size(
        body in r#"([a-z]|\\|"|\n){0,200}"#, at in 0_usize..600, byte in any::<u8>(), chunk in 64_usize..300,
    ) {
        let body = serde_json::to_string(&body).unwrap();
        let mut source = log_of(&[body.clone(), body], false).into_bytes();
        let at = at.min(source.len() - 1);
        source[at] = byte;
        let whole = transcript(&mut &*source, source.len() + 64, "");
        same(&transcript(&mut &*source, chunk, ""), &whole, "damaged");
        let cut = transcript(&mut &source[..at], chunk, "");
        same(&cut, &transcript(&mut &source[..at], source.len() + 64, ""), "cut");
    }
}
