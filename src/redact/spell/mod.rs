//! The characters of a text, and how the text spells them: `/`, `%2F`, `%252F`, `\/`, `&#47;`.

mod cell;
mod decode;
mod encode;

pub(crate) use cell::{Cell, plain_text};
pub(crate) use decode::cells;
pub(crate) use encode::Respell;
