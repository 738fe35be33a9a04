//! `--format sarif`: SARIF 2.1.0, as code scanning and editors read it.
//!
//! There is one run, whatever the number of captures. What is known only at its end (the rules that occur, what could not be
//! read) stands behind the results, which are written as they come.

mod log;
mod model;

pub(crate) use log::{Tail, begin, end, render, unreadable};
