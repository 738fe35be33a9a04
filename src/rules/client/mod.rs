//! TODO: say what this folder is.

pub(crate) mod assertion;
pub(crate) mod identity;
pub(crate) mod method;
pub(crate) mod registration;
pub(crate) mod secret;
