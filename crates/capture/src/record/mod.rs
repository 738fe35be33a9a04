//! The records of logs: what wraps the lines of a text is taken off, structured records are laid out, and what belongs
//! to one statement is put together. What the statements mean is for others to say.

mod colour;
mod entry;
mod expand;
mod fields;
mod head;
mod logfmt;
mod node;
pub(crate) mod page;
mod sheet;
mod split;
mod stamp;
#[cfg(test)]
mod tests;
mod trace;
mod wrapper;

pub(crate) use node::reads_as_text;

pub use entry::{Evidence, Record};
