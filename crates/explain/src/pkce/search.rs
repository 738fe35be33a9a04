//! The search: hashes each input in each way, and finds the cheapest way from one of the digests to the challenge.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::candidates::Candidate;
use super::clues::Clues;
use super::digest_text::FORMS;
use super::hash::HASHES;
use super::moves::{ENCODINGS, Move, Phase, RESULTS};
use super::program::Instruction;
use crate::{ChallengeMethod, PkceStep};

/// A chain from an input to the challenge.
#[derive(Clone)]
pub(super) struct Chain {
    pub(super) cost: u32,
    pub(super) input: Candidate,
    /// The hash and what follows.
    pub(super) links: Vec<ChainLink>,
}

/// One element of a chain.
#[derive(Clone, Copy)]
pub(super) struct ChainLink {
    pub(super) phase: Phase,
    pub(super) steps: &'static [PkceStep],
    pub(super) instruction: Instruction,
    pub(super) is_mistake: bool,
}

/// Finds the cheapest chain from one of `inputs` to the challenge that costs less than `limit`.
///
/// [`ChallengeMethod::Plain`] allows no hash.
pub(super) fn search(
    inputs: &[Candidate],
    challenge: &[u8],
    clues: &Clues,
    method: ChallengeMethod,
    limit: u32,
) -> Option<Chain> {
    let search = Search { challenge, clues, limit };
    let mut nodes = search.digests(inputs, method);
    let mut queue =
        nodes.iter().enumerate().map(|(index, node)| Reverse((node.cost, index))).collect::<BinaryHeap<_>>();
    let mut seen: HashMap<Vec<u8>, u32> = HashMap::new();
    let mut budget = MAX_WORK;
    while let Some(Reverse((cost, index))) = queue.pop() {
        let node = nodes[index].clone();
        if node.bytes == challenge {
            return Some(Chain { cost, input: inputs[node.input].clone(), links: links(&nodes, index) });
        }
        budget = usize::checked_sub(budget, 1 + node.bytes.len() / 64)?;
        for next in search.after(&node, index) {
            let is_new = seen.get(&next.bytes).is_none_or(|&cost| next.cost < cost);
            if is_new && (next.bytes == challenge || clues.admit(&next.bytes)) {
                seen.insert(next.bytes.clone(), next.cost);
                queue.push(Reverse((next.cost, nodes.len())));
                nodes.push(next);
            }
        }
    }
    None
}

struct Search<'a> {
    challenge: &'a [u8],
    clues: &'a Clues,
    /// What the chain must cost less than.
    limit: u32,
}

impl Search<'_> {
    /// Hashes the inputs and keeps those digests that can be on the way to the challenge.
    fn digests(&self, inputs: &[Candidate], method: ChallengeMethod) -> Vec<Node> {
        let mut out = Vec::new();
        for hash in HASHES.iter().filter(|hash| method == ChallengeMethod::S256 || hash.is_nothing()) {
            let hash_cost = if method == ChallengeMethod::S256 { hash.cost } else { 0 };
            for (index, input) in inputs.iter().enumerate() {
                // Other hashes are searched for one change of the input, as two mistakes and a third are rare.
                let is_worth = hash_cost == 0 || !input.prefix && input.cost < 15;
                if !is_worth || input.cost + hash_cost >= self.limit {
                    continue;
                }
                let bytes = (hash.digest)(&input.bytes);
                if !self.clues.admit(&bytes) {
                    continue;
                }
                out.push(Node {
                    cost: input.cost + hash_cost,
                    input: index,
                    parent: None,
                    link: ChainLink {
                        phase: Phase::Hash,
                        steps: hash.steps,
                        instruction: Instruction::Hash(hash),
                        is_mistake: hash_cost > 0,
                    },
                    encoded: method == ChallengeMethod::Plain,
                    bits: bytes.len() * if hash.is_nothing() || hash.steps == [PkceStep::GoSum] { 5 } else { 8 },
                    fixed: 0,
                    bytes,
                });
            }
        }
        out
    }

    /// Returns what one more step leads to.
    fn after(&self, node: &Node, index: usize) -> Vec<Node> {
        let mut out = Vec::new();
        // A form is of bytes: of the digest, or of what was cut from it. It is at least half as long as these.
        let is_bytes =
            !node.encoded && node.link.phase != Phase::Form && node.bytes.len() <= self.challenge.len() * 2 + 64;
        let forms = if is_bytes { FORMS.as_slice() } else { &[] };
        let results = if node.bytes.is_ascii() { RESULTS.as_slice() } else { &[] };
        for step in forms.iter().chain(&ENCODINGS).chain(results) {
            if node.cost_of(step) >= self.limit {
                continue;
            }
            for (number, bytes) in step.results(&node.bytes).into_iter().enumerate() {
                if bytes.len() <= self.challenge.len() * 4 + 64 {
                    out.push(node.follow(index, step, number, bytes));
                }
            }
        }
        if node.cost + CUT < self.limit {
            out.extend(self.clues.cuts(&node.bytes).filter_map(|bytes| node.cut(index, bytes)));
        }
        out
    }
}

/// Bytes on the way from the digest to the challenge.
#[derive(Clone)]
struct Node {
    bytes: Vec<u8>,
    cost: u32,
    /// The index of the input.
    input: usize,
    parent: Option<usize>,
    link: ChainLink,
    encoded: bool,
    /// Roughly how many bits of the digest these bytes carry.
    bits: usize,
    /// How many of the first bytes are the same for every digest.
    fixed: usize,
}

impl Node {
    fn cost_of(&self, step: &Move) -> u32 {
        // The first encoding in base64url is what RFC 7636 §4.2 asks for.
        let is_right = step.steps == [PkceStep::Base64Url] && !self.encoded;
        self.cost + if is_right { 0 } else { step.cost }
    }

    fn follow(&self, index: usize, step: &'static Move, number: usize, bytes: Vec<u8>) -> Self {
        let cost = self.cost_of(step);
        let fixed = match step.steps {
            [PkceStep::OpensslDgstLine | PkceStep::DigestDescription] => 24,
            _ => self.fixed * bytes.len() / self.bytes.len().max(1),
        };
        let instruction = Instruction::Move(step, number);
        let link = ChainLink { phase: step.phase, steps: step.steps, instruction, is_mistake: cost > self.cost };
        let encoded = self.encoded || step.phase == Phase::Encoding;
        Self { bytes, cost, input: self.input, parent: Some(index), link, encoded, bits: self.bits, fixed }
    }

    fn cut(&self, index: usize, bytes: &[u8]) -> Option<Self> {
        let bits =
            self.bits * bytes.len().saturating_sub(self.fixed) / self.bytes.len().saturating_sub(self.fixed).max(1);
        let is_text = bytes.is_ascii();
        if bits < MIN_BITS || (is_text && bytes.len() < MIN_CUT) {
            return None;
        }
        let instruction = Instruction::Cut(bytes.len());
        let link = ChainLink { phase: Phase::Result, steps: &[PkceStep::Truncate], instruction, is_mistake: true };
        Some(Self { bytes: bytes.to_vec(), cost: self.cost + CUT, parent: Some(index), link, bits, ..self.clone() })
    }
}

fn links(nodes: &[Node], end: usize) -> Vec<ChainLink> {
    let mut out = Vec::new();
    let mut at = Some(end);
    while let Some(index) = at {
        out.push(nodes[index].link);
        at = nodes[index].parent;
    }
    out.reverse();
    out
}

/// Enough for four mistakes.
pub(super) const MAX_COST: u32 = 46;

/// What it costs to believe that a value was cut.
const CUT: u32 = 10;

/// How many texts may be changed further, over all digests, in units of 64 bytes.
const MAX_WORK: usize = 500;

/// A cut value must agree in this many bits. About 2^17 values are compared, so chance finds one in 2^43 pairs.
const MIN_BITS: usize = 60;

/// A cut text must have this many characters.
const MIN_CUT: usize = 16;
