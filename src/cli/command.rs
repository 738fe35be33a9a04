//! The subcommands, what each returns, and its errors.

use super::{check, completions, config, input, man, pkce, probe, replay, rule};
use std::io::{self, Write};
use std::str::FromStr;

use clap::{Parser, Subcommand, ValueEnum};

use crate::report::text::clean;

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
    Check(check::Args),
    /// Run a login through a strict server: as it was recorded, then as corrected.
    Replay(replay::Args),
    /// Check or make a PKCE pair.
    Pkce(pkce::Args),
    /// Ask a token endpoint, without any credential, how it treats requests.
    #[cfg(feature = "net")]
    Probe(probe::Args),
    /// Explain a rule: what it finds, why that breaks a login, how to fix it.
    Rule(rule::RuleArgs),
    /// List the rules.
    Rules(rule::RulesArgs),
    /// Look after the configuration of a project.
    Config(config::Args),
    /// Write a completion script for a shell.
    Completions(completions::Args),
    /// Write the manual pages.
    Man(man::Args),
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

/// Why a command stopped: what is wrong, without a full stop, then what to type, where there is something.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An input cannot be read.
    #[error(
        "{path}: {source}\n\n  Give captures, directories of them, or - for standard input:  oauth-doctor {command} capture.har"
    )]
    Input {
        /// The command that reads it.
        command: &'static str,
        /// The path as it was given.
        path: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// There is nothing to check.
    #[error(
        "{0}: no file here has the name of a capture ({names})\n\n  Name a file:  oauth-doctor check capture.har",
        names = input::endings()
    )]
    EmptyDirectory(String),
    /// The configuration leaves nothing to check.
    #[error(
        "{path}: {keys} of {config} leaves no file of this directory\n\n  Correct it, or read no configuration:  --no-config"
    )]
    NothingChosen {
        /// The directory as it was given.
        path: String,
        /// The keys that choose files.
        keys: &'static str,
        /// The configuration.
        config: String,
    },
    /// What the user knows cannot be read.
    #[error("{path}: {source}\n\n  {advice}")]
    Facts {
        /// The path as it was given.
        path: String,
        /// What is wrong, and where.
        source: crate::FileError,
        /// What to type.
        advice: &'static str,
    },
    /// The check of a capture panicked.
    #[error("{0}: the check of this capture stopped: this is a defect of oauth-doctor, please report it")]
    Defect(String),
    /// There is no rule of this id.
    #[error("there is no rule `{id}`\n\n{}  List them:  oauth-doctor rules", similar.iter().map(meant).collect::<String>())]
    UnknownRule {
        /// What was asked for.
        id: String,
        /// The ids that are spelt most like it.
        similar: Vec<&'static str>,
    },
    /// Something is missing that the command needs, or forbidden.
    #[error("{0}")]
    Usage(String),
    /// A file that is no capture cannot be read or written.
    #[error("{option} {path}: {source}\n\n  {}", another(option))]
    File {
        /// The option that names it.
        option: &'static str,
        /// The path as it was given.
        path: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// A request was not sent, or not answered.
    #[error(transparent)]
    Replay(#[from] crate::send::Error),
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// The operating system gives no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

impl Error {
    /// Returns what is said of it, safe for a terminal.
    pub fn said(&self) -> String {
        clean_lines(&self.to_string())
    }

    /// Returns what is said of an input, without its path and without advice.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Input { source, .. } => source.to_string(),
            Self::EmptyDirectory(_) => "no file here has the name of a capture".to_owned(),
            Self::NothingChosen { keys, config, .. } => format!("{keys} of {config} leaves no file of this directory"),
            Self::Defect(_) => "the check stopped: this is a defect of oauth-doctor".to_owned(),
            _ => self.to_string(),
        }
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
            Command::Pkce(args) => pkce::run(&args, output),
            #[cfg(feature = "net")]
            Command::Probe(args) => probe::run(&args, output),
            Command::Rule(args) => rule::run(&args, output),
            Command::Rules(args) => rule::list(&args, output),
            Command::Config(args) => config::run(&args, output),
            Command::Completions(args) => completions::run(&args, output),
            Command::Man(args) => man::run(&args, output),
        }
    }
}

/// A file may be named like an escape sequence.
pub(crate) fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

fn another(option: &str) -> &'static str {
    match option {
        BASELINE => "Write one:  oauth-doctor check --write-baseline baseline.json captures/",
        CA_FILE => "Name a file of certificates (PEM):  --ca-file ca.pem",
        FILES_FROM => "Name a file that lists a path in each line:  oauth-doctor check --files-from captures.txt",
        OUT => "Name a directory that can be written:  oauth-doctor man --out man",
        WRITE_BASELINE => "Name a file that can be written:  --write-baseline baseline.json",
        RECORD => "Name a file that can be written:  --record out.har",
        _ => "Name a file that can be written:  --report sarif=report.sarif",
    }
}

/// Reads a number that must not be 0.
pub(crate) fn at_least_one<N: FromStr>(text: &str) -> Result<N, &'static str> {
    text.parse().map_err(|_| "a whole number is expected, 1 or more")
}

fn meant(id: &&str) -> String {
    format!("  Did you mean:  oauth-doctor rule {id}\n")
}

// The options that name a file which is no capture.
pub(crate) const BASELINE: &str = "--baseline";
pub(crate) const CA_FILE: &str = "--ca-file";
pub(crate) const FILES_FROM: &str = "--files-from";
pub(crate) const OUT: &str = "--out";
pub(crate) const RECORD: &str = "--record";
pub(crate) const REPORT: &str = "--report";
pub(crate) const WRITE_BASELINE: &str = "--write-baseline";

const EXAMPLES: &str = "\
Examples:
  oauth-doctor check capture.har              why did this login fail?
  oauth-doctor check --format json *.har      the same for a program
  oauth-doctor check --join a.har b.har       one login, recorded in two files
  oauth-doctor pkce verify                    does this verifier belong to this challenge?
  oauth-doctor check --explain capture.har    the same, and what the rules mean
  oauth-doctor rule pkce-challenge-hex        what does this rule mean?

Exit codes: 0 nothing found, 1 a login failed or something was found, 2 the tool failed, 3 no OAuth traffic in the input";
