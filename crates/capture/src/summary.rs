//! What a reader says of a capture as a whole.

use crate::error::Error;
use crate::note::Note;

/// What a reader says of the capture as a whole, after its last exchange.
#[derive(Debug, Default)]
pub struct Summary {
    /// The format: the name of a [`Format`], or what a refused file is (`pcap`, `image`, `unknown` …).
    pub format: &'static str,
    /// Who wrote the file, as name and version (`WebInspector 537.36`).
    pub creator: Option<String>,
    /// How many exchanges were handed over.
    pub exchanges: usize,
    /// What is odd about the capture and did not stop the reading.
    pub notes: Vec<Note>,
    /// What stopped the reading, after the exchanges that were handed over.
    pub error: Option<Error>,
}
