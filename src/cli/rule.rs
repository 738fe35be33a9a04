//! `oauth-doctor rule` and `oauth-doctor rules`.

use clap::ValueEnum;

use crate::cli::{Error, ExitStatus, Output};
use crate::report::{Options, human};
use crate::rules;

/// Explain a rule.
#[derive(Debug, clap::Args)]
pub(super) struct RuleArgs {
    /// The id of a rule, such as pkce-challenge-hex.
    #[arg(value_name = "ID")]
    id: String,
    /// The form of the page.
    #[arg(long, value_enum, default_value_t = PageFormat::Human, value_name = "FORMAT")]
    format: PageFormat,
}

/// List the rules.
#[derive(Debug, clap::Args)]
pub(super) struct RulesArgs {
    /// The form of the list.
    #[arg(long, value_enum, default_value_t = PageFormat::Human, value_name = "FORMAT")]
    format: PageFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PageFormat {
    /// For reading on a terminal.
    Human,
    /// As in the documentation.
    Markdown,
}

pub(super) fn run(args: &RuleArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let Some(rule) = rules::find(&args.id) else {
        return Err(Error::UnknownRule { id: args.id.clone(), similar: rules::similar(&args.id) });
    };
    match args.format {
        PageFormat::Markdown => write!(output.out, "{}", rules::page(rule, rule.example()))?,
        PageFormat::Human => {
            human::write_rule(rule, options(output), output.out)?;
        }
    }
    Ok(ExitStatus::Clean)
}

fn options(output: &Output<'_>) -> Options {
    Options { color: output.color, width: output.width, ..Options::default() }
}

pub(super) fn list(args: &RulesArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    match args.format {
        PageFormat::Markdown => write!(output.out, "{}", rules::reference(|rule| rule.example().to_owned()))?,
        PageFormat::Human => human::write_rules(options(output), output.out)?,
    }
    Ok(ExitStatus::Clean)
}
