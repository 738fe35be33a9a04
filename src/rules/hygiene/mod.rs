//! TODO: say what this folder is.

pub(crate) mod exposure;
pub(crate) mod security;
