//! TODO: say what this folder is.

pub(crate) mod rotation;
pub(crate) mod token;
