//! Files that must stay as they are, as the run reads them.

use std::fs;
use std::path::Path;

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
        let Some(what) = needed.or_else(|| is_stdout(file).then_some("where standard output goes")) else {
            return Ok(());
        };
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
pub(in crate::cli) fn identity(path: &Path) -> Option<Identity> {
    of_file(&fs::metadata(path).ok()?)
}

#[cfg(not(unix))]
pub(in crate::cli) fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    path.canonicalize().ok()
}

#[cfg(unix)]
fn of_file(file: &fs::Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    file.is_file().then(|| (file.dev(), file.ino()))
}

#[cfg(unix)]
fn is_stdout(path: &Path) -> bool {
    use std::os::fd::AsFd;
    let stdout = std::io::stdout().as_fd().try_clone_to_owned();
    let stdout = stdout.and_then(|stdout| fs::File::from(stdout).metadata());
    let stdout = stdout.ok().and_then(|file| of_file(&file));
    stdout.is_some() && stdout == identity(path)
}

#[cfg(not(unix))]
fn is_stdout(_: &Path) -> bool {
    false
}
