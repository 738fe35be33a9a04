//! `oauth-doctor check`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{io, mem, thread};

use clap::ValueEnum;

use crate::capture::FileKind;
use crate::cli::baseline::{BaselineArgs, OpenBaseline};
use crate::cli::config::{ConfigArgs, ProjectConfig, from_here};
use crate::cli::input::{self, FoundFile, NeededFiles, STDIN, Selection, Unopened};
use crate::cli::progress::{Progress, Total};
use crate::cli::queue::{self, Turn};
use crate::cli::reports::{ReportArgs, ReportFiles, ReportForm, Reports};
use crate::cli::{Error, ExitStatus, Output, at_least_one, clean_lines, facts, names};
use crate::config::BaselineEntry;
use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::{Capture, Piece};
use crate::rules::Severity;
use crate::{Checked, Facts, Input, InputFormat, check_joined};

/// Say why a login failed (the default: oauth-doctor FILE).
///
/// Names the cause of each failure, the values that prove it, and the corrected request. Opens no connection and changes no recording.
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
#[derive(Debug, clap::Args)]
#[command(after_help = SHORT_EXAMPLES, after_long_help = EXAMPLES, next_help_heading = "Input")]
pub(super) struct CheckArgs {
    /// Recordings, directories of them, or - (the default) for standard input.
    ///
    /// A recording is a HAR, a dump of
    /// a proxy, a NetLog, a Playwright trace, a command and what it printed, a log, a ticket: any text that contains requests. Its
    /// content decides, not its name.
    ///
    /// In a directory, the first 64 KiB of each file decide whether it is a recording; the others are counted. `*`, `?`, `[a-z]` and
    /// `**` work where your shell does not expand them. Each input is checked once, however often you name it.
    #[arg(value_name = "FILE", help_heading = "Arguments")]
    paths: Vec<PathBuf>,
    /// Read all inputs as one recording of one login.
    ///
    /// A request may be in one, its answer in another.
    #[arg(long)]
    join: bool,
    /// Also check the files listed in this file, one per line.
    ///
    /// - stands for standard input.
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    files_from: Option<PathBuf>,
    /// The paths of --files-from end with NUL instead of a newline.
    ///
    /// `find -print0` writes such a list.
    #[arg(short = '0', long, requires = "files_from", hide_short_help = true)]
    null: bool,
    /// Number of recordings to check in parallel [default: number of cores].
    #[arg(short, long, value_name = "NUMBER", value_parser = at_least_one::<NonZeroUsize>, hide_short_help = true)]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    reports: ReportArgs,
    /// Exit with 1 from this severity on [default: error].
    ///
    /// The configuration may set another default. A login that failed always counts.
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = EXIT)]
    fail_on: Option<FailOn>,
    /// Exit with 1 unless every login ends with tokens.
    ///
    /// A login that is INCOMPLETE or DENIED is a failure, too. For a job in which the login must work.
    #[arg(long, help_heading = EXIT, conflicts_with = "exit_zero")]
    require_success: bool,
    /// Exit with 0 even if findings would make it 1.
    #[arg(long, help_heading = EXIT, hide_short_help = true)]
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
    /// What inputs are called where a report leaves the machine, by their names.
    names: BTreeMap<String, String>,
    forms: Vec<ReportForm>,
    files: ReportFiles,
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
        let forms = args.reports.forms(output)?;
        let facts = args.facts.read(&settings.config.facts)?;
        let found = input::find(&Selection {
            paths: &args.paths,
            list: args.files_from.as_deref(),
            null: args.null,
            settings: &settings,
            command: COMMAND,
        })?;
        if found.files.is_empty() {
            return Err(Error::EmptyList);
        }
        found.say_skipped(output.err);
        found.announce(output.err);
        let inputs = found.files;
        let list = args.files_from.iter().map(|list| (list.as_path(), "the list of inputs"));
        let config = [(settings.file.as_path(), "the configuration")];
        let mut needed = NeededFiles::new(&inputs);
        needed.extend(list.chain(config).chain(args.facts.files()));
        let baseline = args.baseline.open(&needed)?;
        needed.extend(args.baseline.files());
        let files = args.reports.create(&needed)?;
        let names = names::public(&inputs);
        Ok(Self { args, settings, facts, inputs, names, forms, files, baseline, read: AtomicU64::new(0) })
    }

    /// Checks every capture, and writes the reports in their order.
    fn run(mut self, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
        let mut files = mem::take(&mut self.files);
        let captures: Vec<&[FoundFile]> = self.inputs.chunks(self.files_of_a_capture()).collect();
        let total = match captures.as_slice() {
            [files] => Total::Bytes(size(files)),
            several => Total::Captures(several.len()),
        };
        // What somebody types on a terminal is not drawn over.
        let is_typed = self.inputs.iter().any(FoundFile::is_stdin) && io::stdin().is_terminal();
        let mut progress = Progress::new(output.progress && !is_typed, total);
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
        files.show(output.err);
        if let [file] = self.inputs.as_slice()
            && has_login
            && self.args.reports.is_read_whole()
        {
            offer(file, output.report_width(), output.out)?;
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
        let unsuccessful = self.unsuccessful(&capture.checked, &capture.path);
        Ok(CheckedCapture {
            status: self.status_of(&capture.checked, !unsuccessful.is_empty()),
            entries,
            errors: errors(&capture).into_iter().chain(unsuccessful).collect(),
            has_login: !capture.checked.logins.is_empty(),
            pieces: self.render(capture, files)?,
        })
    }

    /// Renders a capture in each form; in those that leave the machine its files have names that say nothing of it.
    fn render(&self, mut capture: Capture, files: &[FoundFile]) -> io::Result<Vec<Piece>> {
        let redacts = self.args.reports.redacts_hosts();
        let is_several = self.is_several();
        let piece = |capture: &Capture, form: &ReportForm| Piece::of(capture, form.format, form.options, is_several);
        let as_given = |form: &ReportForm| (form.stays_here() && !redacts).then(|| piece(&capture, form));
        let as_given: Vec<Option<io::Result<Piece>>> = self.forms.iter().map(as_given).collect();
        let names: Vec<String> = files.iter().map(|file| self.public(&file.name).to_owned()).collect();
        capture.rename(names.join(" + "), &names);
        if redacts {
            capture.redact_hosts();
        }
        let forms = self.forms.iter().zip(as_given);
        forms.map(|(form, given)| given.unwrap_or_else(|| piece(&capture, form))).collect()
    }

    /// Returns the name of an input that says nothing of the machine.
    fn public<'b>(&'b self, name: &'b str) -> &'b str {
        self.names.get(name).map_or(name, String::as_str)
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

    /// Says of each login that did not end with tokens that it had to. Of one that failed the report does, or the project decided that it
    /// does not count.
    fn unsuccessful(&self, checked: &Checked, name: &str) -> Vec<String> {
        let is_open = |login: &&Diagnosis| matches!(login.outcome, Outcome::Denied | Outcome::Incomplete);
        let logins = checked.logins.iter().filter(is_open).filter(|_| self.args.require_success);
        let said = logins.map(|login| {
            let outcome = login.outcome.as_str().to_ascii_uppercase();
            clean_lines(&format!("{name}: login {} is {outcome}, but --require-success requires tokens", login.id))
        });
        said.collect()
    }

    fn status_of(&self, checked: &Checked, is_unsuccessful: bool) -> ExitStatus {
        let fail_on = self.args.fail_on.map(Severity::from);
        let fail_on = fail_on.or(self.settings.config.fail_on).unwrap_or(Severity::Error);
        let may_fail = !self.args.exit_zero && !self.baseline.is_written();
        if checked.error.is_some() {
            ExitStatus::Failed
        } else if checked.logins.is_empty() {
            ExitStatus::NothingAssessed
        } else if is_unsuccessful || may_fail && checked.has_findings(fail_on) {
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
            pieces: self.unreadable_in_each_form(name, &reason)?,
            status: ExitStatus::Failed,
            entries: Vec::new(),
            errors: vec![if self.is_several() { first.to_owned() } else { said }],
            has_login: false,
        })
    }

    fn unreadable_in_each_form(&self, name: &str, reason: &str) -> io::Result<Vec<Piece>> {
        let piece = |form: &ReportForm| {
            let name = if form.stays_here() { name } else { self.public(name) };
            Piece::unreadable(name, reason, form.format, form.options)
        };
        self.forms.iter().map(piece).collect()
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
        if input.name == STDIN && input.format == InputFormat::One(FileKind::Empty) {
            return Some(NO_INPUT.to_owned());
        }
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

/// What is said where nothing comes on standard input.
const NO_INPUT: &str = "standard input is empty\n\n  Name a recording:  oauth-doctor login.har";

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
