//! What documented authorization servers do, where it differs from server to server: data, each claim with its source.
//!
//! One file a provider in `profiles/`, listed once in `profiles/mod.rs`. What is not sourced is not there. Nothing here decides:
//! a rule compares the values of the capture first, and a profile says what the server's words mean, how long it keeps a code,
//! which forms of a request it documents, and, in `logs/`, what it writes into its log. `libraries/` has the same of the programs
//! on the other side: what client libraries and proxies write when a login fails. `fronts.rs` knows the answers of firewalls and
//! proxies in front of a server.

mod cause;
mod fronts;
mod libraries;
mod log_text;
mod logs;
mod meaning;
mod profiles;
mod provider;
mod recognise;
mod reference;

pub use cause::Cause;
pub use fronts::{FRONTS, Front, Mark, TurnedAway};
pub use libraries::{ALL as LIBRARIES, Library};
pub use log_text::{Check, Log, LogText, Written, written};
pub(crate) use log_text::{at_authorize, at_client, at_resource, at_token};
pub use meaning::{ErrorResponse, Meaning, meaning, meanings};
pub(crate) use meaning::{agreed, meaning_of_words};
pub use profiles::ALL;
pub use provider::{
    Anywhere, Challenge, Enctype, Endpoints, Lifetime, Note, Provider, Reply, Source, SourceKind, Sourced,
};
pub(crate) use provider::{by_default, claim, code, community, documented, error, note, says, seconds, words};
pub(crate) use recognise::by_number;
pub(crate) use recognise::fixed_labels;
pub(crate) use recognise::is_one_token_endpoint;
pub use recognise::recognise;
pub use reference::reference;
