//! Exchanges that a program printed: HTTP messages as text, `curl -v`, `curl -i`, `curl --trace`, HTTPie.

pub(crate) mod body;
pub(crate) mod find;
pub(crate) mod found;
pub(crate) mod head;
pub(crate) mod page;
mod raw;
mod scheme;
mod trace;
mod verbose;
