//! `--baseline` and `--write-baseline`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::Checked;
use crate::cli::input::NeededFiles;
use crate::cli::options::BASELINE;
use crate::cli::out_file::{Access, OutFile};
use crate::cli::{Error, WRITE_BASELINE, bounded, clean_lines};
use crate::config::{Baseline, BaselineEntry};
use crate::report::json::Escaped;

/// What is known already.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Exit code")]
pub(super) struct BaselineArgs {
    /// Findings listed in this file don't fail the run.
    ///
    /// Listed findings that no longer occur are reported.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the findings to this file, as a baseline.
    ///
    /// Written findings don't fail the run.
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    write_baseline: Option<PathBuf>,
}

/// The baseline of a run.
pub(super) struct OpenBaseline<'a> {
    args: &'a BaselineArgs,
    baseline: Option<Baseline>,
    /// Where the new one goes.
    file: Option<OutFile>,
}

impl BaselineArgs {
    /// Returns the files that no report may overwrite, and what they are.
    pub(super) fn files(&self) -> impl Iterator<Item = (&Path, &'static str)> {
        let written = self.write_baseline.iter().map(|file| (file, "the new baseline"));
        let files = self.baseline.iter().map(|file| (file, "the baseline")).chain(written);
        files.map(|(file, what)| (file.as_path(), what))
    }

    /// Reads the baseline, and opens the new one, so that one that cannot be written is known before the work is done.
    pub(super) fn open(&self, needed: &NeededFiles<'_>) -> Result<OpenBaseline<'_>, Error> {
        if let Some(file) = &self.write_baseline {
            needed.refuse(WRITE_BASELINE, file)?;
        }
        let baseline = self.baseline.as_ref().map(|file| {
            let text = bounded::read_text(file).map_err(|source| file_error(BASELINE, file, source))?;
            Baseline::parse(&text).map_err(|source| Error::Baseline { path: file.display().to_string(), source })
        });
        let baseline = baseline.transpose()?;
        let file = self.write_baseline.as_ref().map(|file| {
            OutFile::open(file, Access::Everyone).map_err(|source| file_error(WRITE_BASELINE, file, source))
        });
        Ok(OpenBaseline { args: self, baseline, file: file.transpose()? })
    }
}

impl OpenBaseline<'_> {
    /// Returns whether what is found is written down, and so known from now on.
    pub(super) fn is_written(&self) -> bool {
        self.args.write_baseline.is_some()
    }

    /// Says what of a capture is known, and returns what is to be written.
    pub(super) fn apply(&self, checked: &mut Checked, path: &str) -> Vec<BaselineEntry> {
        if let Some(baseline) = &self.baseline {
            baseline.apply(checked, path);
        }
        if self.is_written() { Baseline::entries(checked, path) } else { Vec::new() }
    }

    /// Writes the new baseline, or names what the old one lists and is fixed.
    pub(super) fn end(&mut self, found: &BTreeSet<BaselineEntry>, err: &mut dyn Write) -> Result<(), Error> {
        if let (Some(path), Some(file)) = (&self.args.write_baseline, &mut self.file) {
            let mut bytes = Vec::new();
            Baseline::write(found, &mut Escaped::new(&mut bytes))?;
            return file.write_all(&bytes).map_err(|source| file_error(WRITE_BASELINE, path, source));
        }
        let fixed = || self.baseline.iter().flat_map(Baseline::fixed);
        let count = fixed().count();
        if count > 0 {
            let findings = if count == 1 { "finding" } else { "findings" };
            let head = format!("fixed: {count} {findings} of the baseline; rewrite it with --write-baseline");
            let lines = fixed().take(LISTED);
            let lines = lines.map(|entry| format!("  - {}: {}", entry.path, entry.rule));
            let more = (count > LISTED).then(|| format!("  … and {} more", count - LISTED));
            let said: Vec<String> = [head].into_iter().chain(lines).chain(more).collect();
            // With standard error gone there is nobody to tell.
            let _ = writeln!(err, "{}", clean_lines(&said.join("\n")));
        }
        Ok(())
    }
}

fn file_error(option: &'static str, file: &Path, source: io::Error) -> Error {
    Error::File { option, path: file.display().to_string(), source }
}

/// How many findings are named.
const LISTED: usize = 10;
