//! What a project decided: which findings count, and how much (`oauth-doctor.toml`), and which are known (a baseline).
//!
//! Both are applied to what was found, and change nothing of how it was found.

mod baseline;
mod globs;
mod ignore;
mod keys;
mod mistakes;
mod project;
mod redirect_uri;
mod takes;

pub use baseline::{Baseline, BaselineEntry, BaselineError};
pub use globs::Globs;
pub use ignore::Ignore;
pub use mistakes::{Mistake, mistakes};
pub use project::Config;
pub(crate) use redirect_uri::problem_of;

/// A configuration in which every key is a comment, with what it means.
pub const TEMPLATE: &str = include_str!("template.toml");
