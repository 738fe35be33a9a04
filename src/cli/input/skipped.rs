//! What of a directory is not read.

use std::collections::BTreeMap;
use std::path::Path;

use super::recognise::Look;
use crate::cli::{Error, clean_lines};

/// What of a directory is not read: never silently.
pub(super) struct Skipped {
    /// The directory, as it was given.
    folder: String,
    /// The files that are no recordings, by the ending of their name.
    others: BTreeMap<String, usize>,
    /// Long files of which the beginning is none, and the rest was not looked at.
    long: usize,
    /// Pages of documentation.
    pages: usize,
    /// Files that cannot be read.
    unreadable: usize,
    /// The directories that were not searched, by name.
    left_out: BTreeMap<String, usize>,
}

impl Skipped {
    /// Begins to search a directory.
    pub(super) fn new(folder: &Path) -> Self {
        let folder = super::find::shown(folder);
        Self { folder, others: BTreeMap::new(), long: 0, pages: 0, unreadable: 0, left_out: BTreeMap::new() }
    }

    /// Counts a file that is not taken.
    pub(super) fn count(&mut self, path: &Path, look: Look) {
        match look {
            Look::Recording => {}
            Look::Documentation => self.pages += 1,
            Look::Unreadable => self.unreadable += 1,
            Look::Other | Look::LongText => {
                let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy().to_lowercase()));
                *self.others.entry(ending.unwrap_or_default()).or_default() += 1;
                self.long += usize::from(look == Look::LongText);
            }
        }
    }

    /// Counts a directory that is not searched.
    pub(super) fn leave_out(&mut self, folder: &Path) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        *self.left_out.entry(name).or_default() += 1;
    }

    /// Says what was not read, in one line; none where all was.
    pub(super) fn said(&self) -> Option<String> {
        let number = self.number();
        let mut parts = Vec::new();
        if number > 0 {
            parts.push(format!(
                "{} ({})",
                counted(number, "file is not a recording", "files are not recordings"),
                self.endings()
            ));
        }
        if self.long > 0 {
            parts.push(format!(
                "{} longer than 64 KiB and only searched in part; name a file to read all of it",
                if self.long == 1 { "1 of them is".to_owned() } else { format!("{} of them are", self.long) }
            ));
        }
        if self.pages > 0 {
            let pages = counted(
                self.pages,
                "file is skipped as documentation (.md)",
                "files are skipped as documentation (.md)",
            );
            parts.push(format!("{pages}; name a file to read it"));
        }
        if self.unreadable > 0 {
            parts.push(counted(self.unreadable, "file cannot be read", "files cannot be read"));
        }
        if !self.left_out.is_empty() {
            let names: Vec<&str> = self.left_out.keys().map(String::as_str).collect();
            parts.push(format!("not searched: {}", names.join(", ")));
        }
        (!parts.is_empty()).then(|| clean_lines(&format!("{}: {}", self.folder, parts.join("; "))))
    }

    /// Says that nothing is left to read.
    pub(super) fn nothing_left(&self, command: &'static str) -> Error {
        let files = match self.number() + self.pages + self.unreadable {
            0 => "this directory has no files".to_owned(),
            1 => "the only file here is not a recording".to_owned(),
            several if self.pages == several => format!("the {several} files here are skipped as documentation (.md)"),
            several => format!("none of the {several} files here is a recording ({})", self.endings()),
        };
        Error::EmptyDirectory { command, path: self.folder.clone(), files }
    }

    fn number(&self) -> usize {
        self.others.values().sum()
    }

    /// Returns the endings that most of the files have: `8 .png, 3 .js, 1 other`.
    fn endings(&self) -> String {
        let mut endings: Vec<(&str, usize)> = self.others.iter().map(|(ending, n)| (ending.as_str(), *n)).collect();
        endings.sort_by_key(|(ending, n)| (ending.is_empty(), std::cmp::Reverse(*n)));
        let named = endings.iter().take(LISTED).filter(|(ending, _)| !ending.is_empty());
        let mut parts: Vec<String> = named.clone().map(|(ending, n)| format!("{n} {ending}")).collect();
        let rest = self.number() - named.map(|(_, n)| n).sum::<usize>();
        if rest > 0 {
            parts.push(format!("{rest} other"));
        }
        parts.join(", ")
    }
}

fn counted(n: usize, one: &str, several: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { several })
}

/// How many endings are named.
const LISTED: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_is_counted_and_named() {
        let mut skipped = Skipped::new(Path::new("captures"));
        assert_eq!(skipped.said(), None);
        for name in ["a.png", "b.PNG", "c.js", "LICENSE"] {
            skipped.count(Path::new(name), Look::Other);
        }
        skipped.count(Path::new("server.log"), Look::LongText);
        skipped.leave_out(Path::new("captures/node_modules"));
        let said = skipped.said().expect("something is not read");
        assert_eq!(
            said,
            "captures: 5 files are not recordings (2 .png, 1 .js, 1 .log, 1 other); 1 of them is longer than 64 KiB and only \
             searched in part; name a file to read all of it; not searched: node_modules"
        );
    }
}
