//! Says why an OAuth token exchange failed, and proves it from the recording.
//!
//! The input is a recording of a login (a HAR, a proxy dump, a command, a pasted text), the output a diagnosis of each login
//! in it: a verdict with the values that decide it, every other cause with what rules it out, and the corrected request.
//! Secrets are masked.
//!
//! # Example: a login that failed
//!
//! ```
//! let har = std::fs::read("fixtures/captures/failing-login.har")?;
//! let checked = oauth_doctor::check(&har);
//! let verdict = checked.logins[0].verdict().expect("the cause is in the capture");
//! assert_eq!(verdict.rule.id, "pkce-challenge-hex");
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The modules follow the data: [`capture`] reads bytes, [`flow`] finds the logins, [`login`] answers questions about one,
//! [`rules`] assess it with the help of [`explain`], [`weigh`] picks the verdict, [`proof`] runs the login through the strict
//! [`server`], [`report`] writes the diagnosis. [`oauth`] has the protocol's vocabulary, [`disclose`] decides how much of a value
//! may be shown, [`providers`] has the behaviour of documented servers. Only [`send`] opens a connection, and only with
//! the feature `net`, which is on by default; the feature `cli` adds the command itself and project configuration.

mod check;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod config;
pub mod diagnosis;
pub mod disclose;
mod facts;
pub mod flow;
pub mod login;
pub mod oauth;
pub mod proof;
pub mod providers;
pub mod redact;
pub mod report;
pub mod rules;
pub mod send;
pub mod server;
pub mod weigh;
pub mod words;

pub use oauth_doctor_capture as capture;
pub use oauth_doctor_explain as explain;

pub use check::{Checked, Input, InputFormat, InputSummary, check, check_joined};
pub use facts::{Facts, FileError, FileErrorKind, Server};

/// The examples of the page are run.
#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
struct LibraryPage;
