//! How did A become B?
//!
//! [`pkce()`] takes a code verifier and a code challenge and names the shortest chain of mistakes that client code is known
//! to make and that turns the one into the other. [`drift::drift`] does the same for values that should be equal:
//! an authorization code, a state, a redirect URI.
//!
//! Both are pure functions of their arguments. What they say never contains a verifier, a challenge or a code, so that it
//! can be pasted into a public ticket; see [`drift::uri`] for the one exception, which is for public values.

use std::fmt;

pub mod drift;
mod language;
pub mod pkce;
mod step;

pub use drift::{Drift, DriftKind};
pub use language::Language;
pub use pkce::{challenge_alone, original_verifier, pkce, repaired_challenge};
pub use step::Step;

/// The relation between a code verifier and a code challenge.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Relation {
    /// The pair is right: an authorization server that follows RFC 7636 §4.6 accepts it.
    Matches,
    /// The pair is wrong, and a chain of known mistakes leads from the one to the other.
    Explained(Explanation),
    /// No chain of mistakes in the search space leads from the one to the other.
    Unrelated,
}

/// A chain of mistakes, and what to say about it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Explanation {
    /// What the client did, in its order. Where the challenge is right and the verifier was altered afterwards, only the
    /// alterations.
    pub steps: Vec<Step>,
    /// The kind of mistake.
    pub fault: Fault,
    /// One to three sentences for the person who must fix it. Free of the verifier and the challenge.
    pub text: String,
    /// The code that usually does this, in each language in which it is known; the first is the best example.
    pub code: Vec<Code>,
}

/// A line of code that makes a mistake, and the one that should stand in its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Code {
    /// The language of both.
    pub language: Language,
    /// The line as it is often written.
    pub wrong: &'static str,
    /// The line as it should be.
    pub right: &'static str,
}

impl Explanation {
    /// Puts the code of a language first, where there is some.
    pub fn prefer(&mut self, language: Language) {
        if let Some(at) = self.code.iter().position(|code| code.language == language) {
            self.code[..=at].rotate_right(1);
        }
    }
}

/// The kind of mistake that an [`Explanation`] is about; where a chain holds several, the one to fix first.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Fault {
    /// The challenge is in the standard base64 alphabet, or in base32, where RFC 7636 §4.2 asks for base64url.
    StandardBase64,
    /// The challenge is base64url with `=` padding.
    Padded,
    /// The digest was turned into hexadecimal text.
    Hex,
    /// The challenge is the verifier, perhaps encoded; nothing was hashed.
    NotHashed,
    /// Another function than a single SHA-256 was used.
    WrongHash,
    /// SHA-256 was fed something else than the ASCII bytes of the verifier.
    WrongInput,
    /// The digest was turned into text that is not an encoding of it: a list of numbers, a description, broken characters.
    Stringified,
    /// The challenge was encoded more than once.
    DoubleEncoded,
    /// The challenge was right at some point and was changed afterwards: cut, lowercased, quoted, half translated.
    Altered,
    /// The challenge does not depend on the verifier at all.
    Constant,
    /// The challenge is right for the other `code_challenge_method`.
    WrongMethod,
    /// The challenge is right; the verifier was changed on its way to the token request.
    VerifierAltered,
    /// The value sent as verifier is provably the challenge.
    VerifierIsChallenge,
}

impl Fault {
    /// Returns the name in kebab-case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StandardBase64 => "standard-base64",
            Self::Padded => "padded",
            Self::Hex => "hex",
            Self::NotHashed => "not-hashed",
            Self::WrongHash => "wrong-hash",
            Self::WrongInput => "wrong-input",
            Self::Stringified => "stringified",
            Self::DoubleEncoded => "double-encoded",
            Self::Altered => "altered",
            Self::Constant => "constant",
            Self::WrongMethod => "wrong-method",
            Self::VerifierAltered => "verifier-altered",
            Self::VerifierIsChallenge => "verifier-is-challenge",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The code challenge method of RFC 7636 §4.2.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Method {
    /// The challenge is the base64url encoding, without padding, of the SHA-256 of the verifier.
    S256,
    /// The challenge is the verifier.
    Plain,
}
