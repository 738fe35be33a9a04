//! `oauth-doctor check`.

use std::collections::BTreeSet;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{io, mem, thread};

use clap::ValueEnum;

use crate::cli::baseline::{BaselineArgs, OpenBaseline};
use crate::cli::config::{ConfigArgs, ProjectConfig, from_here};
use crate::cli::input::{self, FoundFile, NeededFiles, Selection, Unopened};
use crate::cli::progress::{Progress, Total};
use crate::cli::queue::{self, Turn};
use crate::cli::reports::{ReportArgs, ReportFile, ReportForm, Reports};
use crate::cli::{Error, ExitStatus, Output, at_least_one, clean_lines, facts};
use crate::config::BaselineEntry;
use crate::report::{Capture, Piece};
use crate::rules::Severity;
use crate::{Checked, Facts, Input, check_joined};

/// Diagnose the logins in captures.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CheckArgs {
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

pub(super) fn run(args: &CheckArgs, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
    CheckPlan::new(args, output)?.run(output)
}

/// What is checked, and where it is written: all that can be wrong is known before the first capture is read.
struct CheckPlan<'a> {
    args: &'a CheckArgs,
    settings: ProjectConfig,
    facts: Facts,
    inputs: Vec<FoundFile>,
    forms: Vec<ReportForm>,
    files: Vec<ReportFile>,
    baseline: OpenBaseline<'a>,
    /// How many bytes were read.
    read: AtomicU64,
}

/// What becomes of a capture.
struct CheckedCapture {
    /// One for each report.
    pieces: Vec<Piece>,
    status: ExitStatus,
    /// What is written to a baseline.
    entries: Vec<BaselineEntry>,
    /// What is said on standard error.
    errors: Vec<String>,
    /// It holds a login, which is full of credentials.
    has_login: bool,
}

impl<'a> CheckPlan<'a> {
    fn new(args: &'a CheckArgs, output: &mut Output<'_>) -> Result<Self, Error> {
        let settings = args.config.read()?;
        for line in settings.expired() {
            // With standard error gone there is nobody to tell.
            let _ = writeln!(output.err, "warning: {line}");
        }
        let inputs = input::find(&Selection {
            paths: &args.paths,
            list: args.files_from.as_deref(),
            null: args.null,
            settings: &settings,
            command: COMMAND,
        })?;
        if inputs.is_empty() {
            return Err(Error::EmptyList);
        }
        let forms = args.reports.forms(output)?;
        let facts = args.facts.read(&settings.config.facts)?;
        let list = args.files_from.iter().map(|list| (list.as_path(), "the list of inputs"));
        let config = [(settings.file.as_path(), "the configuration")];
        let mut needed = NeededFiles::new(&inputs);
        needed.extend(list.chain(config).chain(args.facts.files()));
        let baseline = args.baseline.open(&needed)?;
        needed.extend(args.baseline.files());
        let files = args.reports.create(&needed)?;
        Ok(Self { args, settings, facts, inputs, forms, files, baseline, read: AtomicU64::new(0) })
    }

    /// Checks every capture, and writes the reports in their order.
    fn run(mut self, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
        let mut files = mem::take(&mut self.files);
        let captures: Vec<&[FoundFile]> = self.inputs.chunks(self.files_of_a_capture()).collect();
        let total = match captures.as_slice() {
            [files] => Total::Bytes(size(files)),
            several => Total::Captures(several.len()),
        };
        let mut progress = Progress::new(output.progress, total);
        let mut reports = Reports::begin(&self.forms, output.out, &mut files)?;
        let mut status = ExitStatus::Clean;
        let mut count = 0;
        let mut entries = BTreeSet::new();
        let mut has_login = false;
        let jobs = self.args.jobs.or_else(|| thread::available_parallelism().ok());
        queue::in_order(
            &captures,
            jobs.map_or(1, NonZeroUsize::get),
            |files| self.check(files),
            |turn| {
                if let Turn::Done(done) = turn {
                    let done = done.unwrap_or_else(|| self.panicked(captures[count]))?;
                    count += 1;
                    has_login |= done.has_login;
                    status = status.worst(done.status);
                    entries.extend(done.entries);
                    progress.aside(|| {
                        reports.write(done.pieces)?;
                        for error in &done.errors {
                            let _ = writeln!(output.err, "error: {error}");
                        }
                        Ok::<(), Error>(())
                    })?;
                }
                progress.show(count, self.read.load(Ordering::Relaxed));
                Ok::<(), Error>(())
            },
        )?;
        progress.clear();
        reports.end()?;
        if let [file] = self.inputs.as_slice()
            && has_login
            && self.args.reports.is_read_whole()
        {
            offer(file, output.width, output.out)?;
        }
        self.baseline.end(&entries, output.err)?;
        Ok(status)
    }

    fn files_of_a_capture(&self) -> usize {
        if self.args.join { self.inputs.len() } else { 1 }
    }

    /// Checks one capture: a file, or all that are joined.
    fn check(&self, files: &[FoundFile]) -> Result<CheckedCapture, Error> {
        let mut checked = match files {
            [file] if !self.args.join => {
                if let Some(problem) = &file.problem {
                    return self.unreadable(&file.name, problem);
                }
                match file.open(COMMAND, &self.read) {
                    Ok(input) => check_joined([input], &self.facts),
                    Err(error) => return self.unreadable(&file.name, &error),
                }
            }
            files => check_joined(files.iter().map(|file| self.part(file)), &self.facts),
        };
        let entries = self.judge(&mut checked, files);
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let capture = Capture { path: names.join(" + "), checked };
        Ok(CheckedCapture {
            pieces: self.pieces(|form| Piece::of(&capture, form.format, form.options, self.is_several()))?,
            status: self.status_of(&capture.checked),
            entries,
            errors: errors(&capture),
            has_login: !capture.checked.logins.is_empty(),
        })
    }

    /// Opens one of several inputs of a recording; what cannot be opened stands for an input that cannot be read.
    fn part<'b>(&'b self, file: &'b FoundFile) -> Input<'b> {
        let opened = match &file.problem {
            Some(problem) => Err(problem.reason()),
            None => file.open(COMMAND, &self.read).map_err(|error| error.reason()),
        };
        opened.unwrap_or_else(|reason| Input {
            name: file.name.clone(),
            content: Box::new(Unopened(reason)),
            attachments: None,
        })
    }

    /// Applies what the project decided.
    fn judge(&self, checked: &mut Checked, files: &[FoundFile]) -> Vec<BaselineEntry> {
        let paths: Vec<String> = files.iter().map(|file| self.settings.path(&file.path)).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        self.settings.config.apply(checked, &paths);
        let names: Vec<String> = files.iter().map(|file| from_here(&file.path)).collect();
        self.baseline.apply(checked, &names.join(" + "))
    }

    fn status_of(&self, checked: &Checked) -> ExitStatus {
        let fail_on = self.args.fail_on.map(Severity::from);
        let fail_on = fail_on.or(self.settings.config.fail_on).unwrap_or(Severity::Error);
        let may_fail = !self.args.exit_zero && !self.baseline.is_written();
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

    fn panicked(&self, files: &[FoundFile]) -> Result<CheckedCapture, Error> {
        let name = files.first().map(|file| file.name.clone()).unwrap_or_default();
        self.unreadable(&name, &Error::Defect(name.clone()))
    }

    fn unreadable(&self, name: &str, error: &Error) -> Result<CheckedCapture, Error> {
        let said = error.said();
        // Among many, what to type instead would be said over and over.
        let first = said.lines().next().unwrap_or_default();
        let reason = error.reason();
        Ok(CheckedCapture {
            pieces: self.pieces(|form| Piece::unreadable(name, &reason, form.format, form.options))?,
            status: ExitStatus::Failed,
            entries: Vec::new(),
            errors: vec![if self.is_several() { first.to_owned() } else { said }],
            has_login: false,
        })
    }

    fn pieces(&self, render: impl Fn(&ReportForm) -> io::Result<Piece>) -> Result<Vec<Piece>, Error> {
        let pieces: io::Result<Vec<Piece>> = self.forms.iter().map(render).collect();
        Ok(pieces?)
    }

    /// Returns whether there are several captures.
    fn is_several(&self) -> bool {
        self.inputs.len() > self.files_of_a_capture()
    }
}

/// Says how the recording is made safe to share.
fn offer(file: &FoundFile, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._/~+,:@%=".contains(c);
    let name = clean_lines(&file.name);
    let shown = if name.chars().all(is_plain) { name.clone() } else { format!("'{}'", name.replace('\'', r"'\''")) };
    // A text stays one; what is neither text nor HAR becomes a HAR.
    let extension = name.rsplit_once('.').map(|(_, extension)| extension).filter(|name| TEXTS.contains(name));
    let command = format!("oauth-doctor redact {shown} -o shared.{}", extension.unwrap_or("har"));
    let says = "To share it safely:";
    let gap = if says.len() + 1 + command.chars().count() <= width { " " } else { "\n  " };
    writeln!(out, "{says}{gap}{command}")
}

/// The extensions of texts.
const TEXTS: &[&str] = &["curl", "http", "log", "md", "sh", "txt"];

/// Returns how many bytes the files have, where all of them say so.
fn size(files: &[FoundFile]) -> Option<u64> {
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

const COMMAND: &str = "check";

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
