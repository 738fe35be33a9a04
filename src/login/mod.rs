//! What is known of one login: how it ended, which token request decides, how far the server came with it, what is registered.
//!
//! Rules, verdicts, proofs and reports all ask this, and none computes it again.

mod known;
#[expect(clippy::module_inception, reason = "the login itself")]
mod login;
mod outcome;
mod secrets;
mod stage;

pub use login::{Login, Recording};
pub(crate) use login::{Pair, Registered};
pub use outcome::Outcome;
pub(crate) use secrets::scrubber;
pub use stage::Stage;
pub(crate) use stage::{hides_its_values, worked_before};
