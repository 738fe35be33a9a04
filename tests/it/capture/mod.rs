//! What is read of a capture, in every format.

mod commands;
mod files;
mod har;
mod text;
mod tools;
mod wrapped;
pub(crate) mod write;
