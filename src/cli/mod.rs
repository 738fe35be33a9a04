//! The command line.

mod arguments;
mod baseline;
mod bounded;
mod browser;
mod check;
mod command;
mod completions;
mod config;
#[cfg(feature = "net")]
mod consent;
mod detail;
mod error;
mod explain;
mod facts;
mod hint;
mod input;
mod man;
mod names;
mod out_file;
mod pkce;
#[cfg(feature = "net")]
mod probe;
mod progress;
mod queue;
mod redact;
mod replay;
mod reports;
mod rule;
#[cfg(feature = "net")]
mod send;

pub use arguments::has_input;
pub(crate) use command::{AnswerFormat, at_least_one};
pub use command::{Cli, ExitStatus, Output, When};
#[cfg(feature = "net")]
pub(crate) use error::{CA_FILE, RECORD};
pub use error::{Error, UserFile};
pub(crate) use error::{FILES_FROM, KEY, OUT, OUTPUT, REPORT, WRITE_BASELINE, clean_lines};
