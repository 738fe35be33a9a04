//! What every command does before it talks to a network: say what it will send, and ask.

use std::io::{self, IsTerminal};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use crate::cli::{CA_FILE, Error, Output, at_least_one, bounded};
use crate::report::text::clean;
use crate::send::Settings;

/// How a connection is made, and who agreed to it.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Connection")]
pub(super) struct ConnectionArgs {
    /// Send without asking.
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Wait so many seconds for an answer.
    #[arg(long, default_value = "30", value_name = "SECONDS", value_parser = at_least_one::<NonZeroU32>)]
    timeout: NonZeroU32,
    /// Trust the certificate authorities in this file (PEM).
    ///
    /// They take the place of those of the system.
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    ca_file: Option<PathBuf>,
}

impl ConnectionArgs {
    pub(super) fn settings(&self) -> Result<Settings, Error> {
        let certificates = self.ca_file.as_ref().map(|path| {
            bounded::read_file(path).map_err(|source| Error::File {
                option: CA_FILE,
                path: path.display().to_string(),
                source,
            })
        });
        Ok(Settings {
            timeout: Duration::from_secs(self.timeout.get().into()),
            certificates: certificates.transpose()?,
        })
    }

    /// Says what will be sent where, and asks; without a terminal nobody can be asked.
    pub(super) fn ask(&self, host: &str, lines: &[String], output: &mut Output<'_>) -> Result<(), Error> {
        let host = clean(host);
        let mut said = format!("This will be sent to {host}:\n\n");
        for line in lines {
            said.push_str(format!("  {}", clean(line)).trim_end());
            said.push('\n');
        }
        // Nothing is sent that could not be shown.
        writeln!(output.err, "{said}")?;
        if self.yes {
            return Ok(());
        }
        if !is_terminal() {
            return Err(Error::NoTerminal);
        }
        write!(output.err, "Send this to {host}? [y/N] ")?;
        output.err.flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
            return Ok(());
        }
        Err(Error::Declined)
    }
}

/// Whether there is somebody to ask.
pub(super) fn is_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}
