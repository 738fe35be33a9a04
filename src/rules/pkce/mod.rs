//! Rules about PKCE: challenge, method, verifier.

pub(crate) mod challenge;
pub(crate) mod method;
pub(crate) mod verifier;
