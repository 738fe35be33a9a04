//! What may be shown of a recorded value: credentials by their shape, public values in full, free text without the secrets in it.

pub mod placeholder;
mod scrub;
mod secret;
mod shown;

pub(crate) use scrub::Scrubber;
pub use secret::Secret;
pub use shown::Shown;
