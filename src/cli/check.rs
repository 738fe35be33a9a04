//! `oauth-doctor check`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::{Error, ExitStatus, Output, input};
use crate::report::text::clean;
use crate::report::{self, Capture, Options};
use crate::rules::Severity;

/// Diagnose the logins in captures.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// HAR files (also gzipped), directories of them, or - for standard input.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// Exit with 1 for findings of this severity and above; a login that failed always counts.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Exit with 0 where findings would make it 1.
    #[arg(long)]
    exit_zero: bool,
    /// Show codes, verifiers, secrets and tokens in full. Without this a report may be pasted into a ticket.
    #[arg(long)]
    show_secrets: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For reading.
    Human,
    /// For programs: one JSON document.
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    /// What broke a login.
    Error,
    /// Weaknesses, and mistakes that the server tolerates.
    Warning,
    /// Anything.
    Note,
}

pub(super) fn run(args: &Args, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let at = match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Note => Severity::Note,
    };
    let mut status = ExitStatus::Clean;
    let mut captures = Vec::new();
    for input in args.paths.iter().flat_map(|path| input::read(path)) {
        match input.bytes {
            Ok(bytes) => {
                let capture = Capture {
                    path: input.path,
                    checked: crate::check(&bytes),
                };
                status = status.worst(status_of(&capture, at, args.exit_zero));
                captures.push(capture);
            }
            Err(error) => {
                status = ExitStatus::Failed;
                writeln!(output.err, "error: {}", clean_lines(&error.to_string()))?;
            }
        }
    }
    let options = Options {
        color: output.color,
        show_secrets: args.show_secrets,
        width: output.width,
    };
    match args.format {
        Format::Human => report::human::write(&captures, options, output.out)?,
        Format::Json => report::json::write(&captures, options, output.out)?,
    }
    output.out.flush()?;
    for capture in &captures {
        if let Some(error) = &capture.checked.error {
            let at = error.at.map(|at| format!(":{at}")).unwrap_or_default();
            writeln!(output.err, "error: {}{at}: {error}", clean(&capture.path))?;
        }
    }
    Ok(status)
}

/// A file may be named like an escape sequence.
fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

fn status_of(capture: &Capture, at: Severity, exit_zero: bool) -> ExitStatus {
    if capture.checked.error.is_some() {
        ExitStatus::Failed
    } else if capture.checked.logins.is_empty() {
        ExitStatus::NothingAssessed
    } else if capture.checked.has_findings(at) && !exit_zero {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    }
}
