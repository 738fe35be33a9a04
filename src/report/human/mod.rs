//! Writes the report for people: the answer on the first screen.

mod code;
mod correction;
mod detail;
mod link;
mod login;
mod others;
mod replay;
mod report;
mod rule;
mod rules;
mod said;
mod summary;
mod values;
mod words;

pub use replay::{write_replay, write_replay_summary};
pub use report::write;
pub(crate) use report::{Printer, Rendered, count, format, is_quiet, read, render};
pub(super) use rule::write_page;
pub use rule::write_rule;
pub use rules::write_rules;
pub(super) use summary::write as write_summary;
pub use words::write_words;
