//! Reads URLs, percent-encoding, base64, hosts and UUIDs without changing them: pure functions, lenient, without allocation where a
//! slice will do.
//!
//! They serve a tool that compares what was sent with what should have been sent. So nothing is normalised unless the
//! name of the function says so, and what cannot be decoded stays as it is.
//!
//! # Example: the parts of a URL, as written
//!
//! ```
//! use oauth_doctor_wire::{host, percent, url::UrlParts};
//!
//! let url = UrlParts::parse("http://172.217.16.1/oauth/token?client_id=a%2Bb");
//! assert_eq!((url.host, url.path), ("172.217.16.1", "/oauth/token"));
//! assert!(!host::is_local(url.host), "only 172.16.0.0/12 is private");
//! assert_eq!(percent::decode_form("a%2Bb+c"), "a+b c");
//! ```

pub mod base64;
pub mod duration;
pub mod host;
pub mod percent;
pub mod spelling;
pub mod url;
pub mod uuid;
