//! The arguments of `oauth-doctor check`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::baseline::BaselineArgs;
use crate::cli::config::ConfigArgs;
use crate::cli::reports::ReportArgs;
use crate::cli::{at_least_one, facts};
use crate::rules::Severity;

/// Say why a login failed (the default: oauth-doctor FILE).
///
/// Names the cause of each failure, the values that prove it, and the corrected request. Opens no connection and changes no recording.
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
#[derive(Debug, clap::Args)]
#[command(after_help = SHORT_EXAMPLES, after_long_help = EXAMPLES, next_help_heading = "Input")]
pub(in crate::cli) struct CheckArgs {
    /// Recordings, directories of them, or - (the default) for standard input.
    ///
    /// A recording is a HAR, a dump of
    /// a proxy, a NetLog, a Playwright trace, a command and what it printed, a log, a ticket: any text that contains requests. Its
    /// content decides, not its name.
    ///
    /// In a directory, the first 64 KiB of each file decide whether it is a recording; the others are counted. Markdown there is
    /// documentation: name the file to read it. `*`, `?`, `[a-z]` and
    /// `**` work where your shell does not expand them. Each input is checked once, however often you name it.
    #[arg(value_name = "FILE", help_heading = "Arguments")]
    pub(super) paths: Vec<PathBuf>,
    /// Read all inputs as one recording of one login.
    ///
    /// A request may be in one, its answer in another.
    #[arg(long)]
    pub(super) join: bool,
    /// Also check the files listed in this file, one per line.
    ///
    /// - stands for standard input.
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub(super) files_from: Option<PathBuf>,
    /// The paths of --files-from end with NUL instead of a newline.
    ///
    /// `find -print0` writes such a list.
    #[arg(short = '0', long, requires = "files_from", hide_short_help = true)]
    pub(super) null: bool,
    /// Number of recordings to check in parallel [default: number of cores].
    #[arg(short, long, value_name = "NUMBER", value_parser = at_least_one::<NonZeroUsize>, hide_short_help = true)]
    pub(super) jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(super) reports: ReportArgs,
    /// Exit with 1 from this severity on [default: error].
    ///
    /// The configuration may set another default. A login that failed always counts.
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = EXIT)]
    pub(super) fail_on: Option<FailOn>,
    /// Exit with 1 unless every login ends with tokens.
    ///
    /// A login that is INCOMPLETE or DENIED is a failure, too. For a job in which the login must work.
    #[arg(long, help_heading = EXIT, conflicts_with = "exit_zero")]
    pub(super) require_success: bool,
    /// Exit with 0 even if findings would make it 1.
    #[arg(long, help_heading = EXIT, hide_short_help = true)]
    pub(super) exit_zero: bool,
    #[command(flatten)]
    pub(super) baseline: BaselineArgs,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
    #[command(flatten)]
    pub(super) facts: facts::FactsArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FailOn {
    /// What broke a login.
    Error,
    /// Weaknesses, and mistakes that the server tolerates.
    Warning,
    /// Anything.
    Note,
}

impl From<FailOn> for Severity {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Error => Self::Error,
            FailOn::Warning => Self::Warning,
            FailOn::Note => Self::Note,
        }
    }
}

/// What decides the exit code.
const EXIT: &str = "Exit code";

const SHORT_EXAMPLES: &str = "\
More options, and examples:  oauth-doctor check --help";

const EXAMPLES: &str = "\
Examples:
  oauth-doctor login.har                            why did this login fail?
  oauth-doctor ticket.txt                           what does this text show?
  oauth-doctor check --join a.har server.log        one login in two recordings
  oauth-doctor check --open captures/               all of them, in a browser
  oauth-doctor check -o out.ndjson captures/        a line of JSON for each
  oauth-doctor check --report sarif=out.sarif .     also for code scanning
  oauth-doctor check --require-success login.har    the login must work
  oauth-doctor check -f markdown --redact-hosts a.har    for a ticket
  find . -name '*.har' -print0 | oauth-doctor check --files-from - -0

Exit codes:
  0  logins were assessed, and nothing was found from --fail-on on
  1  a login failed or something was found
  2  the tool failed: usage, or an input that cannot be read to its end
  3  there is no login in the input, so nothing was assessed
  Of several inputs the worst counts: 2, 1, 3, 0.";
