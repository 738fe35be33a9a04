//! `oauth-doctor redact`.

mod destination;
mod key;
mod run;
mod said;
mod source;

pub(super) use run::{RedactArgs, run};
