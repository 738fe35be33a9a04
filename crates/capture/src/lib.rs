//! What was recorded of a login, as it was sent, each value with its place.
//!
//! Nothing is normalised here: a URL is the text that was recorded, a parameter keeps its encoding, repeated headers
//! stay repeated. Readers hand over one [`Exchange`] at a time, so that a caller keeps only what it needs.

mod archive;
mod command;
mod counts;
mod error;
mod exchange;
mod format;
#[cfg(fuzzing)]
pub mod fuzzing;
mod har;
mod http;
mod input;
mod message;
mod note;
mod pasted;
mod refuse;
mod session;
mod sink;
mod stream;
mod summary;
mod text;
mod tool;
mod transcript;
mod zstd;

pub use error::{Error, ErrorDetail};
pub use exchange::{Body, CallFrame, Content, Exchange, Header, RecorderHints, Request, Response};
pub use format::{FileKind, Format, Recorder};
pub use note::{Note, NoteKind};
pub use session::{Session, read};
pub use sink::{Attachments, Audience, Outline};
pub use summary::Summary;
pub use text::place::{Mark, Place};
pub use text::placed::Text;
