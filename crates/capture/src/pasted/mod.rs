//! Text that people put together: tickets, mails, chats, logs, copied commands, what a program printed.
//!
//! What is in a text is what was recorded; what it lacks was not, which says nothing of whether it was there.

mod access;
mod access_sights;
mod console;
mod cut;
mod exchanged;
mod failure;
pub(crate) mod form;
mod header;
mod label;
pub(crate) mod layout;
mod logged;
pub(crate) mod lookahead;
mod overlap;
pub(crate) mod pairing;
mod params;
pub(crate) mod printed_object;
mod prose;
mod rails;
pub(crate) mod reader;
mod returned;
pub(crate) mod sights;
mod target;
mod told;
mod url;
pub(crate) mod whole_text;
mod witnesses;
