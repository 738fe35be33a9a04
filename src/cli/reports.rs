//! The reports of a run: one on standard output, and those in files.

use std::env;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;

use crate::cli::command::REPORT_WIDTH;
use crate::cli::detail::DetailArgs;
use crate::cli::input::{Goal, NeededFiles, STDIN};
use crate::cli::out_file::{Access, OutFile};
use crate::cli::report_format::ReportFormat;
use crate::cli::{Error, OUTPUT, Output, REPORT, browser, clean_lines};
use crate::report::{self, Options, Piece, Stream};

/// Which reports are written, and how.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Report")]
pub(super) struct ReportArgs {
    /// The format of the report [default: human, or what the name of --output says].
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    format: Option<ReportFormat>,
    /// Write the report to this file, not to standard output.
    ///
    /// Without --format, the ending of its name chooses the form: .html, .json, .ndjson, .sarif, .xml (JUnit), .md, or human for any
    /// other. Missing directories are made. No file is overwritten that this run reads.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Open the report in your browser, as HTML.
    ///
    /// The variable BROWSER names a browser other than the system's. Without --output, the page is a temporary file that only you
    /// can read.
    #[arg(long)]
    open: bool,
    /// Write one more report to a file; may be given several times.
    ///
    /// FORMAT is one of --format: --report sarif=out.sarif --report junit=out.xml.
    #[arg(long, value_name = "FORMAT=FILE", value_parser = ReportFormat::read_file, hide_short_help = true)]
    report: Vec<(ReportFormat, PathBuf)>,
    #[command(flatten)]
    detail: DetailArgs,
    /// Show codes, verifiers, secrets and tokens in full.
    ///
    /// Without this, you may paste a report into a ticket.
    #[arg(long, hide_short_help = true)]
    show_secrets: bool,
    /// Call hosts `host-1.example`, `host-2.example` and so on, in every report.
    #[arg(long, hide_short_help = true)]
    redact_hosts: bool,
}

/// The form of one report.
#[derive(Clone, Copy)]
pub(super) struct ReportForm {
    pub(super) format: report::Format,
    pub(super) options: Options,
}

impl ReportForm {
    /// Returns whether it is for whoever has the captures, so that it names them as they were given.
    pub(super) fn stays_here(&self) -> bool {
        use report::Format::{Human, Json, Ndjson};
        matches!(self.format, Human | Json | Ndjson)
    }
}

/// A file that a report is written to.
struct ReportFile {
    option: &'static str,
    path: String,
    out: BufWriter<OutFile>,
}

/// The files of a run.
#[derive(Default)]
pub(super) struct ReportFiles {
    /// In place of standard output.
    main: Option<ReportFile>,
    /// Those of `--report`.
    more: Vec<ReportFile>,
    /// The page that is opened in the end.
    page: Option<PathBuf>,
}

impl ReportArgs {
    /// Returns the form of the report that is not one of `--report`.
    fn format(&self) -> ReportFormat {
        let by_name = || ReportFormat::of_name(self.output.as_deref()?);
        let page = self.open.then_some(ReportFormat::Html);
        self.format.or(page).or_else(by_name).unwrap_or(ReportFormat::Human)
    }

    /// Returns the forms: first that of the main report, then those of `--report`. A file has no colours and no terminal.
    pub(super) fn forms(&self, output: &Output<'_>) -> Result<Vec<ReportForm>, Error> {
        if self.open && self.format() != ReportFormat::Html {
            return Err(Error::NotAPage { format: self.format().name() });
        }
        if !self.formats().any(|format| format == ReportFormat::Human) {
            self.detail.is_heeded(self.format().name())?;
        }
        let form = |format: ReportFormat, options: Options| ReportForm {
            format: format.into(),
            options: self.detail.with(Options { show_secrets: self.show_secrets, ..options }),
        };
        let of_file = Options { width: REPORT_WIDTH, ..Options::default() };
        let files = self.report.iter().map(|(format, _)| form(*format, of_file));
        let main = form(self.format(), if self.goes_to_file() { of_file } else { output.report_options() });
        Ok([main].into_iter().chain(files).collect())
    }

    /// Returns whether standard output stays empty.
    fn goes_to_file(&self) -> bool {
        self.open || self.output.as_ref().is_some_and(|path| path.as_path() != Path::new(STDIN))
    }

    /// Opens the files, so that one that cannot be written is known before the work is done.
    pub(super) fn create(&self, needed: &NeededFiles<'_>) -> Result<ReportFiles, Error> {
        let mut seen = Vec::new();
        let mut create = |option: &'static str, path: &Path, access: Access| {
            let name = path.display().to_string();
            // A recording that is overwritten before it is read is gone.
            needed.refuse(option, path)?;
            let file =
                OutFile::open(path, access).map_err(|source| Error::File { option, path: name.clone(), source })?;
            let goal = Goal::of(path);
            if seen.contains(&goal) && goal != Goal::Device {
                return Err(Error::SharedReport { option, path: name });
            }
            seen.push(goal);
            Ok(ReportFile { option, path: name, out: BufWriter::with_capacity(BUFFER, file) })
        };
        let access = if self.show_secrets { Access::Owner } else { Access::Everyone };
        let (mut main, mut page) = (None, None);
        if self.goes_to_file() {
            let (path, access) = match &self.output {
                Some(path) if path.as_path() != Path::new(STDIN) => (path.clone(), access),
                _ => (temporary_page()?, Access::Owner),
            };
            main = Some(create(OUTPUT, &path, access)?);
            page = self.open.then_some(path);
        }
        let more = self.report.iter().map(|(_, path)| create(REPORT, path, access));
        Ok(ReportFiles { main, more: more.collect::<Result<_, _>>()?, page })
    }

    /// Returns whether hosts get other names.
    pub(super) fn redacts_hosts(&self) -> bool {
        self.redact_hosts
    }

    /// Returns whether a person reads more than a line of each recording on standard output.
    pub(super) fn is_read_whole(&self) -> bool {
        self.format() == ReportFormat::Human && !self.goes_to_file() && !self.detail.is_quiet()
    }

    /// The forms of `--report`, then that of the main report.
    fn formats(&self) -> impl Iterator<Item = ReportFormat> {
        let of_files = self.report.iter().map(|(format, _)| *format);
        of_files.chain([self.format()])
    }
}

impl ReportFiles {
    /// Opens the page that was asked for in a browser, once it is written; where there is none, it says where the page is.
    pub(super) fn show(&self, err: &mut dyn Write) {
        let Some(page) = &self.page else { return };
        let path = clean_lines(&page.display().to_string());
        // With standard error gone there is nobody to tell.
        let _ = match browser::open(page) {
            Ok(()) => writeln!(err, "The report is in {path}"),
            Err(error) => writeln!(
                err,
                "warning: --open: no browser could be opened ({})\n\n  Open the report yourself:  {path}",
                clean_lines(&error.to_string())
            ),
        };
    }
}

/// Returns a name for a page that nobody can guess.
fn temporary_page() -> Result<PathBuf, Error> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)?;
    let name = format!("oauth-doctor-{}.html", HEXLOWER.encode(&bytes));
    Ok(env::temp_dir().join(name))
}

/// The reports that are being written.
pub(super) struct Reports<'a> {
    /// Each with the option that names its file, and the path; none for standard output.
    streams: Vec<(Named<'a>, Stream<'a>)>,
    /// Nobody reads standard output any more, while files are written.
    is_closed: bool,
}

/// The option that names a file, and its path.
type Named<'a> = Option<(&'static str, &'a str)>;

impl<'a> Reports<'a> {
    pub(super) fn begin(
        forms: &[ReportForm],
        out: &'a mut dyn Write,
        files: &'a mut ReportFiles,
    ) -> Result<Self, Error> {
        let of_file =
            |file: &'a mut ReportFile| (Some((file.option, file.path.as_str())), &mut file.out as &mut dyn Write);
        let main = files.main.as_mut().map_or((None, out), of_file);
        let outs = [main].into_iter().chain(files.more.iter_mut().map(of_file));
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

fn failed(file: Named<'_>, source: io::Error) -> Error {
    match file {
        None => Error::Output(source),
        Some((option, path)) => Error::File { option, path: path.to_owned(), source },
    }
}

/// A report that is no larger is written when it is done.
const BUFFER: usize = 1 << 20;
