//! What each value of a recording becomes.

mod build;
mod challenges;
mod echo;
mod rewrite;
mod tokens;
mod values;

pub(crate) use build::Gathered;
pub(crate) use tokens::has_form;
pub(crate) use values::{InputFacts, Mapping, Needed};
