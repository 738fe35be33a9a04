//! `oauth-doctor completions`.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::{Cli, Error, ExitStatus, Output};

/// Print a completion script for a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let mut command = Cli::command();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "oauth-doctor", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if args.shell == Shell::Bash {
        // clap_complete 4.6 writes the hyphen of our name in two ways, so that bash would know no option of a subcommand.
        script = script.replace("oauth__subcmd__doctor", "oauth__doctor");
    }
    output.out.write_all(script.as_bytes())?;
    Ok(ExitStatus::Clean)
}

const EXAMPLES: &str = "\
Examples:
  oauth-doctor completions bash > ~/.local/share/bash-completion/completions/oauth-doctor
  oauth-doctor completions fish > ~/.config/fish/completions/oauth-doctor.fish
  oauth-doctor completions zsh > ~/.zfunc/_oauth-doctor";
