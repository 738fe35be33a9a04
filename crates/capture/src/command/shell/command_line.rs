//! The words of a command line, whatever shell it is written for.

use std::ops::Range;

use crate::note::{Note, NoteKind};
use crate::text::place::Place;
use crate::text::placed::Text;

/// A word of a command, without its quotes.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) text: Text,
    pub(crate) range: Range<usize>,
}

/// A command as its shell takes it apart.
#[derive(Debug, Default)]
pub(crate) struct CommandLine {
    /// The words, the program first.
    pub(crate) words: Vec<Word>,
    /// The end of the command.
    pub(crate) end: usize,
    /// The content of a here-document or here-string.
    pub(crate) stdin: Option<Text>,
    /// How far the shell looked, which is further than the end where a here-document follows.
    pub(crate) seen: usize,
    pub(crate) notes: Vec<Note>,
}

impl CommandLine {
    /// Adds a note.
    pub(crate) fn note(&mut self, kind: NoteKind, message: impl Into<String>, at: Option<Place>) {
        self.notes.push(Note::new(kind, message, at));
    }
}

/// Says that a quote is opened and never closed.
pub(crate) fn unclosed(at: Option<Place>) -> Note {
    Note::new(
        NoteKind::CommandCut,
        "a quote of this command is never closed: the command was truncated, or quotes inside it are not escaped; everything after the quote was not read",
        at,
    )
}
