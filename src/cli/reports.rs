//! The reports of a run: one on standard output, and those in files.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::detail::DetailArgs;
use crate::cli::input::{Goal, NeededFiles};
use crate::cli::out_file::{Access, OutFile};
use crate::cli::{Error, Output, REPORT};
use crate::report::{self, Options, Piece, Stream};

/// Which reports are written, and how.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArgs {
    /// The form of the answer on standard output.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human, value_name = "FORMAT")]
    format: ReportFormat,
    /// Write a report also to a file, in one of the forms of --format; may be given several times.
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse)]
    report: Vec<(ReportFormat, PathBuf)>,
    /// Show codes, verifiers, secrets and tokens in full. Without this a report may be pasted into a ticket.
    #[arg(long)]
    show_secrets: bool,
    /// Call the hosts of a capture `host-1.example` and so on: in Markdown only.
    #[arg(long)]
    redact_hosts: bool,
    #[command(flatten)]
    detail: DetailArgs,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum ReportFormat {
    /// For reading.
    Human,
    /// For programs: one JSON document.
    Json,
    /// For programs: a JSON document in a line for each capture, as soon as it is checked.
    Ndjson,
    /// For code scanning and editors: SARIF 2.1.0.
    Sarif,
    /// For CI servers: JUnit XML, a case for each rule.
    Junit,
    /// For GitHub Actions: annotations.
    Github,
    /// For GitLab: a code quality report.
    Gitlab,
    /// For a ticket.
    Markdown,
    /// For reading in a browser: one page that loads nothing.
    Html,
}

/// The form of one report.
#[derive(Clone, Copy)]
pub(super) struct ReportForm {
    pub(super) format: report::Format,
    pub(super) options: Options,
}

/// A file that a report is written to.
pub(super) struct ReportFile {
    path: String,
    out: BufWriter<OutFile>,
}

impl ReportArgs {
    /// Returns the forms: first that of standard output, then those of the files, which have no colours and no terminal.
    pub(super) fn forms(&self, output: &Output<'_>) -> Result<Vec<ReportForm>, Error> {
        self.may_redact_hosts()?;
        if !self.formats().any(|format| format == ReportFormat::Human) {
            self.detail.is_heeded(name(self.format))?;
        }
        let form = |format: ReportFormat, color, width| ReportForm {
            format: format.into(),
            options: self.detail.with(Options {
                color,
                show_secrets: self.show_secrets,
                redact_hosts: self.redact_hosts,
                width,
                ..Options::default()
            }),
        };
        let files = self.report.iter().map(|(format, _)| form(*format, false, WIDTH));
        let shown = form(self.format, output.color, output.width);
        Ok([shown].into_iter().chain(files).collect())
    }

    /// Opens the files, so that one that cannot be written is known before the work is done.
    pub(super) fn create(&self, needed: &NeededFiles<'_>) -> Result<Vec<ReportFile>, Error> {
        let mut seen = Vec::new();
        let mut files = Vec::new();
        for (_, path) in &self.report {
            let name = path.display().to_string();
            // A capture that is overwritten before it is read is gone.
            needed.refuse(REPORT, path)?;
            let access = if self.show_secrets { Access::Owner } else { Access::Everyone };
            let file = OutFile::open(path, access).map_err(|source| Error::File {
                option: REPORT,
                path: name.clone(),
                source,
            })?;
            let goal = Goal::of(path);
            if seen.contains(&goal) && goal != Goal::Device {
                return Err(Error::SharedReport(name));
            }
            seen.push(goal);
            let out = BufWriter::with_capacity(BUFFER, file);
            files.push(ReportFile { path: name, out });
        }
        Ok(files)
    }

    /// What is read on the spot may name hosts beside a file that does not.
    fn may_redact_hosts(&self) -> Result<(), Error> {
        let mut formats: Vec<ReportFormat> = self.formats().collect();
        if formats.contains(&ReportFormat::Markdown) {
            formats.retain(|format| !matches!(format, ReportFormat::Markdown | ReportFormat::Human));
        }
        match formats.first().filter(|_| self.redact_hosts) {
            None => Ok(()),
            Some(format) => Err(Error::NamesHosts { format: name(*format) }),
        }
    }

    /// Returns whether a person reads more than a line of each capture on standard output.
    pub(super) fn is_read_whole(&self) -> bool {
        self.format == ReportFormat::Human && !self.detail.is_quiet()
    }

    /// The forms of the files, then that of standard output.
    fn formats(&self) -> impl Iterator<Item = ReportFormat> {
        let of_files = self.report.iter().map(|(format, _)| *format);
        of_files.chain([self.format])
    }
}

/// The reports that are being written.
pub(super) struct Reports<'a> {
    /// Each with its path; none for standard output.
    streams: Vec<(Option<&'a str>, Stream<'a>)>,
    /// Nobody reads standard output any more, while files are written.
    is_closed: bool,
}

impl<'a> Reports<'a> {
    pub(super) fn begin(
        forms: &[ReportForm],
        out: &'a mut dyn Write,
        files: &'a mut [ReportFile],
    ) -> Result<Self, Error> {
        let of_file = |file: &'a mut ReportFile| (Some(file.path.as_str()), &mut file.out as &mut dyn Write);
        let outs = [(None, out)].into_iter().chain(files.iter_mut().map(of_file));
        let mut streams = Vec::new();
        for (form, (path, out)) in forms.iter().zip(outs) {
            let stream = Stream::begin(form.format, form.options, out).map_err(|error| failed(path, error))?;
            streams.push((path, stream));
        }
        Ok(Self { streams, is_closed: false })
    }

    /// Writes the next capture to each report.
    pub(super) fn write(&mut self, pieces: Vec<Piece>) -> Result<(), Error> {
        let has_files = self.streams.len() > 1;
        for ((path, stream), piece) in self.streams.iter_mut().zip(pieces) {
            if path.is_none() && self.is_closed {
                continue;
            }
            match stream.write(piece) {
                // Whoever reads standard output has enough of it; the files are for somebody else.
                Err(error) if path.is_none() && has_files && error.kind() == ErrorKind::BrokenPipe => {
                    self.is_closed = true;
                }
                written => written.map_err(|error| failed(*path, error))?,
            }
        }
        Ok(())
    }

    /// Ends the reports, those in files first.
    pub(super) fn end(self) -> Result<(), Error> {
        for (path, stream) in self.streams.into_iter().rev() {
            if path.is_some() || !self.is_closed {
                stream.end().map_err(|error| failed(path, error))?;
            }
        }
        Ok(())
    }
}

fn failed(path: Option<&str>, source: io::Error) -> Error {
    match path {
        None => Error::Output(source),
        Some(path) => Error::File { option: REPORT, path: path.to_owned(), source },
    }
}

fn name(format: ReportFormat) -> String {
    let value = format.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

/// Reads `FORMAT=FILE`.
fn parse(text: &str) -> Result<(ReportFormat, PathBuf), String> {
    let Some((format, file)) = text.split_once('=') else {
        return Err("a form and a file are expected, as in sarif=report.sarif".to_owned());
    };
    let format = ReportFormat::from_str(format, false).map_err(|_| {
        let names = ReportFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = names.map(|value| value.get_name().to_owned()).collect();
        format!("`{format}` is none of {}", names.join(", "))
    })?;
    match file {
        "" => Err("the file is missing, as in sarif=report.sarif".to_owned()),
        "-" => Err("standard output has the report of --format; name a file".to_owned()),
        file => Ok((format, PathBuf::from(file))),
    }
}

impl From<ReportFormat> for report::Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Human => Self::Human,
            ReportFormat::Json => Self::Json,
            ReportFormat::Ndjson => Self::Ndjson,
            ReportFormat::Sarif => Self::Sarif,
            ReportFormat::Junit => Self::Junit,
            ReportFormat::Github => Self::Github,
            ReportFormat::Gitlab => Self::Gitlab,
            ReportFormat::Markdown => Self::Markdown,
            ReportFormat::Html => Self::Html,
        }
    }
}

/// The columns of a report in a file.
const WIDTH: usize = 100;
/// A report that is no larger is written when it is done.
const BUFFER: usize = 1 << 20;
