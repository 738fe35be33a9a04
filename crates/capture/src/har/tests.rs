//! However a file comes in, in whatever pieces: the same is read.

use proptest::prelude::*;

use super::transcript::{Trickle, same, transcript};
use crate::note::NoteKind;

#[test]
fn every_fixture_reads_the_same_in_pieces_of_any_size() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/captures");
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
                let trickle = &mut Trickle { source: bytes, most: chunk * 2, turn: 0 };
                same(&transcript(trickle, chunk, ""), &whole, &format!("{} in pieces of {chunk}", path.display()));
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

#[test]
fn what_stands_behind_the_end_of_reading_is_not_noted_in_whatever_pieces() {
    for (source, behind) in [
        ("{\"log\": {\"entries\": [] x", "\"\\q\""),
        ("{\"log\": {\"entries\": []}}", " \"\\q\""),
        ("{\"log\": []}", " \"\\q\""),
        ("[{}]", " \"\\q\""),
    ] {
        for behind in [behind.as_bytes(), b"\xff"] {
            let source = [source.as_bytes(), behind, b"                ".as_slice()].concat();
            let whole = transcript(&mut &*source, source.len() + 64, "");
            let kinds: Vec<_> = whole.1.notes.iter().map(|note| note.kind).collect();
            assert!(!kinds.contains(&NoteKind::OddString) && !kinds.contains(&NoteKind::NotUtf8), "{kinds:?}");
            let trickle = &mut Trickle { source: &source, most: 3, turn: 0 };
            same(&transcript(trickle, 1, ""), &whole, "in pieces");
        }
    }
}

#[test]
fn a_number_longer_than_any_window_is_read_in_pieces_of_any_size() {
    let digits = "7".repeat(300_000);
    let source = format!(
        "{{\"log\": {{\"x\": {digits}, \"entries\": [{{\"request\": {{\"method\": \"GET\", \"url\": \"/\"}}, \"time\": {digits}}}]}}}}"
    );
    let whole = transcript(&mut source.as_bytes(), source.len() + 64, "");
    assert_eq!((whole.0.len(), &whole.1.error), (1, &None));
    for chunk in [1, 64, 100, 4095, 4096, 5000, 128 << 10] {
        same(&transcript(&mut source.as_bytes(), chunk, ""), &whole, "in pieces");
        let cut = &source[..200_000];
        let whole = transcript(&mut cut.as_bytes(), source.len() + 64, "");
        same(&transcript(&mut cut.as_bytes(), chunk, ""), &whole, "cut");
    }
}

#[test]
fn a_word_that_is_no_json_is_told_of_before_a_string_that_does_not_end() {
    for gap in 0..130 {
        let source = format!(
            "{{\"log\": {{\"entries\": [{{\"request\": {{}}}}, {{{}\"a\u{1}\": wrong, \"b\": \"c\n\"}}]}}}}",
            " ".repeat(gap)
        );
        let whole = transcript(&mut source.as_bytes(), source.len() + 64, "");
        assert_eq!(whole.1.notes[0].kind, NoteKind::OddString);
        let message = &whole.1.error.as_ref().unwrap().to_string();
        assert!(message.contains("expected a value"), "{message}");
        for chunk in [64, 65, 100] {
            same(&transcript(&mut source.as_bytes(), chunk, ""), &whole, "in pieces");
        }
    }
}
