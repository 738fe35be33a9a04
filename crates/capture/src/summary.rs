//! What a reader says of a capture as a whole.

use crate::error::Error;
use crate::format::FileKind;
use crate::note::{Note, NoteKind};

/// What a reader says of the capture as a whole, after its last exchange.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// What the file is; absent where nothing of it could be read.
    pub format: Option<FileKind>,
    /// Who wrote the file, as name and version (`WebInspector 537.36`).
    pub creator: Option<String>,
    /// How many exchanges were handed over.
    pub exchanges: usize,
    /// What is odd about the capture and did not stop the reading.
    pub notes: Vec<Note>,
    /// What stopped the reading, after the exchanges that were handed over.
    pub error: Option<Error>,
}

impl Summary {
    /// Returns whether cookies and `Authorization` headers may have been removed, so that their absence proves nothing.
    pub fn is_sanitised(&self) -> bool {
        self.notes.iter().any(|note| note.kind == NoteKind::Sanitised)
    }
}
