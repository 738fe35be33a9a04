//! Explains how one value became another: a PKCE challenge from its verifier, or two values that should be equal.
//!
//! [`pkce()`] takes a code verifier and a code challenge (RFC 7636) and names the shortest chain of known mistakes that
//! turns the one into the other. [`drift::drift`] compares two values that should be equal, such as an authorization
//! code or a state, and names the difference; [`drift::uri`] does so for redirect URIs.
//!
//! All of them are pure functions of their arguments. The texts never contain a verifier, a challenge or a code, so
//! that an authorization server can log them and a user can post them. The one exception is [`drift::uri`], whose
//! values are public.
//!
//! # Example: a digest that became hexadecimal text
//!
//! ```
//! use oauth_doctor_explain::{ChallengeMethod, Fault, Relation, pkce};
//!
//! let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
//! let challenge = "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3";
//! let Relation::Explained(explanation) = pkce(verifier, challenge, ChallengeMethod::S256) else {
//!     panic!("this mistake is known")
//! };
//! assert_eq!(explanation.fault, Fault::Hex);
//! let steps: Vec<&str> = explanation.steps.iter().map(|step| step.as_str()).collect();
//! assert_eq!(steps, ["sha256", "hex"]);
//! ```

mod challenge_method;
pub mod drift;
mod explanation;
mod fault;
mod language;
mod operation;
pub mod pkce;
mod step;

pub use challenge_method::ChallengeMethod;
pub use drift::{Drift, DriftKind};
pub use explanation::{CodeExample, Explanation, Relation};
pub use fault::Fault;
pub use language::Language;
pub use operation::Operation;
pub use pkce::{Layers, challenge_alone, original_verifier, pkce, repaired_challenge};
pub use step::PkceStep;
