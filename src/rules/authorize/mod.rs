//! TODO: say what this folder is.

pub(crate) mod cookie;
pub(crate) mod discovery;
pub(crate) mod pushed;
pub(crate) mod request;
pub(crate) mod response;
