//! The records of logs: what wraps the lines of a text is taken off, structured records are laid out, and what belongs
//! to one statement is put together. What the statements mean is for others to say.

mod colour;
mod document;
mod entry;
mod expand;
mod fields;
mod fixed_head;
mod head;
mod logfmt;
mod names;
mod node;
pub(crate) mod page;
mod rest;
mod sheet;
mod split;
pub(crate) mod stamp;
#[cfg(test)]
mod tests;
mod trace;
mod wrapper;

pub(crate) use document::reads_as_text;

pub use entry::{EvidenceLevel, Record};
