//! `oauth-doctor completions`.

use std::fmt::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::{Cli, Error, ExitStatus, Output};
use crate::rules;

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
    if args.shell == Shell::Fish {
        // clap_complete writes no values of arguments for fish, only those of options.
        for rule in rules::all() {
            for command in ["rules", "rule"] {
                let condition = format!("__fish_oauth_doctor_using_subcommand {command}");
                let (id, summary) = (rule.id, rule.summary.replace('\\', "").replace('\'', "\\'"));
                // Writing to a String cannot fail.
                let _ = writeln!(script, "complete -c oauth-doctor -n \"{condition}\" -f -a {id} -d '{summary}'");
            }
        }
    }
    output.out.write_all(script.as_bytes())?;
    Ok(ExitStatus::Clean)
}

const EXAMPLES: &str = "\
Examples:
  oauth-doctor completions bash > ~/.local/share/bash-completion/completions/oauth-doctor
  oauth-doctor completions fish > ~/.config/fish/completions/oauth-doctor.fish
  oauth-doctor completions zsh > ~/.zfunc/_oauth-doctor";
