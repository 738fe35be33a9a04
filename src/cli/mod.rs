//! The command line.

mod baseline;
mod check;
mod command;
mod completions;
mod config;
#[cfg(feature = "net")]
mod consent;
mod detail;
mod facts;
mod input;
mod man;
mod pkce;
#[cfg(feature = "net")]
mod probe;
mod progress;
mod queue;
mod replay;
mod reports;
mod rule;
#[cfg(feature = "net")]
mod send;

pub(crate) use command::{
    BASELINE, CA_FILE, FILES_FROM, OUT, RECORD, REPORT, WRITE_BASELINE, at_least_one, clean_lines,
};
pub use command::{Cli, Error, ExitStatus, Output, When};
