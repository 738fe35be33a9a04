//! Which values belong together, and finds them and their pieces in a text.

mod grams;
mod leaf;
mod matching;
mod search;

pub(crate) use leaf::{Leaf, Reach};
pub(crate) use search::Search;
