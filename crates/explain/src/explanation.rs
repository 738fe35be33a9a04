//! How a client made a challenge from a verifier: the answer of [`pkce()`](crate::pkce()).

use crate::{Fault, Language, PkceStep};

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
#[non_exhaustive]
pub struct Explanation {
    /// What the client did, in order. If the challenge is right and the verifier was altered afterwards, only the
    /// alterations.
    pub steps: Vec<PkceStep>,
    /// The kind of mistake.
    pub fault: Fault,
    /// One to three sentences for the person who must fix it. They contain neither the verifier nor the challenge.
    pub text: String,
    /// Code that makes this mistake, one line a language; the first is the best example.
    pub code: Vec<CodeExample>,
}

/// A line of code that makes a mistake, and the one that should stand in its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct CodeExample {
    /// The language of both.
    pub language: Language,
    /// The line as it is often written.
    pub wrong: &'static str,
    /// The line as it should be.
    pub right: &'static str,
}

impl Explanation {
    /// Makes an explanation without code.
    pub(crate) fn new(fault: Fault, steps: Vec<PkceStep>, text: String) -> Self {
        Self { steps, fault, text, code: Vec::new() }
    }

    /// Adds the code that makes the mistake.
    pub(crate) fn with_code(self, code: Vec<CodeExample>) -> Self {
        Self { code, ..self }
    }

    /// Puts the code of a language first, if there is some.
    pub fn prefer(&mut self, language: Language) {
        if let Some(at) = self.code.iter().position(|code| code.language == language) {
            self.code[..=at].rotate_right(1);
        }
    }
}
