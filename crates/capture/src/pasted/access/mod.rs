//! Access logs: a line tells of a request that a server or proxy answered, and of its status.

mod line;
mod quoted;
mod record;
mod relevance;
mod w3c;

pub(super) use line::{AccessLine, AccessLog, status};
