//! `oauth-doctor man`.

use std::fs;
use std::path::PathBuf;

use clap::CommandFactory;

use crate::cli::{Cli, Error, ExitStatus, OUT, Output};

/// Print the manual, or write all its pages.
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// Write a page for each command into this directory.
    ///
    /// The directory is made. Without this, the page of oauth-doctor is printed.
    #[arg(long, value_name = "DIRECTORY")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &ManArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    // `oauth-doctor help check` says nothing that the page of `check` does not.
    let command = Cli::command().disable_help_subcommand(true);
    match &args.out {
        None => clap_mangen::Man::new(command).render(output.out)?,
        Some(folder) => {
            let written = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
            written.map_err(|source| Error::File { option: OUT, path: folder.display().to_string(), source })?;
        }
    }
    Ok(ExitStatus::Clean)
}
