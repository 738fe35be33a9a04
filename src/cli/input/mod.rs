//! The inputs of a command: files, directories of captures, lists of them, standard input.

mod find;
mod kept;
mod list;
mod open;
mod walk;

pub(crate) use find::{Found, Named, STDIN, endings, find};
#[cfg(feature = "net")]
pub(super) use kept::{Kept, identity, is_same};
pub(super) use open::{Broken, open};
