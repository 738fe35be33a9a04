//! HTTP/1.x messages as they go over the wire (RFC 9112), and as proxies save them.

pub(crate) mod content;
mod framing;
pub(crate) mod head;
pub(crate) mod parse;
#[cfg(test)]
mod tests;
