//! Text that people put together: tickets, mails, chats, logs, copied commands, what a program printed.
//!
//! What stands in a text is what was recorded; what it lacks was not, which says nothing of whether it was there.

mod ahead;
mod exchanged;
mod label;
mod layout;
mod loose;
mod message;
mod pair;
mod params;
mod prose;
pub(crate) mod reader;
mod scan;
mod settle;
mod url;
