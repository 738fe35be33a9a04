//! `--format json` and `ndjson`: the contract is `docs/json.md`; fields may be added, a field never changes its meaning within a
//! schema number.

mod document;
mod escape;
mod explanation;
mod model;
mod proof;
mod replay;
#[cfg(feature = "cli")]
mod rules;
mod value;
mod view;
#[cfg(feature = "cli")]
mod words;

pub use document::write;
pub(crate) use document::{SCHEMA, TOOL, Tool, begin, end, render, render_line, render_unreadable};
pub(crate) use escape::Escaped;
pub(crate) use explanation::ExplanationView;
pub use replay::write_replay;
#[cfg(feature = "cli")]
pub(crate) use rules::RulesView;
pub(crate) use value::{capture_value, login_value, public_texts};
#[cfg(feature = "cli")]
pub(crate) use words::WordsView;
