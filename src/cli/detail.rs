//! How much the human report shows: `--quiet`, `--verbose`, `--explain`.

use crate::cli::Error;
use crate::report::{Detail, Options};

/// How much the human report shows.
#[derive(Debug, clap::Args)]
pub(super) struct DetailArgs {
    /// Print a line for each login that failed, and the counts.
    ///
    /// For the human report only, as are the next two.
    #[arg(short, long, conflicts_with_all = ["verbose", "explain"])]
    quiet: bool,
    /// Print also every reason, value, time and specification.
    #[arg(short, long)]
    verbose: bool,
    /// Print the page of each rule below its first finding.
    ///
    /// `oauth-doctor rules ID` prints the same page.
    #[arg(long)]
    explain: bool,
}

impl DetailArgs {
    /// Returns whether a line for each login is enough.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Puts the wishes into the options of a report.
    pub(super) fn with(&self, options: Options) -> Options {
        Options {
            detail: match (self.quiet, self.verbose) {
                (true, _) => Detail::Quiet,
                (false, true) => Detail::Verbose,
                (false, false) => Detail::Normal,
            },
            explain: self.explain,
            ..options
        }
    }

    /// A wish that no report heeds is a mistake.
    pub(super) fn is_heeded(&self, format: String) -> Result<(), Error> {
        let wishes = [(self.quiet, "--quiet"), (self.verbose, "--verbose"), (self.explain, "--explain")];
        match wishes.iter().find(|(wish, _)| *wish) {
            None => Ok(()),
            Some((_, option)) => Err(Error::AlwaysWhole { option, format }),
        }
    }
}
