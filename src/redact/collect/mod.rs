//! Finds the values that are replaced.

mod audience;
mod flows;
mod run;
mod text;

pub(crate) use flows::{is_list, without_name};
pub(crate) use run::{Collected, Scope, collect};
pub(crate) use text::halves;
