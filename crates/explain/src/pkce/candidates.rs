//! What the client may have hashed instead of the verifier that it sent.
//!
//! The same bytes have two explanations. Either the client changed the verifier before it hashed it, or it hashed the
//! clean verifier and changed what it sent. Nobody removes quotes or a line break in order to hash the rest, so such a
//! change is taken the second way. If both are possible, the verifier that was hashed is the one with the characters of
//! RFC 7636 §4.1.

use std::collections::HashSet;

use super::program::Instruction;
use super::verifier_changes::{CHANGES, append};
use super::well_formed::is_verifier_char;
use crate::PkceStep;

/// Bytes that may have been hashed.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) bytes: Vec<u8>,
    pub(super) cost: u32,
    /// What the client did to its verifier before hashing.
    pub(super) made: Vec<PkceStep>,
    /// What the client did to its verifier before sending, after hashing.
    pub(super) sent: Vec<PkceStep>,
    /// What leads from the verifier that was sent to these bytes: two changes at most.
    pub(super) path: [Option<Instruction>; 2],
    /// Whether this is the verifier with its end cut off. There are many of these.
    pub(super) prefix: bool,
}

impl Candidate {
    /// Makes a candidate that is explained by no change.
    pub(super) fn new(bytes: Vec<u8>, cost: u32) -> Self {
        Self { bytes, cost, made: Vec::new(), sent: Vec::new(), path: [None; 2], prefix: false }
    }

    /// Adds what leads to the bytes.
    pub(super) fn by(self, instruction: Instruction) -> Self {
        Self { path: [self.path[0].or(Some(instruction)), self.path[0].and(Some(instruction))], ..self }
    }
}

/// Lists the inputs that one change, one cut, or two changes lead to, the cheapest first, each once.
pub(super) fn candidates(verifier: &[u8]) -> Vec<Candidate> {
    let sent = Candidate::new(verifier.to_vec(), 0);
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
            let before = within.as_ptr().addr() - verifier.as_ptr().addr();
            let around = Instruction::Within { before, behind: verifier.len() - before - within.len() };
            out.push(Candidate { sent: vec![PkceStep::Wrapped], ..Candidate::new(within.to_vec(), 10).by(around) });
        }
    }
    for end in (1..verifier.len()).rev().filter(|_| is_deep) {
        let bytes = verifier[..end].to_vec();
        if seen.insert(bytes.clone()) {
            let cut = Candidate::new(bytes, 12).by(Instruction::Prefix(end));
            out.push(Candidate { made: vec![PkceStep::Truncate], prefix: true, ..cut });
        }
    }
    out.sort_by_key(|input| input.cost);
    out
}

/// Finds what may be the verifier in a longer text: `code_verifier=…`, `{"code_verifier":"…"}`, the signed cookie
/// `s:….signature`.
fn within(sent: &[u8]) -> impl Iterator<Item = &[u8]> {
    let runs = sent.split(|&byte| !is_verifier_char(byte));
    // A verifier may have dots of its own, a signature has none.
    let unsigned = |run: &'_ [u8]| run.iter().rposition(|&byte| byte == b'.');
    let parts = runs.flat_map(move |run| {
        let whole = [Some(run), unsigned(run).map(|end| &run[..end])];
        whole.into_iter().flatten().chain(run.split(|&byte| byte == b'.'))
    });
    parts.filter(|part| part.len() < sent.len() && LENGTH_WITHIN.contains(&part.len())).take(MOST_WITHIN)
}

/// An end of the verifier, where a selection with the mouse leaves a character out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    First,
    Last,
}

/// Finds the character that is missing at an end of the verifier, and the whole verifier.
pub(super) fn lost_end(verifier: &[u8], is_right: impl Fn(&[u8]) -> bool) -> Option<(End, u8, Vec<u8>)> {
    (0..=u8::MAX).filter(|byte| is_verifier_char(*byte)).find_map(|byte| {
        let ends = [(End::Last, byte, append(verifier, &[byte])), (End::First, byte, append(&[byte], verifier))];
        ends.into_iter().find(|(.., whole)| is_right(whole))
    })
}

fn extend(out: &mut Vec<Candidate>, from: std::ops::Range<usize>, seen: &mut HashSet<Vec<u8>>) {
    for index in from {
        for change in &CHANGES {
            let before = &out[index];
            let Some(bytes) = (change.apply)(&before.bytes) else {
                continue;
            };
            if seen.contains(&bytes) {
                continue;
            }
            let mut after = Candidate { cost: before.cost + change.cost, bytes, ..before.clone() };
            let is_undone = change.is_alteration(&before.bytes, &after.bytes);
            after = after.by(Instruction::Change { change, is_undone });
            if is_undone {
                after.sent.splice(0..0, change.undoes.iter().copied());
            } else {
                after.made.extend(change.made);
            }
            seen.insert(after.bytes.clone());
            out.push(after);
        }
    }
}

/// How long a verifier within a longer text may be: clients also make shorter and longer ones than RFC 7636 §4.1
/// allows.
const LENGTH_WITHIN: std::ops::RangeInclusive<usize> = 32..=256;

/// How many parts of what was sent are tried.
const MOST_WITHIN: usize = 8;

/// A longer verifier is only searched for one change; RFC 7636 §4.1 allows 128 characters.
const MAX_DEEP: usize = 512;
