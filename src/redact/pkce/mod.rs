//! Other verifiers and challenges in the place of the recorded ones, that are wrong in the same way.
//!
//! A challenge cannot be masked: its relation to the verifier is the diagnosis. So the verifier is replaced, and the challenge is made
//! of it by the mistake that was made before.

mod lone;
mod pair;
mod reissue;
#[cfg(test)]
mod tests;
mod value;

pub(crate) use lone::lone_challenge;
pub(crate) use reissue::{Reissued, reissue};
pub(crate) use value::{Pair, challenges_of, is_alike};

/// How often another verifier is drawn: six special characters of a challenge come back in one of some hundred draws.
const MOST_DRAWS: u32 = 2000;
