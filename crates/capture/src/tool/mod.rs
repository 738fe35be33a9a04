//! TODO: say what this folder is.

pub(crate) mod burp;
pub(crate) mod charles;
pub(crate) mod mitmproxy;
pub(crate) mod netlog;
pub(crate) mod postman;
