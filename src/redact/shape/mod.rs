//! Draws a value of the same shape: as long, of the same kinds of characters, as regular.

mod alphabet;
mod draw;
mod looks;
mod stream;

pub(crate) use draw::substitute;
pub(crate) use looks::{is_drawn, is_mixed, is_random, skeleton};
