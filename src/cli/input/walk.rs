//! The recordings below a directory.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use super::recognise::{Look, look_at};
use super::skipped::Skipped;
use super::{FoundFile, Selection};

/// Returns the recordings below a directory in the order of their names, what cannot be looked into, and what else there is. Links to
/// directories are not followed: they may lead back up.
pub(super) fn recordings_below(folder: &Path, selection: &Selection<'_>) -> (Vec<FoundFile>, Skipped) {
    let mut search = Search { selection, files: Vec::new(), skipped: Skipped::new(folder), folders: Vec::new() };
    search.folders.push(folder.to_owned());
    while let Some(folder) = search.folders.pop() {
        match fs::read_dir(&folder) {
            Ok(entries) => entries.for_each(|entry| search.look(&folder, entry)),
            Err(error) => search.files.push(FoundFile::unreadable(folder, error, selection.command)),
        }
    }
    let Search { mut files, skipped, .. } = search;
    if files.is_empty() {
        let nothing = selection.settings.nothing_chosen(&super::find::shown(folder));
        let problem = nothing.unwrap_or_else(|| skipped.nothing_left(selection.command));
        files.push(FoundFile::without(folder.to_owned(), problem));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    (files, skipped)
}

struct Search<'a> {
    selection: &'a Selection<'a>,
    files: Vec<FoundFile>,
    skipped: Skipped,
    /// What is still to be looked into.
    folders: Vec<PathBuf>,
}

impl Search<'_> {
    fn look(&mut self, folder: &Path, entry: io::Result<DirEntry>) {
        let kind = entry.and_then(|entry| Ok((entry.file_type()?, entry)));
        let (kind, entry) = match kind {
            Ok(known) => known,
            Err(error) => {
                let command = self.selection.command;
                return self.files.push(FoundFile::unreadable(folder.to_owned(), error, command));
            }
        };
        let path = entry.path();
        if kind.is_dir() {
            // Where patterns choose, they say which folders matter.
            if self.selection.settings.includes() || !is_no_place(&path) {
                self.folders.push(path);
            } else {
                self.skipped.leave_out(&path);
            }
            return;
        }
        let is_link = kind.is_symlink();
        // A pipe would be waited for.
        let is_readable = kind.is_file() || is_link && fs::metadata(&path).map_or(true, |target| target.is_file());
        if !is_readable {
            return;
        }
        match self.selection.settings.chooses(&path) {
            Some(true) => self.files.push(FoundFile::new(path)),
            Some(false) => {}
            None => match look_at(&path) {
                Look::Recording => self.files.push(FoundFile::new(path)),
                other => self.skipped.count(&path, other),
            },
        }
    }
}

/// Returns whether nobody keeps recordings in a directory: what a version control system, a package manager or a build made.
pub(super) fn is_no_place(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    NO_PLACES.contains(&name) || MARKS.iter().any(|mark| folder.join(mark).is_file())
}

/// The names of directories in which nobody keeps recordings.
const NO_PLACES: &[&str] = &[".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", ".gradle", ".next"];

/// Files that say of their directory that a program made all of it (<https://bford.info/cachedir/>), or that it is an environment of
/// Python.
const MARKS: &[&str] = &["CACHEDIR.TAG", "pyvenv.cfg"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_made_is_no_place_for_recordings() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        for (name, mark, is_none) in [
            ("node_modules", "", true),
            (".git", "", true),
            ("target", "CACHEDIR.TAG", true),
            ("target-of-maven", "", false),
            ("captures", "", false),
        ] {
            let path = folder.path().join(name);
            fs::create_dir(&path).expect("a folder can be made");
            if !mark.is_empty() {
                fs::write(path.join(mark), "").expect("a file can be written");
            }
            assert_eq!(is_no_place(&path), is_none, "{name}");
        }
    }
}
