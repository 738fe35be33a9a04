//! The file of `--record`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use crate::cli::{Error, RECORD};
use crate::report::text::clean;

/// The file of `--record`: opened before anything is sent, as an answer comes once; readable by its owner only.
pub(super) struct RecordFile<'a> {
    path: &'a Path,
    file: File,
    is_new: bool,
}

impl<'a> RecordFile<'a> {
    pub(super) fn open(path: &'a Path, overwrite: bool) -> Result<Self, Error> {
        let is_new = !path.exists();
        if !is_new && !overwrite {
            return Err(Error::RecordExists(path.display().to_string()));
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(is_new);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|source| file_error(path, source))?;
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .map_err(|source| file_error(path, source))?;
        Ok(Self { path, file, is_new })
    }

    /// Writes a HAR, and returns the name of the file, safe for a terminal.
    pub(super) fn write(mut self, har: &[u8]) -> Result<String, Error> {
        let written = self.file.set_len(0).and_then(|()| self.file.write_all(har));
        written.map_err(|source| file_error(self.path, source))?;
        Ok(clean(&self.path.display().to_string()))
    }

    /// Nothing came back, so there is nothing to keep.
    pub(super) fn discard(self) {
        if self.is_new {
            // An empty file that stays does no harm.
            let _ = fs::remove_file(self.path);
        }
    }
}

fn file_error(path: &Path, source: io::Error) -> Error {
    Error::File { option: RECORD, path: path.display().to_string(), source }
}
