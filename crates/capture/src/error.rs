//! Why a capture cannot be read.

use std::borrow::Cow;
use std::{fmt, io};

use crate::text::place::Place;

/// Why a reader stopped early. Exchanges that it handed over before are valid.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The source failed while it was read.
    #[error("{0}")]
    Unreadable(ErrorDetail),
    /// The file is not a recording of HTTP.
    #[error("{0}")]
    NotACapture(ErrorDetail),
    /// The capture is damaged.
    #[error("{0}")]
    Damaged(ErrorDetail),
    /// The capture ends too early.
    #[error("{0}")]
    Truncated(ErrorDetail),
    /// The input exceeds a limit on bytes or files.
    #[error("{0}")]
    TooLarge(ErrorDetail),
    /// The input is packed in a way that is not supported: a password, another compression, an archive in an archive.
    #[error("{0}")]
    Unsupported(ErrorDetail),
    /// The only file of an archive cannot be read.
    #[error("the archive has one file, but it can't be read: {0}")]
    OnlyMember(Box<Self>),
}

/// What was expected and what to do, and where the reader stopped; never contains a value from the capture.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ErrorDetail {
    message: Cow<'static, str>,
    at: Option<Place>,
}

impl Error {
    /// Returns where the reader stopped.
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

    /// Makes an error from one of a source; unpacking readers say by its kind what is wrong.
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
        Self { message: message.into(), at }
    }
}

impl fmt::Display for ErrorDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
