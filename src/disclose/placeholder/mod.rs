//! Values that stand for a value: redacted, invented for a ticket, or never filled in.

mod recognise;
pub(crate) mod vocabulary;

pub use recognise::{is_placeholder, is_unset};
