//! Searches for the mistakes that turned a code verifier into this code challenge.
//!
//! RFC 7636 §4.2 derives the challenge as `base64url(SHA-256(ASCII(verifier)))`. Clients get each part of it wrong:
//! what they hash (`candidates`), with what (`hash`), how the digest becomes text (`digest_text`) and is encoded, and
//! what happens to the result (`moves`). The search (`search`) tries all of these and their combinations, the fewest
//! mistakes first. It stays small because it only follows what the challenge can be decoded to (`clues`). Every chain
//! that it returns was derived forwards and gave the challenge, byte by byte.

mod candidates;
mod clauses;
mod clues;
mod code_examples;
mod code_lines;
mod codec;
mod constant;
mod derivation;
mod digest_text;
mod first_fault;
mod hash;
mod layers;
mod moves;
mod program;
mod repair;
#[cfg(test)]
mod replay_tests;
mod search;
mod shape;
#[cfg(test)]
mod tests;
mod verifier_changes;
mod well_formed;
mod wording;

pub use code_examples::examples;
pub use constant::is_placeholder;
pub use derivation::{challenge_alone, pkce};
pub use layers::Layers;
pub(crate) use program::Program;
pub use repair::{original_verifier, repaired_challenge};
