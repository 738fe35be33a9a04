//! What a project decided: which findings count, and how much (`oauth-doctor.toml`), and which are known (a baseline).
//!
//! Both are applied to what was found, and change nothing of how it was found.

mod baseline;
mod globs;
mod ignore;
mod keys;
mod project;

pub use baseline::{Baseline, BaselineEntry, BaselineError};
pub use globs::Globs;
pub use ignore::Ignore;
pub use project::Config;
