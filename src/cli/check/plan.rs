//! What is checked, and how it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{io, mem, thread};

use super::COMMAND;
use super::args::CheckArgs;
use super::said::{errors, offer, size};
use crate::cli::baseline::OpenBaseline;
use crate::cli::config::{ProjectConfig, from_here};
use crate::cli::input::{self, FoundFile, NeededFiles, Selection, Unopened};
use crate::cli::progress::{Progress, Total};
use crate::cli::queue::{self, Turn};
use crate::cli::reports::{ReportFiles, ReportForm, Reports};
use crate::cli::{Error, ExitStatus, Output, clean_lines, names};
use crate::config::BaselineEntry;
use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::{Capture, Piece};
use crate::rules::Severity;
use crate::{Checked, Facts, Input, check_joined};

/// What is checked, and where it is written: all that can be wrong is known before the first capture is read.
pub(super) struct CheckPlan<'a> {
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
    pub(super) fn new(args: &'a CheckArgs, output: &mut Output<'_>) -> Result<Self, Error> {
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
    pub(super) fn run(mut self, output: &mut Output<'_>) -> Result<ExitStatus, Error> {
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
