//! The forms of a report, as they are named on the command line.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::report;

/// The form of a report.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For reading.
    Human,
    /// For programs: one JSON document.
    Json,
    /// For programs: a line of JSON for each recording, as soon as it is checked.
    Ndjson,
    /// For code scanning and editors: SARIF 2.1.0.
    Sarif,
    /// For CI servers: JUnit XML, a case for each login.
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

impl ReportFormat {
    /// Returns the name on the command line.
    pub(super) fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Reads `FORMAT=FILE`.
    pub(super) fn read_file(text: &str) -> Result<(Self, PathBuf), String> {
        let Some((format, file)) = text.split_once('=') else {
            return Err("give a form and a file, as in sarif=report.sarif".to_owned());
        };
        let format = Self::from_str(format, false).map_err(|_| {
            let names = Self::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let names: Vec<String> = names.map(|value| value.get_name().to_owned()).collect();
            format!("there is no form `{format}`; give one of {}", names.join(", "))
        })?;
        match file {
            "" => Err("give a file, too, as in sarif=report.sarif".to_owned()),
            "-" => Err("standard output has the main report; give a file, as in sarif=report.sarif".to_owned()),
            file => Ok((format, PathBuf::from(file))),
        }
    }

    /// Returns the form that the name of a file asks for.
    pub(super) fn of_name(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "html" | "htm" => Self::Html,
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Ndjson,
            "sarif" => Self::Sarif,
            "xml" => Self::Junit,
            "md" | "markdown" => Self::Markdown,
            _ => return None,
        })
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
