//! The inputs of a command: files, directories of captures, lists of them, standard input.

mod find;
mod list;
mod needed;
mod open;
mod walk;

pub(crate) use find::{FoundFile, STDIN, Selection, endings, find};
#[cfg(feature = "net")]
pub(super) use needed::is_same;
pub(super) use needed::{Goal, NeededFiles};
pub(super) use open::Unopened;
