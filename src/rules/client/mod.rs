//! Rules about who the client is and how it shows that: identity, secret, method, assertion, registration.

pub(crate) mod assertion;
pub(crate) mod basic;
pub(crate) mod freshness;
pub(crate) mod identity;
pub(crate) mod kind;
pub(crate) mod lifetime;
pub(crate) mod method;
pub(crate) mod registration;
pub(crate) mod secret;
mod signed;
