//! TODO: say what this folder is.

pub(crate) mod clock;
pub(crate) mod device;
pub(crate) mod dpop;
pub(crate) mod oidc;
