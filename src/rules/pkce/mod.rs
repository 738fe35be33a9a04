//! TODO: say what this folder is.

pub(crate) mod challenge;
pub(crate) mod method;
pub(crate) mod verifier;
