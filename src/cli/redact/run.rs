//! Redacts what the command line names.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use super::destination::{Destination, write};
use super::key;
use super::said::{Done, Said};
use super::source::ReopenedInput;
use crate::cli::config::ConfigArgs;
use crate::cli::input::{self, FoundFile, NeededFiles, Selection};
use crate::cli::{AnswerFormat, Error, ExitStatus, Output};
use crate::redact::{Key, Options, Redacted, Refused, Source, exposed, redact};

/// Remove the secrets from a recording and keep its diagnosis.
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct RedactArgs {
    /// Recordings, directories of them, or - for standard input.
    ///
    /// Whatever `check` reads.
    #[arg(value_name = "FILE", required = true)]
    paths: Vec<PathBuf>,
    /// Write to this file or into this directory [default: -].
    ///
    /// Text and HAR keep their format, all else becomes a HAR. Missing directories are made. Recordings of one name keep their paths below the directory that they share.
    #[arg(short, long, value_name = "OUT", conflicts_with = "check")]
    output: Option<PathBuf>,
    /// Say whether a file is safe to share already; write nothing.
    #[arg(long, conflicts_with_all = ["join", "keep_all", "redact_hosts"])]
    check: bool,
    /// Redact all inputs as one recording of one login.
    ///
    /// A request may be in one, its answer in another.
    #[arg(long)]
    join: bool,
    /// Replace values by this key (32 bytes or more) [default: a new key].
    ///
    /// The bytes may be of any kind. Under one key, equal values of two recordings stay equal. Whoever has the key can tell which of their guesses is right: keep it as you keep the recording.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Keep also what the diagnosis does not need, redacted.
    ///
    /// That is pages, scripts and other hosts.
    #[arg(long)]
    keep_all: bool,
    /// Replace hosts, too.
    #[arg(long)]
    redact_hosts: bool,
    /// The form of the account of what was replaced.
    ///
    /// The account goes to standard error where the recording goes to standard output.
    #[arg(short, long, value_enum, default_value_t = AnswerFormat::Human, value_name = "FORMAT")]
    format: AnswerFormat,
    #[command(flatten)]
    config: ConfigArgs,
}

pub(in crate::cli) fn run(args: &RedactArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let settings = args.config.read()?;
    let key = args.key.as_deref().map(key::read).transpose()?;
    let found =
        input::find(&Selection { paths: &args.paths, list: None, null: false, settings: &settings, command: COMMAND })?;
    found.say_skipped(output.err);
    found.announce(output.err);
    let found = found.files;
    if args.check {
        return check(found, args, output);
    }
    let destination = Destination::new(args.output.as_deref(), &found)?;
    let is_in_stream = matches!(destination, Destination::Stdout);
    let mut said = Said::new(args.format, output.report_width());
    let mut status = ExitStatus::Clean;
    let inputs: Vec<PathBuf> = found.iter().map(|file| file.path.clone()).collect();
    let mut needed = NeededFiles::new(&[]);
    needed.extend(inputs.iter().map(|path| (path.as_path(), "an input")));
    needed.extend(args.key.iter().map(|path| (path.as_path(), "the key")));
    let mut groups: Vec<Vec<FoundFile>> = Vec::new();
    for file in found {
        match groups.last_mut().filter(|_| args.join) {
            Some(group) => group.push(file),
            None => groups.push(vec![file]),
        }
    }
    let options = Options { keep_all: args.keep_all, redact_hosts: args.redact_hosts };
    let mut written = BTreeSet::new();
    for group in groups {
        let path = group.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(" + ");
        let done = redacted(group, key.as_ref(), options).and_then(|(inputs, redacted)| {
            let mut outputs = Vec::new();
            for (input, file) in inputs.iter().zip(&redacted.files) {
                match destination.of(input.file(), file.became_har) {
                    None => drop(io::copy(&mut file.content.open()?, output.out)?),
                    // What becomes a HAR may get the name of one that was written.
                    Some(path) if !written.insert(path.clone()) => {
                        return Err(Error::SharedOutput(path.display().to_string()));
                    }
                    Some(path) => {
                        write(&path, &file.content, &needed)?;
                        outputs.push(path.display().to_string());
                    }
                }
            }
            Ok(Done { path: path.clone(), outputs, redacted })
        });
        let to: &mut dyn Write = if is_in_stream { output.err } else { output.out };
        match done {
            Ok(done) => said.redacted(&done, to)?,
            Err(error) => {
                status = ExitStatus::Failed;
                said.refused(&path, &error);
                // With standard error gone there is nobody to tell.
                let _ = writeln!(output.err, "error: {}", error.said());
            }
        }
    }
    let to: &mut dyn Write = if is_in_stream { output.err } else { output.out };
    said.end(to)?;
    Ok(status)
}

/// Redacts files that belong together.
fn redacted(
    files: Vec<FoundFile>,
    key: Option<&Key>,
    options: Options,
) -> Result<(Vec<ReopenedInput>, Redacted), Error> {
    let name = files.first().map(|file| file.name.clone()).unwrap_or_default();
    let inputs = files.into_iter().map(ReopenedInput::new).collect::<Result<Vec<_>, _>>()?;
    let sources: Vec<&dyn Source> = inputs.iter().map(|input| input as &dyn Source).collect();
    let redacted = redact(&sources, key, options).map_err(|refused| refusal(&name, refused))?;
    Ok((inputs, redacted))
}

/// Says of each file whether it is safe.
fn check(found: Vec<FoundFile>, args: &RedactArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    let mut said = Said::new(args.format, output.report_width());
    let mut status = ExitStatus::Clean;
    for file in found {
        let name = file.name.clone();
        let checked =
            ReopenedInput::new(file).and_then(|input| exposed(&input).map_err(|refused| refusal(&name, refused)));
        match checked {
            Ok(exposed) => {
                let is_safe = exposed.is_empty();
                status = status.worst(if is_safe { ExitStatus::Clean } else { ExitStatus::Findings });
                said.exposed(&name, &exposed, output.out)?;
            }
            Err(error) => {
                status = ExitStatus::Failed;
                said.refused(&name, &error);
                let _ = writeln!(output.err, "error: {}", error.said());
            }
        }
    }
    said.end(output.out)?;
    Ok(status)
}

fn refusal(path: &str, refused: Refused) -> Error {
    let path = path.to_owned();
    match refused {
        Refused::NotRead(source) => {
            let at = source.at().map(|at| format!(":{at}")).unwrap_or_default();
            Error::Capture { place: format!("{path}{at}"), source }
        }
        Refused::Io(source) => Error::Input { command: COMMAND, path, source },
        refused => Error::Refused { path, refused },
    }
}

pub(super) const COMMAND: &str = "redact";

const EXAMPLES: &str = "\
Examples:
  oauth-doctor redact login.har -o shared.har      a recording for a ticket
  oauth-doctor redact --join a.har b.log -o out    two of one login
  oauth-doctor redact --key key.bin server.log     equal values stay equal
  oauth-doctor redact --check shared.har           is it safe to share?

Each redacted recording has passed a gate: it has the original's report, and
none of its credentials.

Exit codes: 0 written, or safe; 1 not safe (--check); 2 the tool failed, or the
            gate stayed shut, and nothing is written";
