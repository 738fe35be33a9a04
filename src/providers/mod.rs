//! What documented authorization servers do, where it differs from server to server: data, each claim with its source.
//!
//! One file a provider in `profiles/`, listed once in `profiles/mod.rs`. What is not sourced is not there. Nothing here decides:
//! a rule compares the values of the capture first, and a profile says what the server's words mean, how long it keeps a code,
//! which forms of a request it documents.

mod cause;
mod meaning;
mod profiles;
mod provider;
mod recognise;
mod reference;

pub use cause::Cause;
pub use meaning::{ErrorResponse, Meaning, meaning};
pub use profiles::ALL;
pub use provider::{
    Anywhere, Challenge, Enctype, Endpoints, Lifetime, Note, Provider, Reply, Source, SourceKind, Sourced,
};
pub(crate) use provider::{by_default, claim, code, community, documented, error, note, says, seconds, words};
pub(crate) use recognise::is_one_token_endpoint;
pub use recognise::recognise;
pub use reference::reference;
