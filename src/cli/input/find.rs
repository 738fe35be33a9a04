//! Finds the files that a command names.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use super::open::open;
use super::{list, walk};
use crate::Input;
use crate::cli::Error;
use crate::cli::config::{ProjectConfig, absolute};

/// Where captures are selection.
pub(crate) struct Selection<'a> {
    /// The arguments.
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

/// A file that is to be read, or why there is none.
pub(crate) struct FoundFile {
    /// The path.
    pub(crate) path: PathBuf,
    /// The path as it is reported, with forward slashes on every system.
    pub(crate) name: String,
    /// What is wrong with it already.
    pub(crate) problem: Option<Error>,
}

/// Returns what is to be read, in the order of the arguments, then of the list; a directory stands for the captures below it,
/// in the order of their names. What is named twice counts where it is named first.
pub(crate) fn find(selection: &Selection<'_>) -> Result<Vec<FoundFile>, Error> {
    let listed = match selection.list {
        Some(list) => list::read(list, selection.null)?,
        None => Vec::new(),
    };
    let stdin = |path: &&PathBuf| path.as_path() == Path::new(STDIN);
    let reads_list = usize::from(selection.list == Some(Path::new(STDIN)));
    if selection.paths.iter().chain(&listed).filter(stdin).count() + reads_list > 1 {
        return Err(Error::StdinTwice);
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for path in selection.paths.iter().chain(&listed) {
        let files = if path.as_path() != Path::new(STDIN) && path.is_dir() {
            walk::captures_below(path, selection)
        } else {
            vec![FoundFile::new(path.clone())]
        };
        found.extend(files.into_iter().filter(|file| seen.insert(plain(&file.path))));
    }
    Ok(found)
}

/// Returns the names of captures: `*.har, *.har.gz` …
pub(crate) fn endings() -> String {
    let names = walk::ENDINGS.iter().map(|ending| format!("*{ending}"));
    names.collect::<Vec<_>>().join(", ")
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

    pub(crate) fn unreadable(path: PathBuf, source: io::Error, command: &'static str) -> Self {
        let name = shown(&path);
        let problem = Error::Input { command, path: name.clone(), source };
        Self { path, name, problem: Some(problem) }
    }
}

/// `./a.har` is `a.har`, from wherever it is named; links are not followed.
fn plain(path: &Path) -> PathBuf {
    if path == Path::new(STDIN) { path.to_owned() } else { absolute(path) }
}

pub(crate) fn shown(path: &Path) -> String {
    let path = path.to_string_lossy();
    if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
}

/// What stands for standard input.
pub(crate) const STDIN: &str = "-";
