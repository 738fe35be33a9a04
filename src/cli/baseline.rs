//! `--baseline` and `--write-baseline`.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::Checked;
use crate::cli::input::Found;
use crate::cli::{BASELINE, Error, WRITE_BASELINE, clean_lines};
use crate::config::{self, Baseline, Entry};
use crate::report::json::Escaped;

/// What is known already.
#[derive(Debug, clap::Args)]
pub(super) struct BaselineArgs {
    /// What this file lists is known and does not fail the job; what of it is not found any more is named.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found to this file, as a baseline; what is written does not fail the job.
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
}

/// The baseline of a run.
pub(super) struct Known<'a> {
    args: &'a BaselineArgs,
    baseline: Option<Baseline>,
}

impl BaselineArgs {
    /// Reads the baseline.
    pub(super) fn read(&self, inputs: &[Found]) -> Result<Known<'_>, Error> {
        if let Some(file) = &self.write_baseline
            && inputs.iter().any(|input| input.is(file))
        {
            let name = file.display();
            return Err(Error::Usage(format!(
                "--write-baseline {name}: this is an input\n\n  Name another file:  --write-baseline baseline.json"
            )));
        }
        let baseline = self.baseline.as_ref().map(|file| {
            let text = fs::read_to_string(file).map_err(|source| file_error(BASELINE, file, source))?;
            Baseline::parse(&text).map_err(|error| file_error(BASELINE, file, io::Error::other(error)))
        });
        Ok(Known {
            args: self,
            baseline: baseline.transpose()?,
        })
    }
}

impl Known<'_> {
    /// Returns whether what is found is written down, and so known from now on.
    pub(super) fn is_written(&self) -> bool {
        self.args.write_baseline.is_some()
    }

    /// Says what of a capture is known, and returns what is to be written.
    pub(super) fn apply(&self, checked: &mut Checked, path: &str) -> Vec<Entry> {
        if let Some(baseline) = &self.baseline {
            baseline.apply(checked, path);
        }
        if self.is_written() {
            config::entries(checked, path)
        } else {
            Vec::new()
        }
    }

    /// Writes the new baseline, or names what the old one lists and is fixed.
    pub(super) fn end(&self, found: &BTreeSet<Entry>, err: &mut dyn Write) -> Result<(), Error> {
        if let Some(file) = &self.args.write_baseline {
            let mut bytes = Vec::new();
            config::write(found, &mut Escaped(&mut bytes))?;
            return fs::write(file, bytes).map_err(|source| file_error(WRITE_BASELINE, file, source));
        }
        let fixed = || self.baseline.iter().flat_map(Baseline::fixed);
        let count = fixed().count();
        if count > 0 {
            let findings = if count == 1 { "finding" } else { "findings" };
            let head = format!("fixed: {count} {findings} of the baseline; write it anew with --write-baseline");
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

fn file_error(option: &'static str, file: &std::path::Path, source: io::Error) -> Error {
    Error::File {
        option,
        path: file.display().to_string(),
        source,
    }
}

/// How many findings are named.
const LISTED: usize = 10;
