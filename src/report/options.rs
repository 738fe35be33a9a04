//! A capture with its diagnosis, and how much of it a report shows.

use std::mem;

use colored::ColoredString;

use crate::Checked;
use crate::capture::Place;
use crate::disclose::Shown;
use crate::report::hosts::{self, Hosts};
use crate::report::text::clean;

/// A checked capture and the name under which it is reported.
#[derive(Debug)]
pub struct Capture {
    /// The path as it was given, or `-`.
    pub path: String,
    /// What is known of it.
    pub checked: Checked,
}

impl Capture {
    /// Returns the file of a place, where the recording has several.
    pub fn file(&self, at: Place) -> Option<&str> {
        let files = &self.checked.files;
        let file = files.get(usize::try_from(at.file).ok()?)?;
        (files.len() > 1).then_some(file)
    }

    /// Returns a place as it is shown: `93:230`, or `authorize.txt:3:12` where the recording has several files.
    pub fn place(&self, at: Place) -> String {
        match self.file(at) {
            Some(file) => format!("{file}:{at}"),
            None => at.to_string(),
        }
    }

    /// Calls the hosts of the capture `host-1.example` and so on, in every text that is reported of it and in the names of its files.
    pub fn redact_hosts(&mut self) {
        let hosts = Hosts::new(&mut self.checked);
        hosts::texts(&mut self.checked, &mut |text| *text = hosts.redact(text));
        hosts::names(&mut self.checked, &mut |name| *name = hosts.redact_name(name));
        self.path = hosts.redact_name(&self.path);
    }

    /// Gives the capture another path, and its inputs other names, each instead of the one at the same position.
    pub fn rename(&mut self, path: String, inputs: &[String]) {
        let renamed: Vec<(String, &String)> = self
            .checked
            .inputs
            .iter_mut()
            .zip(inputs)
            .map(|(input, name)| (mem::replace(&mut input.name, name.clone()), name))
            .collect();
        for file in &mut self.checked.files {
            // What stands inside of an input is named after it.
            let inside = |(old, name): &(String, &String)| Some(format!("{name}{}", file.strip_prefix(old)?));
            if let Some(name) = renamed.iter().find_map(inside) {
                *file = name;
            }
        }
        self.path = path;
    }

    /// Returns ` (93:230)`, safe to show; nothing where the place is not known.
    pub(super) fn in_brackets(&self, at: Option<Place>) -> String {
        at.map(|at| format!(" ({})", clean(&self.place(at)))).unwrap_or_default()
    }
}

/// How values and lines are shown. Unless told otherwise: without colours, with credentials masked, at 100 columns.
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Use ANSI colours.
    pub color: bool,
    /// Make links of sources and rules, which a terminal opens: of the formats only the human one does.
    pub links: bool,
    /// Show credentials in full.
    pub show_secrets: bool,
    /// How much of a login the human report shows.
    pub detail: Detail,
    /// Put the page of a rule below its first finding of the run: of the formats only the human one does.
    pub explain: bool,
    /// How many columns a line may have.
    pub width: usize,
}

/// How much of a login the human report shows.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Detail {
    /// A line for each login that failed, and the counts.
    Quiet,
    /// The verdict with its evidence, fix and proof; what else there is in short.
    #[default]
    Normal,
    /// Every reason, the values of every finding, times and specifications.
    Verbose,
}

impl Default for Options {
    fn default() -> Self {
        Self { color: false, links: false, show_secrets: false, detail: Detail::Normal, explain: false, width: 100 }
    }
}

impl Options {
    /// Returns a text in its colours, where there are any.
    pub(crate) fn paint(self, text: &str, style: impl Fn(&str) -> ColoredString) -> String {
        if self.color { style(text).to_string() } else { text.to_owned() }
    }

    /// Returns a value as it may be shown.
    pub(crate) fn value(self, shown: &Shown) -> String {
        match shown {
            Shown::Public(value) => value.clone(),
            Shown::Secret(secret) if self.show_secrets => secret.expose().to_owned(),
            Shown::Secret(secret) => secret.to_string(),
            Shown::Absent => "(absent)".to_owned(),
        }
    }
}
