//! The subcommands, and what each returns.

use std::io::Write;
use std::str::FromStr;

use clap::{Parser, Subcommand, ValueEnum};

#[cfg(feature = "net")]
use super::probe;
use super::{Error, check, completions, config, explain, man, pkce, redact, replay, rule};

/// Says why an OAuth token exchange failed, proves it from the recording, and shows the corrected request.
#[derive(Debug, Parser)]
#[command(name = "oauth-doctor", version, about, after_help = EXAMPLES, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub color: When,
    #[command(subcommand)]
    command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set, `TERM` is `dumb`, or `CLICOLOR_FORCE` says otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Diagnose the logins in captures.
    Check(check::CheckArgs),
    /// Run a login through a strict server: as it was recorded, then as corrected.
    Replay(replay::ReplayArgs),
    /// Remove the secrets from a recording and keep its diagnosis.
    Redact(redact::RedactArgs),
    /// Check or make a PKCE pair.
    Pkce(pkce::PkceArgs),
    /// Ask a token endpoint, without any credential, how it treats requests.
    #[cfg(feature = "net")]
    Probe(probe::ProbeArgs),
    /// Explain a message: an error, a line of a log, an exception.
    Explain(explain::ExplainArgs),
    /// Explain a rule: what it finds, why that breaks a login, how to fix it.
    Rule(rule::RuleArgs),
    /// List the rules.
    Rules(rule::RulesArgs),
    /// Look after the configuration of a project.
    Config(config::ConfigCommandArgs),
    /// Write a completion script for a shell.
    Completions(completions::CompletionsArgs),
    /// Write the manual pages.
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
    /// Show the progress of a long check on standard error.
    pub progress: bool,
    /// The columns that a line may have.
    pub width: usize,
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
            Command::Rule(args) => rule::run(&args, output),
            Command::Rules(args) => rule::list(&args, output),
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
    text.parse().map_err(|_| "a whole number is expected, 1 or more")
}

const EXAMPLES: &str = "\
Examples:
  oauth-doctor check capture.har              why did this login fail?
  oauth-doctor check --format json *.har      the same for a program
  oauth-doctor check --join a.har b.har       one login, recorded in two files
  oauth-doctor redact capture.har             a recording to attach to a ticket
  oauth-doctor pkce verify                    does this verifier belong to this challenge?
  oauth-doctor check --explain capture.har    the same, and what the rules mean
  oauth-doctor explain AADSTS700016           what does this error mean?
  oauth-doctor rule pkce-challenge-hex        what does this rule mean?

Exit codes: 0 nothing found, 1 a login failed or something was found, 2 the tool failed, 3 no OAuth traffic in the input";
