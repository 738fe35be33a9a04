//! `oauth-doctor replay`.

use std::path::PathBuf;

use crate::cli::send::{self, SendArgs};
use crate::cli::{Error, ExitStatus, Output};

/// Send the token request of a login again.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The capture.
    #[arg(value_name = "CAPTURE")]
    capture: PathBuf,
    /// The login, by its number in the report of `check`.
    #[arg(long, value_name = "N")]
    login: Option<usize>,
    #[command(flatten)]
    send: SendArgs,
}

pub(super) fn run(args: &Args, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    if !args.send.is_asked_for() {
        return Err(Error::Usage("the model replay is not merged yet".to_owned()));
    }
    send::run(&args.capture, args.login, &args.send, output)
}

const EXAMPLES: &str = "\
Examples:
  oauth-doctor replay login.har --send --code CODE            does the endpoint take the corrected request?
  oauth-doctor replay login.har --send --as-captured          does it still refuse the recorded one?
  oauth-doctor replay login.har --to https://localhost:8443/token --ca-file ca.pem

The client secret is read from OAUTH_DOCTOR_CLIENT_SECRET, where that is set; what else is needed is asked for on a terminal.
Exit codes: 0 a token came back, 1 the request was refused, 2 the tool failed, 3 there is nothing to send";
