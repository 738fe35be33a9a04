//! What is bound to a key, a clock or a device: `DPoP` proofs, ID tokens, device codes.

pub(crate) mod clock;
pub(crate) mod device;
pub(crate) mod dpop;
pub(crate) mod oidc;
