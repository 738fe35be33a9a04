//! The captures below a directory.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use super::{FoundFile, Selection};
use crate::cli::Error;

/// Returns the captures below a directory in the order of their names, and what cannot be looked into. Links to directories
/// are not followed: they may lead back up.
pub(super) fn captures_below(folder: &Path, selection: &Selection<'_>) -> Vec<FoundFile> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        match fs::read_dir(&folder) {
            Ok(entries) => entries.for_each(|entry| look(&folder, entry, selection, &mut folders, &mut found)),
            Err(error) => found.push(FoundFile::unreadable(folder, error, selection.command)),
        }
    }
    if found.is_empty() {
        let name = super::find::shown(folder);
        let problem = selection.settings.nothing_chosen(&name);
        found.push(FoundFile {
            path: folder.to_owned(),
            problem: Some(problem.unwrap_or_else(|| Error::EmptyDirectory(name.clone()))),
            name,
        });
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn look(
    folder: &Path,
    entry: io::Result<DirEntry>,
    selection: &Selection<'_>,
    folders: &mut Vec<PathBuf>,
    found: &mut Vec<FoundFile>,
) {
    let kind = entry.and_then(|entry| Ok((entry.file_type()?, entry)));
    let (kind, entry) = match kind {
        Ok(known) => known,
        Err(error) => return found.push(FoundFile::unreadable(folder.to_owned(), error, selection.command)),
    };
    if kind.is_dir() {
        folders.push(entry.path());
    } else {
        let path = entry.path();
        let is_taken =
            || selection.settings.chooses(&path).unwrap_or_else(|| is_capture(&entry.file_name().to_string_lossy()));
        // A pipe would be waited for; a link that leads nowhere is reported when it is opened.
        let readable =
            kind.is_file() || kind.is_symlink() && fs::metadata(&path).map_or(true, |target| target.is_file());
        if readable && is_taken() {
            found.push(FoundFile::new(path));
        }
    }
}

/// Returns whether a file of this name is a capture. Names that other files have too (`.txt`, `.json`, `.xml`, `.log`, `.sh`)
/// are not taken; nor are the bodies that Playwright keeps beside a HAR, which are named by their SHA-1.
fn is_capture(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let Some(stem) = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)) else {
        return false;
    };
    !(stem.len() == 40 && stem.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The names of captures.
pub(in crate::cli) const ENDINGS: &[&str] = &[
    ".har",
    ".har.gz",
    ".har.zst",
    ".zip",
    ".saz",
    ".chlsj",
    ".flow",
    ".flows",
    ".mitm",
    ".mitmproxy",
    ".http",
    ".curl",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_are_told_by_their_names() {
        for name in ["a.har", "A.HAR.GZ", "trace.zip", "1.saz", "x.mitmproxy", "login.curl"] {
            assert!(is_capture(name), "{name}");
        }
        for name in ["a.txt", "package.json", "har", "a.har.bak", "a.png"] {
            assert!(!is_capture(name), "{name}");
        }
        assert!(!is_capture("0a1765e88417907b2896da76294635ee572e7a03.zip"));
    }
}
