//! Challenges that do not depend on a verifier: the client derived them from a value that was never set, or sent such a
//! value.

use std::fmt;

use super::candidates::Candidate;
use super::clues::Clues;
use super::program::Instruction;
use super::search::{Chain, search};
use super::verifier_changes::CHANGES;
use crate::{ChallengeMethod, PkceStep};

/// A value that a challenge may have been derived from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Constant {
    pub(super) value: &'static str,
    /// What to call it, if not by its value.
    what: Option<&'static str>,
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.what {
            Some(what) => f.write_str(what),
            None => write!(f, "`{}`", self.value),
        }
    }
}

/// Finds the constant that the challenge was derived from, and how.
pub(super) fn find(challenge: &[u8], clues: &Clues) -> Option<(&'static Constant, Chain)> {
    let found = CONSTANTS.iter().filter_map(|constant| {
        let bytes = constant.value.as_bytes().to_vec();
        let alone = Candidate { made: vec![PkceStep::Constant], ..Candidate::new(bytes.clone(), 0) }
            .by(Instruction::Constant(constant));
        let newline = &CHANGES[0];
        let ended = Candidate {
            made: [&[PkceStep::Constant], newline.made].concat(),
            bytes: (newline.apply)(&bytes)?,
            cost: newline.cost,
            ..alone.clone()
        }
        .by(Instruction::Change { change: newline, is_undone: false });
        let inputs = [alone, ended];
        let chain = search(&inputs, challenge, clues, ChallengeMethod::S256, MAX_COST)?;
        // A cut constant is a few characters, which prove nothing.
        let is_cut = chain.links.iter().any(|link| link.steps == [PkceStep::Truncate]);
        (!is_cut).then_some((constant, chain))
    });
    found.min_by_key(|(_, chain)| chain.cost)
}

/// Recognises the text that a runtime prints for an object, with an address in it, in the challenge or in what it
/// decodes to.
pub(super) fn printed_object(clues: &Clues) -> Option<&'static str> {
    let starts: [(&[u8], &str); 8] = [
        (b"[object ", "a JavaScript object"),
        (b"[B@", "a Java byte array"),
        (b"System.", "a .NET object"),
        (b"<sha256 ", "a Python hash object"),
        (b"<memory at ", "a Python memoryview"),
        (b"#<Digest", "a Ruby digest object"),
        (b"#<OpenSSL", "a Ruby digest object"),
        (b"<_hashlib", "a Python hash object"),
    ];
    clues
        .targets()
        .iter()
        .find_map(|target| starts.iter().find(|(start, _)| target.starts_with(start)).map(|(_, what)| *what))
}

/// Returns whether a value is one that programs and documents write in the place of a verifier or a challenge:
/// `undefined`, `[object Promise]`, the examples of RFC 7636. It is nobody's secret.
pub fn is_placeholder(value: &str) -> bool {
    is_constant(value).is_some()
}

/// Returns the constant that equals this value.
pub(super) fn is_constant(value: &str) -> Option<&'static Constant> {
    CONSTANTS.iter().find(|constant| constant.value == value)
}

const fn text(value: &'static str) -> Constant {
    Constant { value, what: None }
}

const fn named(value: &'static str, what: &'static str) -> Constant {
    Constant { value, what: Some(what) }
}

/// Two mistakes: many constants begin alike, and none is long enough to prove more.
const MAX_COST: u32 = 26;

static CONSTANTS: [Constant; 44] = [
    named("", "nothing (an empty value)"),
    text("undefined"),
    text("null"),
    text("NaN"),
    text("true"),
    text("false"),
    text("None"),
    text("nil"),
    text("<nil>"),
    text("(null)"),
    text("NULL"),
    text("Null"),
    text("0"),
    text("[]"),
    text("{}"),
    named("\"\"", "an empty JSON string"),
    text("[object Promise]"),
    text("[object ArrayBuffer]"),
    text("[object Uint8Array]"),
    text("[object Object]"),
    text("[object Undefined]"),
    text("[object Null]"),
    text("[object CryptoKey]"),
    text("[object DataView]"),
    text("[object Window]"),
    text("[object Function]"),
    text("[object AsyncFunction]"),
    text("[object String]"),
    text("[object Array]"),
    text("[object HTMLInputElement]"),
    text("System.Byte[]"),
    text("System.String"),
    text("32 bytes"),
    text("Array"),
    text("code_verifier"),
    text("codeVerifier"),
    text("code_challenge"),
    text("codeChallenge"),
    text("verifier"),
    text("challenge"),
    text("{{code_verifier}}"),
    text("YOUR_CODE_VERIFIER"),
    named("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "the example verifier of RFC 7636 appendix B"),
    named("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "the example challenge of RFC 7636 appendix B"),
];
