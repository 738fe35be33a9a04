//! Answers what rules, verdicts, proofs and reports ask about one login; none of them computes it again.
//!
//! Rules, verdicts, proofs and reports all ask this, and none computes it again.

pub(crate) mod access;
pub(crate) mod client;
pub(crate) mod endpoint;
mod error_page;
mod issued;
#[expect(clippy::module_inception, reason = "the login itself")]
mod login;
mod outcome;
mod pair;
mod provider;
mod reaction;
pub(crate) mod read;
mod refused;
mod secrets;
pub(crate) mod spelling;
mod stage;
mod time;
mod words;

pub use access::Access;
pub(crate) use issued::issued;
pub(crate) use login::{EXPLAINED, Registered};
pub use login::{Login, Recording};
pub use outcome::Outcome;
pub(crate) use outcome::is_denial;
pub(crate) use pair::{PkcePair, is_challenge_sent_as_verifier, is_plain};
pub(crate) use reaction::Reaction;
pub(crate) use refused::AuthorizeRefusal;
pub(crate) use secrets::scrubber;
pub use stage::Stage;
pub(crate) use stage::{hides_its_values, says_assertion_was_used, worked_before};
pub(crate) use time::server_time;
