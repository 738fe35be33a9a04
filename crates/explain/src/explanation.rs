//! How a client made a challenge from a verifier: the answer of [`pkce()`](crate::pkce()).

use crate::pkce::Program;
use crate::{Fault, Language, Operation, PkceStep};

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
    /// The steps with their parameters; `None` if the challenge does not come from the verifier.
    program: Option<Program>,
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
        Self { steps, fault, text, code: Vec::new(), program: None }
    }

    /// Adds the code that makes the mistake.
    pub(crate) fn with_code(self, code: Vec<CodeExample>) -> Self {
        Self { code, ..self }
    }

    /// Adds what makes the challenge of the verifier.
    pub(crate) fn with_program(self, program: Program) -> Self {
        Self { program: Some(program), ..self }
    }

    /// Makes the challenge that the same mistakes make of another verifier.
    ///
    /// `verifier` is what the token request carries, and so altered where that is the mistake. The explained verifier
    /// gives the explained challenge, byte by byte. A challenge of a constant stays. `None` if the challenge does not
    /// come from the verifier (the two were exchanged, or only one of them is known), or if these mistakes cannot be
    /// made with this verifier, because it is too short to be cut or does not decode.
    ///
    /// ```
    /// use oauth_doctor_explain::{ChallengeMethod, Relation, pkce};
    ///
    /// let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    /// let challenge = "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3";
    /// let Relation::Explained(hex) = pkce(verifier, challenge, ChallengeMethod::S256) else { panic!() };
    /// assert_eq!(hex.replay(verifier).as_deref(), Some(challenge));
    /// assert_eq!(hex.replay("another").unwrap().len(), challenge.len());
    /// ```
    pub fn replay(&self, verifier: &str) -> Option<String> {
        text(self.program.as_ref()?.run(verifier.as_bytes()))
    }

    /// Makes the challenge that the same mistakes make of another verifier, where this is the verifier before it was altered.
    /// It is what [`replay`](Explanation::replay) makes of what [`alter`](Explanation::alter) makes of it, except where a
    /// character was lost: a replay adds the one that the first verifier had.
    pub fn challenge_of(&self, original: &str) -> Option<String> {
        text(self.program.as_ref()?.run_original(original.as_bytes()))
    }

    /// Returns the verifier that the client had before it altered the one that it sent; `sent` itself if it did not.
    pub fn original(&self, sent: &str) -> Option<String> {
        text(self.program.as_ref()?.original(sent.as_bytes()))
    }

    /// Alters a verifier as the client altered its own: returns what it would send instead of `sent`, had its verifier
    /// been `original`.
    ///
    /// ```
    /// use oauth_doctor_explain::{ChallengeMethod, Relation, pkce};
    ///
    /// let challenge = "mmJNS-Nir2vWBDqx_oqqQ3-fIsNLt7s5yhYS_XA0jV8";
    /// let sent = "\"Zk3~p0q-VnT_.r8YhWcXeD2bLsM5jGtA7uKfQ1oNiR4\"";
    /// let Relation::Explained(quoted) = pkce(sent, challenge, ChallengeMethod::S256) else { panic!() };
    /// assert_eq!(quoted.original(sent).as_deref(), Some("Zk3~p0q-VnT_.r8YhWcXeD2bLsM5jGtA7uKfQ1oNiR4"));
    /// assert_eq!(quoted.alter(sent, "another").as_deref(), Some("\"another\""));
    /// ```
    pub fn alter(&self, sent: &str, original: &str) -> Option<String> {
        text(self.program.as_ref()?.alter(sent.as_bytes(), original.as_bytes()))
    }

    /// Says what [`replay`](Explanation::replay) does, from the verifier that was sent to the challenge. Empty where the
    /// challenge does not come from the verifier.
    pub fn operations(&self) -> Vec<Operation> {
        self.program.as_ref().map(Program::operations).unwrap_or_default()
    }

    /// Puts the code of a language first, if there is some.
    pub fn prefer(&mut self, language: Language) {
        if let Some(at) = self.code.iter().position(|code| code.language == language) {
            self.code[..=at].rotate_right(1);
        }
    }
}

fn text(bytes: Option<Vec<u8>>) -> Option<String> {
    String::from_utf8(bytes?).ok()
}
