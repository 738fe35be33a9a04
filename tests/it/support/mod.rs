//! What several tests need.

mod command;
pub(crate) mod cost;
mod exchange;
pub(crate) mod fixtures;
pub(crate) mod random;
mod report;
pub(crate) mod said;
pub(crate) mod server;
#[path = "../../../crates/capture/src/record/tests/wrap.rs"]
pub(crate) mod wrap;

pub(crate) use command::{Ran, SCRUBBED, command, finish, run};
pub(crate) use exchange::{Exchange, form, har, har_by, login_with};
pub(crate) use fixtures::{CUT, FAILING, NO_OAUTH, UNEXPLAINED, WORKING, is_current, root};
pub(crate) use report::{check, html, human, json, options, read_whole, report, report_with};
