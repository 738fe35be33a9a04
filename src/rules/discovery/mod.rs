//! The way of a client to a login that it was not configured for: challenge, metadata, registration.

pub(crate) mod challenge;
pub(crate) mod contradicted;
pub(crate) mod document;
pub(crate) mod pkce;
pub(crate) mod registration;
pub(crate) mod resource;
