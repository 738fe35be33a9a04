//! What is written, kept back until it has passed the gate.

use std::env;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::PathBuf;

use super::key::Key;

/// Bytes that are written once and read as often as one likes: in memory, and beyond a size in a file that only its owner reads and
/// that is gone when this is dropped.
#[derive(Default)]
pub struct Spool {
    memory: Vec<u8>,
    file: Option<TemporaryFile>,
}

impl fmt::Debug for Spool {
    /// Shows nothing of what was written, which may not have been redacted.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Spool").field("is_in_memory", &self.file.is_none()).finish_non_exhaustive()
    }
}

struct TemporaryFile {
    path: PathBuf,
    file: File,
}

impl Spool {
    /// Opens it at its start.
    pub fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        match &self.file {
            None => Ok(Box::new(self.memory.as_slice())),
            Some(temporary) => Ok(Box::new(File::open(&temporary.path)?.chain(self.memory.as_slice()))),
        }
    }

    /// Reads a source to its end.
    pub fn of(source: &mut dyn Read) -> io::Result<Self> {
        let mut spool = Self::default();
        io::copy(source, &mut spool)?;
        Ok(spool)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.memory.extend_from_slice(bytes);
        if self.memory.len() > IN_MEMORY {
            let temporary = match &mut self.file {
                Some(temporary) => temporary,
                None => self.file.insert(TemporaryFile::create()?),
            };
            temporary.file.write_all(&self.memory)?;
            self.memory.clear();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TemporaryFile {
    fn create() -> io::Result<Self> {
        let name = Key::random().map_err(io::Error::other)?.fingerprint();
        let path = env::temp_dir().join(format!("oauth-doctor-{name}"));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        file.rewind()?;
        Ok(Self { path, file })
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // What stays is redacted, if not checked, and only its owner reads it.
        let _ = fs::remove_file(&self.path);
    }
}

/// How many bytes are kept in memory.
const IN_MEMORY: usize = 4 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(spool: &Spool) -> Vec<u8> {
        let mut bytes = Vec::new();
        spool.open().expect("it can be opened").read_to_end(&mut bytes).expect("it can be read");
        bytes
    }

    #[test]
    fn it_gives_back_what_was_written_and_leaves_nothing() {
        let small = Spool::of(&mut b"abc".as_slice()).expect("memory can be written");
        assert_eq!((read(&small), read(&small)), (b"abc".to_vec(), b"abc".to_vec()));
        let bytes: Vec<u8> = (0..3 * IN_MEMORY).map(|at| at.to_le_bytes()[0]).collect();
        let large = Spool::of(&mut bytes.as_slice()).expect("a file can be written");
        let path = large.file.as_ref().expect("it is large").path.clone();
        assert!(read(&large) == bytes);
        #[cfg(unix)]
        {
            let mode =
                std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).expect("it is there").permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
        drop(large);
        assert!(!path.exists());
    }
}
