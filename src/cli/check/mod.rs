//! `oauth-doctor check`.

mod args;
mod plan;
mod said;

pub(super) use args::CheckArgs;
use plan::CheckPlan;

use crate::cli::{Error, ExitStatus, Output};

pub(super) fn run(args: &CheckArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    CheckPlan::new(args, output)?.run(output)
}

const COMMAND: &str = "check";
