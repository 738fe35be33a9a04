//! Writes a HAR, entry by entry, as it comes.

mod document;
mod entry;
mod outline;
mod shell;
mod strings;
mod tokens;

pub(super) use document::write;
pub(super) use entry::{Plan, rewrite};
pub(super) use outline::outline;
pub(super) use strings::Strings;
