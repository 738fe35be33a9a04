//! What a client did, as a program: the steps with their parameters, so that it runs on another verifier.
//!
//! A program leads from the verifier that was *sent* to the challenge. What the client did to its verifier after it had
//! made the challenge comes first, and backwards.

use std::fmt;

use super::candidates::End;
use super::constant::Constant;
use super::digest_text::FORMS;
use super::hash::{HASHES, Hash};
use super::moves::{ENCODINGS, Move, RESULTS};
use super::search::Chain;
use super::verifier_changes::{CHANGES, VerifierChange, append};
use crate::{Operation, PkceStep};

/// The way from the verifier that was sent to the challenge.
#[derive(Clone)]
pub(crate) struct Program(Vec<Instruction>);

/// One step of a program.
#[derive(Clone, Copy)]
pub(super) enum Instruction {
    /// The verifier does not count.
    Constant(&'static Constant),
    /// A change before hashing, or the opposite of one before sending.
    Change {
        change: &'static VerifierChange,
        is_undone: bool,
    },
    /// The verifier is a part of what was sent: what stands around it has these lengths.
    Within {
        before: usize,
        behind: usize,
    },
    /// Only the first bytes of the verifier were hashed.
    Prefix(usize),
    /// One character was not sent.
    Lost(End, u8),
    Hash(&'static Hash),
    /// A move, and which of its results.
    Move(&'static Move, usize),
    /// What was left where the end was cut off.
    Cut(usize),
}

impl Program {
    /// Makes the program of a chain.
    pub(super) fn of(chain: &Chain) -> Self {
        let input = chain.input.path.iter().flatten().copied();
        Self(input.chain(chain.links.iter().map(|link| link.instruction)).collect())
    }

    /// Makes the program that RFC 7636 §4.2 asks for.
    pub(super) fn s256() -> Self {
        Self(vec![Instruction::Hash(&HASHES[0]), Instruction::Move(&ENCODINGS[0], 0)])
    }

    /// Makes the program where a character of the verifier is missing.
    pub(super) fn lost(end: End, character: u8) -> Self {
        let mut program = Self::s256();
        program.0.insert(0, Instruction::Lost(end, character));
        program
    }

    /// Makes the challenge of a verifier that was sent.
    pub(crate) fn run(&self, sent: &[u8]) -> Option<Vec<u8>> {
        self.0.iter().try_fold(sent.to_vec(), |bytes, instruction| instruction.apply(&bytes))
    }

    /// Makes the challenge of a verifier that was not changed on its way.
    pub(crate) fn run_original(&self, original: &[u8]) -> Option<Vec<u8>> {
        let rest = self.0.iter().skip(self.alterations().count());
        rest.into_iter().try_fold(original.to_vec(), |bytes, instruction| instruction.apply(&bytes))
    }

    /// Returns the verifier as it was before the client changed it and sent it.
    pub(crate) fn original(&self, sent: &[u8]) -> Option<Vec<u8>> {
        self.alterations().try_fold(sent.to_vec(), |bytes, instruction| instruction.apply(&bytes))
    }

    /// Changes `original` as the original of `sent` was changed.
    pub(crate) fn alter(&self, sent: &[u8], original: &[u8]) -> Option<Vec<u8>> {
        let mut recorded = vec![sent.to_vec()];
        for instruction in self.alterations() {
            recorded.push(instruction.apply(recorded.last()?)?);
        }
        let pairs = recorded.windows(2).zip(self.alterations()).collect::<Vec<_>>();
        pairs
            .into_iter()
            .rev()
            .try_fold(original.to_vec(), |after, (pair, instruction)| instruction.invert(&pair[0], &pair[1], &after))
    }

    /// Says what the program does.
    pub(crate) fn operations(&self) -> Vec<Operation> {
        self.0.iter().map(|instruction| instruction.operation()).collect()
    }

    fn alterations(&self) -> impl Iterator<Item = &Instruction> {
        self.0.iter().take_while(|instruction| instruction.is_alteration())
    }
}

/// Programs are equal that do the same.
impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        self.operations() == other.operations()
    }
}

impl Eq for Program {}

/// Prints what the program does, and not the character that was lost.
impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.operations()).finish()
    }
}

impl Instruction {
    fn apply(self, bytes: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Constant(constant) => Some(constant.value.as_bytes().to_vec()),
            Self::Change { change, .. } => (change.apply)(bytes),
            Self::Within { before, behind } => bytes.get(before..bytes.len().checked_sub(behind)?).map(<[u8]>::to_vec),
            Self::Prefix(length) | Self::Cut(length) => bytes.get(..length).map(<[u8]>::to_vec),
            Self::Lost(End::First, character) => Some(append(&[character], bytes)),
            Self::Lost(End::Last, character) => Some(append(bytes, &[character])),
            Self::Hash(hash) => Some((hash.digest)(bytes)),
            Self::Move(step, number) => step.results(bytes).into_iter().nth(number),
        }
    }

    /// Returns what the client did after it had made the challenge.
    fn is_alteration(self) -> bool {
        matches!(self, Self::Change { is_undone: true, .. } | Self::Within { .. } | Self::Lost(..))
    }

    /// Returns what this turns into `other`, and what is made like `before`, which it turns into `after`.
    fn invert(self, before: &[u8], after: &[u8], other: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Within { before: start, behind } => {
                let end = before.len().checked_sub(behind)?;
                Some([before.get(..start)?, other, before.get(end..)?].concat())
            }
            Self::Lost(End::First, _) => other.get(1..).map(<[u8]>::to_vec),
            Self::Lost(End::Last, _) => other.split_last().map(|(_, rest)| rest.to_vec()),
            _ => {
                let made = redo(before, after, other).or_else(|| interleave(before, after, other))?;
                (self.apply(&made).as_deref() == Some(other)).then_some(made)
            }
        }
    }

    fn operation(self) -> Operation {
        let operation =
            |steps: &[PkceStep], variant: String| Operation { steps: steps.to_vec(), variant, is_undone: false };
        match self {
            Self::Constant(constant) => operation(&[PkceStep::Constant], constant.to_string()),
            Self::Change { change, is_undone: false } => operation(change.made, change.variant.into()),
            Self::Change { change, is_undone: true } => {
                Operation { is_undone: true, ..operation(change.undoes, change.variant.into()) }
            }
            Self::Within { before, behind } => Operation {
                is_undone: true,
                ..operation(&[PkceStep::Wrapped], format!("{before} bytes before it, {behind} bytes behind it"))
            },
            Self::Prefix(length) | Self::Cut(length) => operation(&[PkceStep::Truncate], format!("to {length} bytes")),
            Self::Lost(end, _) => {
                let which = if end == End::First { "first character" } else { "last character" };
                Operation { is_undone: true, ..operation(&[PkceStep::Truncate], which.into()) }
            }
            Self::Hash(hash) => operation(hash.steps, hash.variant.into()),
            Self::Move(step, number) => operation(step.steps, step.variant(number)),
        }
    }
}

/// Finds what makes `before` of `after`, and does it to `other`.
fn redo(before: &[u8], after: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    let changes = CHANGES.iter().filter(|change| !change.made.is_empty());
    let change = changes.map(|change| change.apply).find(|apply| apply(after).as_deref() == Some(before));
    if let Some(apply) = change {
        return apply(other);
    }
    ENCODINGS.iter().chain(&FORMS).chain(&RESULTS).find_map(|step| {
        let number = step.results(after).iter().position(|result| result == before)?;
        step.results(other).into_iter().nth(number)
    })
}

/// Puts the bytes of `other` where `before` has those of `after`, and keeps what stands between them.
fn interleave(before: &[u8], after: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    if after.len() != other.len() {
        return None;
    }
    let mut pairs = after.iter().zip(other).peekable();
    let mut out = Vec::with_capacity(before.len());
    for &byte in before {
        // A `+` in the original was sent as a space.
        let is_next = |pair: &(&u8, &u8)| *pair.0 == byte || byte == b' ' && *pair.0 == b'+';
        out.push(match pairs.next_if(is_next) {
            Some((old, new)) if old != new => *new,
            _ => byte,
        });
    }
    pairs.next().is_none().then_some(out)
}
