//! Recognises one OAuth message in one exchange.

pub(crate) mod authorization;
pub(crate) mod cookies;
pub(crate) mod discovery;
pub(crate) mod document;
pub(crate) mod endpoints;
pub(crate) mod exchange;
pub(crate) mod front;
pub(crate) mod page;
pub(crate) mod pushed;
pub(crate) mod recognise;
pub(crate) mod resource;
pub(crate) mod response;
pub(crate) mod token;
pub(crate) mod visible;
