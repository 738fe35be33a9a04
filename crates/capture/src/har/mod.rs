//! HAR, in the shapes in which browsers, proxies and people write it.
//!
//! Reading is lenient where a recorder is sloppy and exact where a file is damaged: all that precedes the damage is
//! handed over. The file is read as it comes, and only exchanges that someone wants are taken apart ([`sketch`],
//! [`entry`]).

mod attached;
mod body;
pub(crate) mod console;
mod entry;
mod initiator;
mod log;
mod notes;
mod pairs;
pub(crate) mod reader;
mod sketch;
pub(crate) mod snapshots;
#[cfg(test)]
mod tests;
mod time;
#[cfg(any(test, fuzzing))]
pub(crate) mod transcript;

/// The `comment` of a body that a redaction dropped: the recorder had it, so that its absence says nothing of the recorder.
pub const DROPPED_BODY: &str = "dropped by oauth-doctor redact";
