//! Finds the files that a command names.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use super::open::open;
use super::skipped::Skipped;
use super::{announce, list, pattern, walk};
use crate::Input;
use crate::cli::Error;
use crate::cli::config::{ProjectConfig, absolute};

/// Where recordings are.
pub(crate) struct Selection<'a> {
    /// The arguments; without them, and without a list, standard input.
    pub(crate) paths: &'a [PathBuf],
    /// A file that lists more of them.
    pub(crate) list: Option<&'a Path>,
    /// The list is separated by NUL, not by line ends.
    pub(crate) null: bool,
    /// The configuration, which may choose the files of a directory.
    pub(crate) settings: &'a ProjectConfig,
    /// The command that reads them.
    pub(crate) command: &'static str,
}

/// What is to be read, and what of the directories is not.
pub(crate) struct Found {
    /// The files, in the order of the arguments, then of the list.
    pub(crate) files: Vec<FoundFile>,
    skipped: Vec<Skipped>,
}

/// A file that is to be read, or why there is none.
pub(crate) struct FoundFile {
    /// The path.
    pub(crate) path: PathBuf,
    /// The path as it is reported, with forward slashes on every system.
    pub(crate) name: String,
    /// What is wrong with it already.
    pub(crate) problem: Option<Error>,
}

/// Returns what is to be read: a directory stands for the recordings below it, in the order of their names, a pattern for what it
/// matches. What is named twice counts where it is named first.
pub(crate) fn find(selection: &Selection<'_>) -> Result<Found, Error> {
    let listed = match selection.list {
        Some(list) => list::read(list, selection.null)?,
        None if selection.paths.is_empty() => vec![PathBuf::from(STDIN)],
        None => Vec::new(),
    };
    let stdin = |path: &&PathBuf| path.as_path() == Path::new(STDIN);
    let reads_list = usize::from(selection.list == Some(Path::new(STDIN)));
    if selection.paths.iter().chain(&listed).filter(stdin).count() + reads_list > 1 {
        return Err(Error::StdinTwice);
    }
    let mut seen = BTreeSet::new();
    let mut found = Found { files: Vec::new(), skipped: Vec::new() };
    let mut take = |path: &Path, found: &mut Found| {
        let files = if path != Path::new(STDIN) && path.is_dir() {
            let (files, skipped) = walk::recordings_below(path, selection);
            // Where nothing is left, the error says what there is.
            found.skipped.extend(Some(skipped).filter(|_| files.iter().any(|file| file.problem.is_none())));
            files
        } else {
            vec![FoundFile::new(path.to_owned())]
        };
        found.files.extend(files.into_iter().filter(|file| seen.insert(plain(&file.path))));
    };
    for path in selection.paths {
        if !pattern::is_pattern(path) {
            take(path, &mut found);
            continue;
        }
        match pattern::matching(path, selection.command) {
            Ok(paths) => paths.iter().for_each(|path| take(path, &mut found)),
            Err(problem) => found.files.push(FoundFile::without(path.clone(), problem)),
        }
    }
    for path in &listed {
        take(path, &mut found);
    }
    Ok(found)
}

impl Found {
    /// Says which files of the directories are not read.
    pub(crate) fn say_skipped(&self, err: &mut dyn Write) {
        for line in self.skipped.iter().filter_map(Skipped::said) {
            // With standard error gone there is nobody to tell.
            let _ = writeln!(err, "note: {line}");
        }
    }

    /// Says what is waited for, where somebody types the input.
    pub(crate) fn announce(&self, err: &mut dyn Write) {
        if self.files.iter().any(FoundFile::is_stdin) {
            announce("a recording (HAR, curl, a log, a ticket) on standard input", err);
        }
    }
}

impl FoundFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { name: shown(&path), path, problem: None }
    }

    /// Opens it for a command; what is read of it is counted.
    pub(crate) fn open<'a>(&self, command: &'static str, read: &'a AtomicU64) -> Result<Input<'a>, Error> {
        self.input(read).map_err(|source| Error::Input { command, path: self.name.clone(), source })
    }

    /// Opens it; what is read of it is counted.
    pub(crate) fn input<'a>(&self, read: &'a AtomicU64) -> io::Result<Input<'a>> {
        open(&self.path, &self.name, read)
    }

    /// Returns whether it is standard input.
    pub(crate) fn is_stdin(&self) -> bool {
        self.path == Path::new(STDIN)
    }

    pub(super) fn unreadable(path: PathBuf, source: io::Error, command: &'static str) -> Self {
        let problem = Error::Input { command, path: shown(&path), source };
        Self::without(path, problem)
    }

    pub(super) fn without(path: PathBuf, problem: Error) -> Self {
        Self { problem: Some(problem), ..Self::new(path) }
    }
}

/// `./a.har` is `a.har`, from wherever it is named; links are not followed.
fn plain(path: &Path) -> PathBuf {
    if path == Path::new(STDIN) { path.to_owned() } else { absolute(path) }
}

pub(super) fn shown(path: &Path) -> String {
    let path = path.to_string_lossy();
    if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
}

/// What stands for standard input.
pub(crate) const STDIN: &str = "-";
