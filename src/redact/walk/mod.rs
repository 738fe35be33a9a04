//! Finds the values in a text that must not be shown: by the names before them, and by what they look like.

mod assigned;
mod decide;
mod header;
mod names;
mod pairs;
mod words;

pub(crate) use decide::is_word;
pub(crate) use names::{Role, role};
pub(crate) use pairs::{Found, Walk, What};
