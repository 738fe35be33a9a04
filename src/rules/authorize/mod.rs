//! Rules about the way to the code: discovery, authorization request and response, pushed requests, login cookies.

pub(crate) mod cookie;
mod cookie_sent;
pub(crate) mod discovery;
pub(crate) mod pushed;
pub(crate) mod request;
pub(crate) mod response;
mod state;
