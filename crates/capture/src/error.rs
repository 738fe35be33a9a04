//! Why a capture cannot be read.

use std::borrow::Cow;
use std::{fmt, io};

use crate::text::place::Place;

/// Why a capture cannot be read, or not to its end. What was handed over before counts.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The source fails while it is read.
    #[error("{0}")]
    Unreadable(ErrorDetail),
    /// It is something else than a recording of HTTP.
    #[error("{0}")]
    NotACapture(ErrorDetail),
    /// It is a capture, and broken.
    #[error("{0}")]
    Damaged(ErrorDetail),
    /// It is a capture that ends too early.
    #[error("{0}")]
    Truncated(ErrorDetail),
    /// It has more bytes or files than are read.
    #[error("{0}")]
    TooLarge(ErrorDetail),
    /// It is packed in a way that is not undone: a password, another compression, an archive in an archive.
    #[error("{0}")]
    Unsupported(ErrorDetail),
    /// It is an archive of one file, and that cannot be read.
    #[error("the archive holds one file, and it cannot be read: {0}")]
    OnlyMember(Box<Self>),
}

/// What was expected, and what to do; never what stood there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ErrorDetail {
    message: Cow<'static, str>,
    at: Option<Place>,
}

impl Error {
    /// Returns where the reading stopped.
    pub fn at(&self) -> Option<Place> {
        match self {
            Self::Unreadable(detail)
            | Self::NotACapture(detail)
            | Self::Damaged(detail)
            | Self::Truncated(detail)
            | Self::TooLarge(detail)
            | Self::Unsupported(detail) => detail.at,
            Self::OnlyMember(error) => error.at(),
        }
    }

    /// Makes the error of a source, which readers of packed data use to say what is wrong with it.
    pub(crate) fn from_io(error: &io::Error, message: impl Into<Cow<'static, str>>, at: Option<Place>) -> Self {
        let detail = ErrorDetail::new(message, at);
        match error.kind() {
            io::ErrorKind::FileTooLarge => Self::TooLarge(detail),
            io::ErrorKind::InvalidData => Self::Damaged(detail),
            io::ErrorKind::Unsupported => Self::Unsupported(detail),
            _ => Self::Unreadable(detail),
        }
    }
}

impl ErrorDetail {
    pub(crate) fn new(message: impl Into<Cow<'static, str>>, at: Option<Place>) -> Self {
        Self {
            message: message.into(),
            at,
        }
    }
}

impl fmt::Display for ErrorDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
