//! Files that must stay as they are, as the run reads them.

use std::fs;
use std::path::{Path, PathBuf};

use super::FoundFile;
use crate::cli::Error;

/// The files that a run needs, and what each is to the user.
pub(in crate::cli) struct NeededFiles<'a>(Vec<(&'a Path, &'static str)>);

impl<'a> NeededFiles<'a> {
    /// Takes the inputs.
    pub(in crate::cli) fn new(inputs: &'a [FoundFile]) -> Self {
        let inputs = inputs.iter().map(|input| (input.path.as_path(), "an input"));
        Self(inputs.collect())
    }

    /// Adds what else is needed, each with what it is.
    pub(in crate::cli) fn extend(&mut self, others: impl IntoIterator<Item = (&'a Path, &'static str)>) {
        self.0.extend(others);
    }

    /// Refuses to write a file that is one of these, or that standard output goes to.
    pub(in crate::cli) fn refuse(&self, option: &'static str, file: &Path) -> Result<(), Error> {
        let mut needed = self.0.iter();
        let needed = needed.find(|(path, _)| is_same(path, file)).map(|(_, what)| *what);
        let stdin = || is_stdin(file).then_some("what standard input comes from");
        let stdout = || is_stdout(file).then_some("where standard output goes");
        let Some(what) = needed.or_else(stdin).or_else(stdout) else { return Ok(()) };
        Err(Error::Overwrites { option, path: file.display().to_string(), what })
    }
}

/// Returns whether two paths lead to the same file, also by links.
pub(in crate::cli) fn is_same(one: &Path, other: &Path) -> bool {
    identity(one).is_some_and(|one| identity(other) == Some(one))
}

#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(not(unix))]
type Identity = std::path::PathBuf;

/// Returns what only this file has; none for what is no file, as a device may be written to as often as one likes.
#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    of_file(&fs::metadata(path).ok()?)
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    path.canonicalize().ok()
}

#[cfg(unix)]
fn of_file(file: &fs::Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    file.is_file().then(|| (file.dev(), file.ino()))
}

/// What a path leads to, also where nothing is there yet.
#[derive(Eq, PartialEq)]
pub(in crate::cli) enum Goal {
    /// A file.
    File(Identity),
    /// A name in a directory, by their paths.
    Name(PathBuf),
    /// What may be written to by several: a device, a pipe.
    Device,
}

impl Goal {
    pub(in crate::cli) fn of(path: &Path) -> Self {
        if let Some(identity) = identity(path) {
            return Self::File(identity);
        }
        if path.exists() {
            return Self::Device;
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        Self::Name(path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name)))
    }
}

#[cfg(unix)]
fn is_stdin(path: &Path) -> bool {
    leads_to(std::io::stdin(), path)
}

#[cfg(unix)]
fn is_stdout(path: &Path) -> bool {
    leads_to(std::io::stdout(), path)
}

#[cfg(unix)]
fn leads_to(stream: impl std::os::fd::AsFd, path: &Path) -> bool {
    let file = stream.as_fd().try_clone_to_owned().and_then(|stream| fs::File::from(stream).metadata());
    let file = file.ok().and_then(|file| of_file(&file));
    file.is_some() && file == identity(path)
}

#[cfg(not(unix))]
fn is_stdin(_: &Path) -> bool {
    false
}

#[cfg(not(unix))]
fn is_stdout(_: &Path) -> bool {
    false
}
