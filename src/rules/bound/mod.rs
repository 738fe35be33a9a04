//! Rules about `DPoP` proofs, ID tokens, clocks and device codes.

pub(crate) mod clock;
pub(crate) mod device;
pub(crate) mod dpop;
pub(crate) mod id_token;
pub(crate) mod oidc;
