//! `oauth-doctor replay`.

use std::path::PathBuf;
use std::sync::atomic::AtomicU64;

use clap::ValueEnum;

use crate::cli::config::ConfigArgs;
use crate::cli::input::{self, FoundFile, Selection};
#[cfg(feature = "net")]
use crate::cli::send;
use crate::cli::{Error, ExitStatus, Output, facts};
use crate::diagnosis::Diagnosis;
use crate::report::{Capture, ProofTally, human, json};
use crate::{Facts, check_joined};

/// Run a login through a strict server: recorded, then corrected.
///
/// The server is a model. Nothing leaves this machine without --send or --to.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ReplayArgs {
    /// Recordings, or directories of them.
    #[arg(value_name = "FILE", required = true)]
    paths: Vec<PathBuf>,
    /// The number of one login [default: all that failed].
    ///
    /// The report of `check` numbers them.
    #[arg(long, value_name = "NUMBER")]
    login: Option<usize>,
    /// The form of the answer.
    #[arg(short, long, value_enum, default_value_t = ReplayFormat::Human, value_name = "FORMAT")]
    format: ReplayFormat,
    /// Print the summary alone.
    #[arg(long, conflicts_with = "login")]
    #[cfg_attr(feature = "net", arg(conflicts_with_all = ["login", "send", "to"]))]
    summary: bool,
    #[cfg(feature = "net")]
    #[command(flatten)]
    send: send::SendArgs,
    #[command(flatten)]
    config: ConfigArgs,
    #[command(flatten)]
    facts: facts::FactsArgs,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum ReplayFormat {
    /// For reading.
    Human,
    /// For programs: one JSON document.
    Json,
}

pub(super) fn run(args: &ReplayArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let settings = args.config.read()?;
    let facts = args.facts.read(&settings.config.facts)?;
    #[cfg(feature = "net")]
    if args.send.is_asked_for()? {
        let [capture] = args.paths.as_slice() else {
            return Err(Error::SeveralCaptures);
        };
        return send::run(capture, args.login, args.format == ReplayFormat::Json, &facts, &args.send, output);
    }
    let found = input::find(&Selection {
        paths: &args.paths,
        list: None,
        null: false,
        settings: &settings,
        command: "replay",
    })?;
    found.say_skipped(output.err);
    let found = found.files;
    let options = output.report_options();
    let mut status = ExitStatus::Clean;
    let mut tally = ProofTally::default();
    let mut kept = Vec::new();
    let several = found.len() > 1;
    for (index, file) in found.into_iter().enumerate() {
        let capture = match read(file, &facts) {
            Ok(capture) => capture,
            Err(error) => {
                // With standard error gone there is nobody to tell.
                let _ = writeln!(output.err, "error: {}", error.said());
                status = status.worst(ExitStatus::Failed);
                continue;
            }
        };
        let mut own = ProofTally::default();
        let logins = &capture.checked.logins;
        let is_meant = |login: &&Diagnosis| args.login.is_none_or(|id| login.id == id);
        logins.iter().filter(is_meant).for_each(|login| own.add(login));
        if let Some(number) = args.login.filter(|_| !logins.iter().any(|login| is_meant(&login))) {
            if several {
                continue;
            }
            return Err(Error::NoLogin { number, logins: logins.len() });
        }
        status = status.worst(status_of(&capture, own));
        tally.extend(own);
        if args.format == ReplayFormat::Json {
            kept.push(capture);
        } else if !args.summary && (own.failed > 0 || args.login.is_some() || !several) {
            if index > 0 {
                writeln!(output.out)?;
            }
            human::write_replay(&capture, args.login, options, output.out)?;
        }
    }
    match args.format {
        ReplayFormat::Json => json::write_replay(&kept, args.login, output.out)?,
        ReplayFormat::Human if several || args.summary => human::write_replay_summary(tally, options, output.out)?,
        ReplayFormat::Human => {}
    }
    Ok(status)
}

fn read(file: FoundFile, facts: &Facts) -> Result<Capture, Error> {
    if let Some(problem) = file.problem {
        return Err(problem);
    }
    let read = AtomicU64::new(0);
    let checked = check_joined([file.open("replay", &read)?], facts);
    match checked.error {
        Some(source) if checked.logins.is_empty() => {
            let at = source.at().map(|at| format!(":{at}")).unwrap_or_default();
            let place = format!("{}{at}", file.name);
            Err(Error::Capture { place, source })
        }
        _ => Ok(Capture { path: file.name, checked }),
    }
}

fn status_of(capture: &Capture, tally: ProofTally) -> ExitStatus {
    if capture.checked.logins.is_empty() {
        ExitStatus::NothingAssessed
    } else if tally.is_proven() {
        ExitStatus::Clean
    } else {
        ExitStatus::Findings
    }
}

const EXAMPLES: &str = "\
Examples:
  oauth-doctor replay login.har              is the corrected login accepted?
  oauth-doctor replay --summary captures/    how many corrections are proven?

Exit codes: 0 every failed login is accepted as corrected, 1 one is not, or a
            value is missing, 2 the tool failed, 3 there is no login";
