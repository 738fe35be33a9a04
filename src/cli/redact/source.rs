//! An input that is read several times.

use std::io;
use std::sync::atomic::AtomicU64;

use super::run::COMMAND;
use crate::Input;
use crate::cli::Error;
use crate::cli::input::FoundFile;
use crate::redact::{Source, Spool};

/// An input that is read several times: a file, or what came on standard input.
pub(super) struct ReopenedInput {
    file: FoundFile,
    /// What came on standard input.
    spool: Option<Spool>,
    read: AtomicU64,
}

impl ReopenedInput {
    /// Takes a file; standard input is read to its end.
    pub(super) fn new(mut file: FoundFile) -> Result<Self, Error> {
        if let Some(problem) = file.problem.take() {
            return Err(problem);
        }
        let read = AtomicU64::new(0);
        let spool = file.is_stdin().then(|| Spool::of(&mut file.input(&read)?.content)).transpose();
        let failed = |source| Error::Input { command: COMMAND, path: file.name.clone(), source };
        let spool = spool.map_err(failed)?;
        Ok(Self { file, spool, read: AtomicU64::new(0) })
    }

    /// Returns the file.
    pub(super) fn file(&self) -> &FoundFile {
        &self.file
    }
}

impl Source for ReopenedInput {
    fn name(&self) -> &str {
        &self.file.name
    }

    fn open(&self) -> io::Result<Input<'_>> {
        match &self.spool {
            Some(spool) => Ok(Input { name: self.file.name.clone(), content: spool.open()?, attachments: None }),
            None => self.file.input(&self.read),
        }
    }
}
