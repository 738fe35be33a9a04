//! The result of reading an input.

use crate::error::Error;
use crate::format::FileKind;
use crate::note::{Note, NoteKind};

/// The result of reading an input, apart from its exchanges.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// What the file is; `None` if nothing could be read.
    pub format: Option<FileKind>,
    /// The name and version of the program that wrote the file (`WebInspector 537.36`).
    pub creator: Option<String>,
    /// The number of exchanges that were handed over.
    pub exchanges: usize,
    /// Oddities that did not stop the reader.
    pub notes: Vec<Note>,
    /// Why the reader stopped early.
    pub error: Option<Error>,
}

impl Summary {
    /// Returns whether cookies and `Authorization` headers may have been removed, so that their absence proves nothing.
    pub fn is_sanitised(&self) -> bool {
        self.notes.iter().any(|note| note.kind == NoteKind::Sanitised)
    }
}
