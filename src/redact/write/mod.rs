//! Writes a recording with its values replaced.

mod exchanges;
mod har;
mod run;
mod text;

pub(crate) use run::{Dropped, Form, is_archive, write};
pub(crate) use text::parts;
