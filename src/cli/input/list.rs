//! `--files-from`.

use std::io;
use std::path::{Path, PathBuf};

use super::STDIN;
use crate::cli::{Error, FILES_FROM, bounded};

/// Reads a list of paths: one a line, or each ended by NUL. Empty ones are left out.
pub(super) fn read(list: &Path, null: bool) -> Result<Vec<PathBuf>, Error> {
    let read = if list == Path::new(STDIN) { bounded::read(io::stdin().lock()) } else { bounded::read_file(list) };
    let bytes = read.map_err(|source| Error::File { option: FILES_FROM, path: super::find::shown(list), source })?;
    let end = if null { 0 } else { b'\n' };
    let paths =
        bytes.split(|byte| *byte == end).map(|path| if null { path } else { path.strip_suffix(b"\r").unwrap_or(path) });
    Ok(paths.filter(|path| !path.is_empty()).map(path).collect())
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
