//! `oauth-doctor check`.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{io, thread};

use clap::ValueEnum;

use crate::cli::baseline::{BaselineArgs, Known};
use crate::cli::config::{ConfigArgs, Settings, from_here};
use crate::cli::input::{self, Broken, Found, Kept, Named};
use crate::cli::progress::{Progress, Total};
use crate::cli::queue::{self, Turn};
use crate::cli::reports::{Form, ReportArgs, Reports};
use crate::cli::{Error, ExitStatus, Output, at_least_one, clean_lines, facts};
use crate::config::Entry;
use crate::report::{Capture, Piece};
use crate::rules::Severity;
use crate::{Checked, Facts, Input, check_joined};

/// Diagnose the logins in captures.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Captures, directories of them, or - for standard input: HAR, dumps of proxies, net logs, Playwright traces, curl and other
    /// commands and what they printed, or any text in which requests stand. The format is recognised by the content. Of a
    /// directory the files are taken whose names are those of captures (.har, .har.gz, .saz, .zip …). What is named twice is
    /// checked once.
    #[arg(value_name = "PATH", required_unless_present = "files_from")]
    paths: Vec<PathBuf>,
    /// Read all inputs as one recording: a request may be in one, its answer in another.
    #[arg(long)]
    join: bool,
    /// Check also the paths that this file lists, one a line; - for standard input.
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// The paths of --files-from are separated by NUL, as `find -print0` writes them.
    #[arg(short = '0', long, requires = "files_from")]
    null: bool,
    /// How many captures are checked at a time; as many as there are cores unless told otherwise.
    #[arg(short, long, value_name = "N", value_parser = at_least_one::<NonZeroUsize>)]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    reports: ReportArgs,
    /// Exit with 1 for findings of this severity and above, `error` unless told otherwise; a login that failed always counts.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Exit with 0 where findings would make it 1.
    #[arg(long)]
    exit_zero: bool,
    #[command(flatten)]
    baseline: BaselineArgs,
    #[command(flatten)]
    config: ConfigArgs,
    #[command(flatten)]
    facts: facts::FactsArgs,
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
    let settings = args.config.read()?;
    for line in settings.expired() {
        // With standard error gone there is nobody to tell.
        let _ = writeln!(output.err, "warning: {line}");
    }
    let found = input::find(&Named {
        paths: &args.paths,
        list: args.files_from.as_deref(),
        null: args.null,
        settings: &settings,
        command: "check",
    })?;
    if found.is_empty() {
        return Err(Error::Usage(
            "--files-from: the list names no file\n\n  Name some:  find . -name '*.har' | oauth-doctor check --files-from -"
                .to_owned(),
        ));
    }
    let list = args
        .files_from
        .iter()
        .map(|list| (list.as_path(), "the list of inputs"));
    let config = [(settings.file.as_path(), "the configuration")];
    let others = || list.clone().chain(config).chain(args.facts.files());
    let at_a_time = if args.join { found.len().max(1) } else { 1 };
    let captures: Vec<&[Found]> = found.chunks(at_a_time).collect();
    let forms = args.reports.forms(output)?;
    let read = AtomicU64::new(0);
    let facts = args.facts.read(&settings.config.facts)?;
    let mut known = args.baseline.read(&Kept::new(&found, others()))?;
    let mut files = args
        .reports
        .create(&Kept::new(&found, others().chain(args.baseline.files())))?;
    let check = Check {
        args,
        facts: &facts,
        settings: &settings,
        known: &known,
        forms: &forms,
        several: captures.len() > 1,
        read: &read,
    };
    let total = match captures.as_slice() {
        [files] => Total::Bytes(size(files)),
        several => Total::Captures(several.len()),
    };
    let mut progress = Progress::new(output.progress, total);
    let mut reports = Reports::begin(&forms, output.out, &mut files)?;
    let mut status = ExitStatus::Clean;
    let mut count = 0;
    let mut entries = BTreeSet::new();
    let jobs = args.jobs.or_else(|| thread::available_parallelism().ok());
    let jobs = jobs.map_or(1, NonZeroUsize::get);
    queue::in_order(
        &captures,
        jobs,
        |files| check.check(files),
        |turn| {
            let Turn::Done(done) = turn else {
                progress.show(count, read.load(Ordering::Relaxed));
                return Ok(());
            };
            let done = match done {
                Some(done) => done?,
                None => check.panicked(captures[count])?,
            };
            count += 1;
            status = status.worst(done.status);
            entries.extend(done.entries);
            progress.aside(|| {
                reports.write(done.pieces)?;
                for error in &done.errors {
                    let _ = writeln!(output.err, "error: {error}");
                }
                Ok::<(), Error>(())
            })?;
            progress.show(count, read.load(Ordering::Relaxed));
            Ok::<(), Error>(())
        },
    )?;
    progress.clear();
    reports.end()?;
    known.end(&entries, output.err)?;
    Ok(status)
}

/// How captures are checked.
#[derive(Clone, Copy)]
struct Check<'a> {
    args: &'a Args,
    facts: &'a Facts,
    settings: &'a Settings,
    known: &'a Known<'a>,
    forms: &'a [Form],
    several: bool,
    read: &'a AtomicU64,
}

/// A capture that was checked.
struct Done {
    /// One for each report.
    pieces: Vec<Piece>,
    status: ExitStatus,
    /// What is written to a baseline.
    entries: Vec<Entry>,
    /// What is said on standard error.
    errors: Vec<String>,
}

impl Check<'_> {
    /// Checks one capture: a file, or all that are joined.
    fn check(self, files: &[Found]) -> Result<Done, Error> {
        let mut checked = match files {
            [file] if !self.args.join => match &file.problem {
                Some(problem) => return self.unreadable(file, problem),
                None => match input::open(&file.path, &file.name, self.read) {
                    Ok(input) => check_joined([input], self.facts),
                    Err(source) => {
                        let path = file.name.clone();
                        return self.unreadable(
                            file,
                            &Error::Input {
                                command: "check",
                                path,
                                source,
                            },
                        );
                    }
                },
            },
            files => check_joined(files.iter().map(|file| self.part(file)), self.facts),
        };
        let entries = self.judge(&mut checked, files);
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let capture = Capture {
            path: names.join(" + "),
            checked,
        };
        Ok(Done {
            pieces: self.each(|form| Piece::of(&capture, form.format, form.options, self.several))?,
            status: self.status_of(&capture.checked),
            entries,
            errors: errors(&capture),
        })
    }

    /// Applies what the project decided.
    fn judge(self, checked: &mut Checked, files: &[Found]) -> Vec<Entry> {
        let paths: Vec<String> = files.iter().map(|file| self.settings.path(&file.path)).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        self.settings.config.apply(checked, &paths);
        let names: Vec<String> = files.iter().map(|file| from_here(&file.path)).collect();
        self.known.apply(checked, &names.join(" + "))
    }

    fn status_of(self, checked: &Checked) -> ExitStatus {
        let fail_on = self.args.fail_on.map(Severity::from);
        let fail_on = fail_on.or(self.settings.config.fail_on).unwrap_or(Severity::Error);
        let may_fail = !self.args.exit_zero && !self.known.is_written();
        if checked.error.is_some() {
            ExitStatus::Failed
        } else if checked.logins.is_empty() {
            ExitStatus::NothingAssessed
        } else if may_fail && checked.has_findings(fail_on) {
            ExitStatus::Findings
        } else {
            ExitStatus::Clean
        }
    }

    /// Opens one of several inputs of a recording; what cannot be opened stands for an input that cannot be read.
    fn part<'a>(&'a self, file: &'a Found) -> Input<'a> {
        let opened = match &file.problem {
            Some(problem) => Err(problem.reason()),
            None => input::open(&file.path, &file.name, self.read).map_err(|error| error.to_string()),
        };
        opened.unwrap_or_else(|reason| Input {
            name: file.name.clone(),
            content: Box::new(Broken(reason)),
            attachments: None,
        })
    }

    fn unreadable(self, file: &Found, error: &Error) -> Result<Done, Error> {
        let said = error.said();
        // Among many, what to type instead would be said over and over.
        let first = said.lines().next().unwrap_or_default();
        Ok(Done {
            pieces: self.pieces_unreadable(&file.name, error)?,
            status: ExitStatus::Failed,
            entries: Vec::new(),
            errors: vec![if self.several { first.to_owned() } else { said }],
        })
    }

    fn pieces_unreadable(self, name: &str, error: &Error) -> Result<Vec<Piece>, Error> {
        let reason = error.reason();
        self.each(|form| Piece::unreadable(name, &reason, form.format, form.options))
    }

    fn each(self, render: impl Fn(&Form) -> io::Result<Piece>) -> Result<Vec<Piece>, Error> {
        let pieces: io::Result<Vec<Piece>> = self.forms.iter().map(render).collect();
        Ok(pieces?)
    }

    fn panicked(self, files: &[Found]) -> Result<Done, Error> {
        let name = files.first().map(|file| file.name.clone()).unwrap_or_default();
        let error = Error::Defect(name.clone());
        Ok(Done {
            pieces: self.pieces_unreadable(&name, &error)?,
            status: ExitStatus::Failed,
            entries: Vec::new(),
            errors: vec![error.said()],
        })
    }
}

/// Returns how many bytes the files have, where all of them say so.
fn size(files: &[Found]) -> Option<u64> {
    let size = |path: &Path| path.metadata().ok().filter(std::fs::Metadata::is_file);
    files.iter().map(|file| Some(size(&file.path)?.len())).sum()
}

fn errors(capture: &Capture) -> Vec<String> {
    let inputs = &capture.checked.inputs;
    let said = inputs.iter().filter_map(|input| {
        let error = input.error.as_ref()?;
        let at = match error.at() {
            Some(at) if capture.file(at).is_some() => capture.place(at),
            Some(at) => format!("{}:{at}", input.name),
            None => input.name.clone(),
        };
        Some(clean_lines(&format!("{at}: {error}")))
    });
    said.collect()
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

const EXAMPLES: &str = "\
Examples:
  oauth-doctor check login.har                             why did this login fail?
  oauth-doctor check ticket.txt                            what does this text say of it?
  oauth-doctor check --join browser.har server.log         one login, recorded in pieces
  oauth-doctor check --format ndjson captures/             a line of JSON for each capture
  oauth-doctor check --report sarif=out.sarif captures/    for people here, for code scanning in a file
  oauth-doctor check --verbose login.har                   every reason, every value, every time
  oauth-doctor check --format markdown --redact-hosts a.har    for a ticket
  find . -name '*.har' -print0 | oauth-doctor check --files-from - -0";
