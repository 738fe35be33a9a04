//! `--redact-hosts`: the hosts of a capture under other names, in whatever format it is reported.

mod names;
mod texts;

pub(super) use names::Hosts;
pub(super) use texts::{names, texts};
