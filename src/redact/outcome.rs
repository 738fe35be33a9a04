//! What became of a recording.

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use super::key::KeyError;
use super::kind::Kind;
use super::spool::Spool;
use super::write::Dropped;
use crate::capture;

/// A recording without its secrets, and what was done to it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Redacted {
    /// What was written of each input, in their order.
    pub files: Vec<RedactedFile>,
    /// What tells the key apart: 16 digits of hex.
    pub key: String,
    /// How many values of each kind were replaced.
    pub replaced: BTreeMap<Kind, usize>,
    /// How many logins the report of both has; none if they were redacted under this key before, and are as they were.
    pub logins: Option<usize>,
    /// How many keys were drawn.
    pub draws: usize,
}

/// What was written of an input.
#[derive(Debug)]
#[non_exhaustive]
pub struct RedactedFile {
    /// The content.
    pub content: Spool,
    /// The input was none that can be written: this is a HAR of what was read of it.
    pub became_har: bool,
    /// Of how many exchanges only a shell is left.
    pub dropped_exchanges: usize,
    /// How many bodies were dropped.
    pub dropped_bodies: usize,
}

impl RedactedFile {
    pub(super) fn new(content: Spool, dropped: Dropped) -> Self {
        let Dropped { exchanges, bodies, became_har } = dropped;
        Self { content, became_har, dropped_exchanges: exchanges, dropped_bodies: bodies }
    }
}

/// Why nothing is written.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refused {
    /// The input cannot be read as a recording.
    NotRead(capture::Error),
    /// A file cannot be read or written.
    Io(io::Error),
    /// There is no key.
    Key(KeyError),
    /// Under every key the diagnosis would have been another.
    Differs {
        /// The first place of the JSON report that differs.
        place: String,
    },
    /// Under every key a piece of a secret would have stayed.
    Leaks {
        /// What the secret is; none if only the report knows it.
        kind: Option<Kind>,
        /// Which of the inputs.
        file: usize,
        /// The line of what would have been written, on which the piece ends.
        line: u64,
        /// The column, in bytes.
        column: u64,
    },
}

impl Refused {
    /// Returns whether the same is in the way at the same place.
    pub(super) fn is_at_place_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Differs { place }, Self::Differs { place: other }) => place == other,
            (
                Self::Leaks { kind, file, line, column },
                Self::Leaks { kind: other, file: other_file, line: other_line, column: other_column },
            ) => (kind, file, line, column) == (other, other_file, other_line, other_column),
            _ => false,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRead(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
            Self::Key(error) => error.fmt(f),
            Self::Differs { place } => {
                write!(f, "nothing was written: the diagnosis of the redacted recording would differ at `{place}`")
            }
            Self::Leaks { kind, line, column, .. } => {
                let what = kind.map_or("secret", Kind::title);
                write!(f, "nothing was written: part of a {what} would remain at {line}:{column} of the output")
            }
        }
    }
}

impl std::error::Error for Refused {}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<KeyError> for Refused {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}
