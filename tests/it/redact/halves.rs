//! Recordings of one login that are redacted one by one under one key still belong together.

use std::fs;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use oauth_doctor::{Checked, Facts, Input, check_joined};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{content, redacted};
use crate::support::{FAILING, WORKING};

#[test]
fn the_pieces_of_a_login_keep_their_verdict() {
    let pieces = ["authorize.har", "callback.har", "token.har"];
    let pieces = pieces.map(|name| usual(&format!("fixtures/captures/joined/{name}")));
    assert_eq!(verdicts(&joined(&pieces)), [Some("pkce-challenge-hex")]);
    assert_stays(&pieces, "joined");
}

#[test]
fn halves_of_a_login_keep_their_verdict_wherever_it_is_cut() {
    for path in [FAILING, WORKING] {
        let whole: Value = serde_json::from_slice(&usual(path)).expect("it is JSON");
        let entries = whole["log"]["entries"].as_array().expect("it has entries");
        for cut in 1..entries.len() {
            let half = |entries: &[Value]| {
                let mut half = whole.clone();
                half["log"]["entries"] = Value::from(entries.to_vec());
                half.to_string().into_bytes()
            };
            assert_stays(&[half(&entries[..cut]), half(&entries[cut..])], &format!("{path}, cut at {cut}"));
        }
    }
}

/// Reads a fixture, with a verifier of the usual length in the place of its own, of which the challenge is made by the same mistake.
fn usual(path: &str) -> Vec<u8> {
    let text = fs::read_to_string(path).expect("the fixture is there");
    let digest = HEXLOWER.encode(&Sha256::digest(USUAL));
    text.replace(LONG, USUAL).replace(OF_LONG, &BASE64URL_NOPAD.encode(digest.as_bytes())).into_bytes()
}

const LONG: &str = "d_MQg615VjS4Iy7T3ARN97JPMjfbd7PaxM2pvYUYOGXuzvX2KB2IdxrpNQQJckiR";
const OF_LONG: &str = "N2NmYTZjZTU0Y2I1ZmQ1ZGI3NDVmOTkyMzRhY2Y0NDE5YWJmN2E2NTE5YTJiYTJlYTg4YTA0ZGNjYzZlMTFkMQ";
const USUAL: &str = "wYpq3vXb1mKf8sTzR5nLh2cJd7gQe9aUo4iEx6tVBkM";

/// Redacts each piece alone, and compares what is said of all together.
fn assert_stays(pieces: &[Vec<u8>], what: &str) {
    let alone = pieces.iter().map(|piece| content(&redacted("piece.har", piece, 7).expect("it passes")));
    let alone: Vec<Vec<u8>> = alone.collect();
    assert_eq!(verdicts(&joined(&alone)), verdicts(&joined(pieces)), "{what}");
    assert!(alone != pieces, "{what}: something was replaced");
}

fn joined(pieces: &[Vec<u8>]) -> Checked {
    let input = |(number, piece): (usize, &Vec<u8>)| Input {
        name: format!("{number}.har"),
        content: Box::new(std::io::Cursor::new(piece.clone())),
        attachments: None,
    };
    check_joined(pieces.iter().enumerate().map(input), &Facts::default())
}

fn verdicts(checked: &Checked) -> Vec<Option<&'static str>> {
    checked.logins.iter().map(|login| login.verdict().map(|verdict| verdict.rule.id)).collect()
}
