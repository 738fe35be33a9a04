//! Texts of a capture whose bytes have places: how they are read, cut and put together.

mod anchors;
pub(crate) mod base64;
pub(crate) mod blob;
pub(crate) mod draft;
pub(crate) mod json;
pub(crate) mod json_string;
pub(crate) mod lines;
pub(crate) mod place;
pub(crate) mod placed;
pub(crate) mod sieve;
pub(crate) mod utf16;
pub(crate) mod utf8;
pub(crate) mod value;
