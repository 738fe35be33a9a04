//! What may be shown of a recorded value: credentials by their shape, public values as far as they are what they should be, free text
//! without the secrets in it.

mod credentials;
mod decoded;
mod index;
mod looks;
pub mod placeholder;
mod public;
mod scrub;
mod secret;
mod sentence;
mod shown;
pub(crate) mod vocabulary;

pub(crate) use credentials::Credentials;
pub(crate) use looks::{is_prose, is_time_or_version, may_name_client};
pub(crate) use scrub::Scrubber;
pub use secret::Secret;
pub use shown::Shown;
pub(crate) use shown::{parts_of_secret, secrets_of};
