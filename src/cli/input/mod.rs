//! The inputs of a command: files, patterns of their names, directories of recordings, lists of them, standard input.

mod find;
mod list;
mod needed;
mod open;
mod pattern;
mod recognise;
mod skipped;
mod terminal;
mod walk;

pub(crate) use find::{FoundFile, STDIN, Selection, find};
#[cfg(feature = "net")]
pub(super) use needed::is_same;
pub(super) use needed::{Goal, NeededFiles};
pub(super) use open::Unopened;
pub(super) use terminal::announce;
