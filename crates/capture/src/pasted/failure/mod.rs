//! Refusals that a text states: exceptions, lines of logs, answers that a program printed in a syntax of its own.
//!
//! A refusal has the shape of a program's words. Prose, documentation and source code that name an error code have not.

mod codes;
mod describe;
pub(super) mod facts;
mod find;
mod shape;
mod spot;
mod stated;
mod surroundings;
#[cfg(test)]
mod tests;

pub(super) use find::find;
pub(super) use stated::{StatedFailure, is_error_of, is_number};
