//! A file that a command writes: one that cannot be written is known before the work is done, and a run that is interrupted before
//! it has anything to write leaves no empty file, and what was there as it was.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file that is made, or emptied, when the first byte is written to it.
pub(super) struct OutFile {
    path: PathBuf,
    access: Access,
    state: State,
}

/// Who may read the file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Access {
    /// Whoever the system lets, as with every file.
    Everyone,
    /// The user alone: it holds credentials.
    Owner,
}

enum State {
    /// It did not exist.
    Absent,
    /// It was there, and still is what it was.
    Untouched(File),
    /// It is being written.
    Begun(File),
}

impl OutFile {
    /// Makes sure that the file can be written. Directories that are missing are made.
    pub(super) fn open(path: &Path, access: Access) -> io::Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let state = match OpenOptions::new().write(true).open(path) {
            Ok(file) => State::Untouched(file),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                drop(create(path, access)?);
                fs::remove_file(path)?;
                State::Absent
            }
            Err(error) => return Err(error),
        };
        Ok(Self { path: path.to_owned(), access, state })
    }

    /// Returns whether the file was there before.
    #[cfg(feature = "net")]
    pub(super) fn existed(&self) -> bool {
        matches!(self.state, State::Untouched(_))
    }

    /// Makes or empties the file, also where nothing is written to it.
    fn begin(&mut self) -> io::Result<&mut File> {
        let file = match std::mem::replace(&mut self.state, State::Absent) {
            State::Begun(file) => file,
            State::Absent => create(&self.path, self.access)?,
            State::Untouched(file) => {
                // A device has no length.
                if file.metadata()?.is_file() {
                    file.set_len(0)?;
                    #[cfg(unix)]
                    if self.access == Access::Owner {
                        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(PRIVATE))?;
                    }
                }
                file
            }
        };
        self.state = State::Begun(file);
        match &mut self.state {
            State::Begun(file) => Ok(file),
            State::Absent | State::Untouched(_) => Err(ErrorKind::NotFound.into()),
        }
    }
}

impl Write for OutFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begin()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.begin()?.flush()
    }
}

/// Makes a file that is not there: one that came meanwhile is somebody else's.
fn create(path: &Path, access: Access) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if access == Access::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, PRIVATE);
    }
    #[cfg(not(unix))]
    let _ = access;
    options.open(path)
}

/// The mode of a file that only its owner reads.
#[cfg(unix)]
const PRIVATE: u32 = 0o600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_nothing_is_written_to_stays_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("report.json");
        drop(OutFile::open(&path, Access::Everyone).expect("it can be written"));
        assert!(!path.exists());
        fs::write(&path, "old and long").expect("a file can be written");
        drop(OutFile::open(&path, Access::Everyone).expect("it can be written"));
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "old and long");
        let mut file = OutFile::open(&path, Access::Everyone).expect("it can be written");
        file.write_all(b"new").expect("it can be written");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "new");
    }

    #[test]
    fn what_cannot_be_written_is_known_before() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        fs::write(folder.path().join("file"), "").expect("a file can be written");
        assert!(OutFile::open(&folder.path().join("file/report.json"), Access::Everyone).is_err());
        assert!(OutFile::open(folder.path(), Access::Everyone).is_err());
    }

    #[test]
    fn directories_that_are_missing_are_made() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("out/of/ci/report.json");
        let mut file = OutFile::open(&path, Access::Everyone).expect("it can be written");
        file.write_all(b"{}").expect("it can be written");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "{}");
    }

    #[cfg(unix)]
    #[test]
    fn what_holds_credentials_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder can be made");
        for is_there in [false, true] {
            let path = folder.path().join(format!("{is_there}.har"));
            if is_there {
                fs::write(&path, "old").expect("a file can be written");
            }
            let mut file = OutFile::open(&path, Access::Owner).expect("it can be written");
            file.write_all(b"secret").expect("it can be written");
            assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
        }
    }
}
