//! `oauth-doctor rules`: the list, or the page of one.

use std::ffi::OsStr;
use std::io;

use clap::ValueEnum;
use clap::builder::{PossibleValue, TypedValueParser};

use crate::cli::{Error, ExitStatus, Output};
use crate::report::human;
use crate::report::json::{Escaped, RulesView};
use crate::rules::{self, Rule};

/// List the rules, or explain one.
///
/// The page of a rule says what it finds, why that breaks a login, and how to fix it.
#[derive(Debug, clap::Args)]
pub(super) struct RulesArgs {
    /// The id of a rule, such as pkce-challenge-hex [default: all].
    #[arg(value_name = "ID", value_parser = RuleId, hide_possible_values = true)]
    id: Option<String>,
    /// The form of the answer.
    #[arg(short, long, value_enum, default_value_t = RulesFormat::Human, value_name = "FORMAT")]
    format: RulesFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RulesFormat {
    /// For reading on a terminal.
    Human,
    /// For programs: docs/json.md describes the fields.
    Json,
    /// As in docs/rules.md.
    Markdown,
}

/// The id of a rule: shells complete it, and an id that is none is said to be one by the command.
#[derive(Clone)]
struct RuleId;

impl TypedValueParser for RuleId {
    type Value = String;

    fn parse_ref(&self, _: &clap::Command, _: Option<&clap::Arg>, value: &OsStr) -> Result<Self::Value, clap::Error> {
        Ok(value.to_string_lossy().into_owned())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(rules::all().map(|rule| PossibleValue::new(rule.id).help(rule.summary))))
    }
}

pub(super) fn run(args: &RulesArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let asked = args.id.as_deref().map(find).transpose()?;
    let options = output.page_options();
    match (args.format, asked) {
        (RulesFormat::Human, None) => human::write_rules(options, output.out)?,
        (RulesFormat::Human, Some(rule)) => human::write_rule(rule, options, output.out)?,
        (RulesFormat::Markdown, None) => {
            write!(output.out, "{}", rules::reference(|rule| rule.example().to_owned()))?;
        }
        (RulesFormat::Markdown, Some(rule)) => write!(output.out, "{}", rules::page(rule, rule.example()))?,
        (RulesFormat::Json, asked) => {
            serde_json::to_writer_pretty(Escaped::new(output.out), &RulesView::new(asked)).map_err(io::Error::from)?;
            writeln!(output.out)?;
        }
    }
    Ok(ExitStatus::Clean)
}

fn find(id: &str) -> Result<&'static Rule, Error> {
    rules::find(id).ok_or_else(|| Error::UnknownRule { id: id.to_owned(), similar: rules::similar(id) })
}
