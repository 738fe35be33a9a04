//! Says how two values differ that should be equal.
//!
//! [`drift`](drift()) is for values that may be secret, such as an authorization code: it names the kind of difference,
//! lengths and positions, never the values. [`uri`](uri()) is for redirect URIs, which are public, and says what became
//! what.

mod difference;
mod equal_forms;
mod kind;
mod opaque;
#[cfg(test)]
mod tests;
mod uri;

pub use difference::Drift;
pub use kind::DriftKind;
pub use opaque::drift;
pub use uri::uri;
