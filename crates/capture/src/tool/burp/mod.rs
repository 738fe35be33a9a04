//! Burp Suite's "Save items": XML with whole requests and responses, in base64 or as they are. The file brings a
//! document type; none of its declarations is acted on.

mod date;
pub(crate) mod items;
