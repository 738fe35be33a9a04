//! The subcommands, and what each returns.

use std::io::Write;
use std::str::FromStr;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};

#[cfg(feature = "net")]
use super::probe;
use super::{Error, check, completions, config, explain, man, pkce, redact, replay, rule};
use crate::report::Options;

/// Says why an OAuth login failed, proves it from the recording, and shows the corrected request.
#[derive(Debug, Parser)]
#[command(
    name = "oauth-doctor",
    version,
    about,
    override_usage = USAGE,
    after_help = EXAMPLES,
    propagate_version = true,
    arg_required_else_help = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Cli {
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    #[arg(help_heading = GLOBAL, display_order = LAST, hide_short_help = true)]
    pub color: When,
    /// Print help: -h fits a screen, --help explains every option.
    #[arg(short, long, global = true, action = ArgAction::Help, help_heading = GLOBAL, display_order = LAST)]
    help: Option<bool>,
    /// Print the version.
    #[arg(short = 'V', long, global = true, action = ArgAction::Version)]
    #[arg(help_heading = GLOBAL, display_order = LAST, hide_short_help = true)]
    version: Option<bool>,
    #[command(subcommand)]
    command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`; anywhere if `CLICOLOR_FORCE` is set.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::CheckArgs),
    Explain(explain::ExplainArgs),
    Redact(redact::RedactArgs),
    Replay(replay::ReplayArgs),
    Pkce(pkce::PkceArgs),
    #[cfg(feature = "net")]
    Probe(probe::ProbeArgs),
    #[command(visible_alias = "rule")]
    Rules(rule::RulesArgs),
    Config(config::ConfigCommandArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// What the process returns.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ExitStatus {
    /// Assessed, and nothing found at or above the threshold.
    Clean,
    /// A login failed, or something was found.
    Findings,
    /// The tool failed: usage, or an input that cannot be read.
    Failed,
    /// No OAuth traffic in the input.
    NothingAssessed,
}

impl ExitStatus {
    /// Returns the exit code: 0, 1, 2 or 3.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
            Self::NothingAssessed => 3,
        }
    }

    /// Returns the one that counts for several inputs.
    pub(crate) fn worst(self, other: Self) -> Self {
        let rank = |status| match status {
            Self::Clean => 0,
            Self::NothingAssessed => 1,
            Self::Findings => 2,
            Self::Failed => 3,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

/// How a command writes.
pub struct Output<'a> {
    /// Standard output.
    pub out: &'a mut dyn Write,
    /// Standard error.
    pub err: &'a mut dyn Write,
    /// Use ANSI colours on standard output.
    pub color: bool,
    /// Write links on standard output that a terminal opens.
    pub links: bool,
    /// Show the progress of a long check on standard error.
    pub progress: bool,
    /// The columns of a line, where a terminal or the user says how many; otherwise each kind of page has its own width.
    pub columns: Option<usize>,
}

impl Output<'_> {
    /// Returns how a report is written to standard output.
    pub(super) fn report_options(&self) -> Options {
        Options { color: self.color, links: self.links, width: self.report_width(), ..Options::default() }
    }

    /// Returns how a page of text is written to standard output.
    pub(super) fn page_options(&self) -> Options {
        Options { width: self.columns.unwrap_or(PAGE_WIDTH), ..self.report_options() }
    }

    /// Returns the columns of a report.
    pub(super) fn report_width(&self) -> usize {
        self.columns.unwrap_or(REPORT_WIDTH)
    }
}

impl Cli {
    /// Runs the command.
    pub fn run(self, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
        match self.command {
            Command::Check(args) => check::run(&args, output),
            Command::Replay(args) => replay::run(&args, output),
            Command::Redact(args) => redact::run(&args, output),
            Command::Pkce(args) => pkce::run(&args, output),
            #[cfg(feature = "net")]
            Command::Probe(args) => probe::run(&args, output),
            Command::Explain(args) => explain::run(&args, output),
            Command::Rules(args) => rule::run(&args, output),
            Command::Config(args) => config::run(&args, output),
            Command::Completions(args) => completions::run(&args, output),
            Command::Man(args) => man::run(&args, output),
        }
    }
}

/// The form of a short answer.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// For reading.
    Human,
    /// For programs.
    Json,
}

/// Reads a number that must not be 0.
pub(crate) fn at_least_one<N: FromStr>(text: &str) -> Result<N, &'static str> {
    text.parse().map_err(|_| "give a whole number, 1 or more")
}

/// The options that every command has stand below this heading, behind its own.
const GLOBAL: &str = "Global options";
const LAST: usize = 1000;

/// The columns of a report that no terminal shows.
pub(super) const REPORT_WIDTH: usize = 100;
/// The columns of a page of text that no terminal shows.
const PAGE_WIDTH: usize = 80;

const USAGE: &str = "oauth-doctor [OPTIONS] <FILE>...
       oauth-doctor <COMMAND> [OPTIONS]";

const EXAMPLES: &str = "\
Examples:
  oauth-doctor login.har                   why did this login fail?
  oauth-doctor captures/                   and every login in there?
  oauth-doctor --join a.har b.log          one login, recorded in two files
  oauth-doctor -o report.html login.har    a page for a browser
  oauth-doctor explain AADSTS700016        what does this error mean?
  oauth-doctor rules pkce-challenge-hex    what does this rule mean?
  oauth-doctor redact login.har            a recording for a ticket

Exit codes: 0 nothing found, 1 a login failed or something was found,
            2 the tool failed, 3 there is no login in the input";
