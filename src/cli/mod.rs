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
mod hyperlinks;
mod input;
mod man;
mod names;
mod options;
mod out_file;
mod pkce;
#[cfg(feature = "net")]
mod probe;
mod progress;
mod queue;
mod redact;
mod replay;
mod report_format;
mod reports;
mod rule;
#[cfg(feature = "net")]
mod send;

pub use arguments::has_input;
pub(crate) use command::{AnswerFormat, at_least_one};
pub use command::{Cli, ExitStatus, Output, When};
pub(crate) use error::clean_lines;
pub use error::{Error, UserFile};
pub use hyperlinks::supports_hyperlinks;
#[cfg(feature = "net")]
pub(crate) use options::{CA_FILE, RECORD};
pub(crate) use options::{FILES_FROM, KEY, OUT, OUTPUT, REPORT, WRITE_BASELINE};
