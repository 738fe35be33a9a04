//! What may have been hashed in place of the verifier that was sent.
//!
//! Two stories lead to the same bytes. Either the client changed the verifier before it hashed it, or it hashed the clean
//! verifier and changed what it sent. A change whose result no client would hash on purpose (quotes removed, a line break
//! removed) tells the second story; where both can be told, the one wins in which the verifier is made of the characters
//! of RFC 7636 §4.1.

use std::collections::HashSet;

use super::change::{CHANGES, append};
use crate::Step;

/// Bytes that may have been hashed.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub(super) bytes: Vec<u8>,
    pub(super) cost: u32,
    /// What the client did to its verifier before hashing.
    pub(super) made: Vec<Step>,
    /// What the client did to its verifier before sending, after hashing.
    pub(super) sent: Vec<Step>,
    /// Is this a prefix? There are many of these.
    pub(super) prefix: bool,
}

/// Lists the inputs that one change, one cut, or two changes lead to, the cheapest first, each once.
pub(super) fn inputs(verifier: &[u8]) -> Vec<Input> {
    let sent = Input {
        bytes: verifier.to_vec(),
        cost: 0,
        made: vec![],
        sent: vec![],
        prefix: false,
    };
    let mut seen = HashSet::from([sent.bytes.clone()]);
    let mut out = vec![sent];
    extend(&mut out, 0..1, &mut seen);
    let singles = out.len();
    let is_deep = verifier.len() <= MAX_DEEP;
    if is_deep {
        extend(&mut out, 1..singles, &mut seen);
    }
    // What two changes explain is explained better.
    for within in within(verifier) {
        if seen.insert(within.to_vec()) {
            out.push(Input {
                bytes: within.to_vec(),
                cost: 10,
                made: vec![],
                sent: vec![Step::Wrapped],
                prefix: false,
            });
        }
    }
    for end in (1..verifier.len()).rev().filter(|_| is_deep) {
        let bytes = verifier[..end].to_vec();
        if seen.insert(bytes.clone()) {
            out.push(Input {
                bytes,
                cost: 12,
                made: vec![Step::Truncate],
                sent: vec![],
                prefix: true,
            });
        }
    }
    out.sort_by_key(|input| input.cost);
    out
}

/// Finds what may be the verifier where more than one was sent: `code_verifier=…`, `{"code_verifier":"…"}`, the signed cookie
/// `s:….signature`.
fn within(sent: &[u8]) -> impl Iterator<Item = &[u8]> {
    let runs = sent.split(|&byte| !is_legal(byte));
    // A verifier may have dots of its own, a signature has none.
    let unsigned = |run: &'_ [u8]| run.iter().rposition(|&byte| byte == b'.');
    let parts = runs.flat_map(move |run| {
        let whole = [Some(run), unsigned(run).map(|end| &run[..end])];
        whole.into_iter().flatten().chain(run.split(|&byte| byte == b'.'))
    });
    parts
        .filter(|part| part.len() < sent.len() && VERIFIER_LENGTH.contains(&part.len()))
        .take(MOST_WITHIN)
}

/// Which character of a verifier is missing: what a selection with the mouse leaves out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    First,
    Last,
}

/// Finds out whether one character at an end of the verifier is all that is missing, and returns the whole verifier with it.
pub(super) fn lost_end(verifier: &[u8], is_right: impl Fn(&[u8]) -> bool) -> Option<(End, Vec<u8>)> {
    (0..=u8::MAX).filter(|byte| is_legal(*byte)).find_map(|byte| {
        let ends = [
            (End::Last, append(verifier, &[byte])),
            (End::First, append(&[byte], verifier)),
        ];
        ends.into_iter().find(|(_, whole)| is_right(whole))
    })
}

/// Is this a character that RFC 7636 §4.1 allows in a verifier?
pub(super) fn is_legal(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn extend(out: &mut Vec<Input>, from: std::ops::Range<usize>, seen: &mut HashSet<Vec<u8>>) {
    for index in from {
        for change in &CHANGES {
            let before = &out[index];
            let Some(bytes) = (change.apply)(&before.bytes) else {
                continue;
            };
            if seen.contains(&bytes) {
                continue;
            }
            let mut after = Input {
                cost: before.cost + change.cost,
                bytes,
                ..before.clone()
            };
            if change.is_alteration(&before.bytes, &after.bytes) {
                after.sent.splice(0..0, change.undoes.iter().copied());
            } else {
                after.made.extend(change.made);
            }
            seen.insert(after.bytes.clone());
            out.push(after);
        }
    }
}

/// RFC 7636 §4.1; clients also make longer ones.
const VERIFIER_LENGTH: std::ops::RangeInclusive<usize> = 32..=256;

/// How many parts of what was sent are tried.
const MOST_WITHIN: usize = 8;

/// A longer verifier is only searched for one change; RFC 7636 §4.1 allows 128 characters.
const MAX_DEEP: usize = 512;
