//! What a redacted recording must pass before it is written: it has the diagnosis of the original, and no secret of it.

mod compare;
mod computed;
mod encodings;
mod pieces;
mod search;
mod unescape;

pub(crate) use compare::{Comparison, compare, public_part};
pub(crate) use pieces::{PIECE, Pieces, frame, is_apart, names_in, times_in};
pub(crate) use search::search;
