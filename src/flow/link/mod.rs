//! Links the messages of one login.
//!
//! An authorization request and its response share `state`; a response and a token request share the code, exactly or after
//! what a client may have done to it; what shares neither is joined by PKCE, by client and by time.

pub(crate) mod collect;
mod documents;
pub(crate) mod fold;
pub(crate) mod leak;
mod linker;
pub(crate) mod lone;
pub(crate) mod order;
mod recent;
pub(crate) mod redeem;
pub(crate) mod relevance;
mod resources;
pub(crate) mod same_code;
pub(crate) mod shape;
mod url_tokens;
mod uses;
pub(crate) mod value_index;

pub(crate) use linker::traffic;
