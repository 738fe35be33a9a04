//! Formats in which proxies and other tools save what they recorded.

pub(crate) mod burp;
pub(crate) mod cassette;
pub(crate) mod charles;
pub(crate) mod http_file;
pub(crate) mod mitmproxy;
pub(crate) mod netlog;
pub(crate) mod postman;
pub(crate) mod saml_tracer;
