//! Turns recordings of HTTP (HAR, proxy dumps, NetLog, commands, transcripts, pasted text) into exchanges in which each
//! value knows its line and column; knows nothing of OAuth.
//!
//! Nothing is normalised: a URL is the text that was recorded, a parameter keeps its encoding, repeated headers stay
//! repeated. Readers hand over one [`Exchange`] at a time, so that a caller keeps only what it needs. Broken files are
//! read up to the damage, and [`Summary`] says what was wrong.
//!
//! # Example: where a value stands
//!
//! ```
//! use oauth_doctor_capture::{Content, read};
//!
//! let text = br#"curl https://login.example/token -d "grant_type=authorization_code&code=abc""#;
//! let mut places = Vec::new();
//! let summary = read(text, &mut |exchange| {
//!     if let Some(Content::Text(sent)) = exchange.request.body.map(|body| body.content) {
//!         let code = sent.as_str().find("abc").and_then(|index| sent.place(index));
//!         places.extend(code.map(|place| place.to_string()));
//!     }
//! });
//! assert_eq!(summary.exchanges, 1);
//! assert_eq!(places, ["1:73"]);
//! ```

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
mod record;
mod refuse;
mod session;
mod sink;
mod stream;
mod summary;
mod text;
mod tool;
mod transcript;
mod unpack;
mod work;
mod zstd;

pub use error::{Error, ErrorDetail};
pub use exchange::{Body, CallFrame, Content, Exchange, Header, RecorderHints, Request, Response};
pub use format::{FileKind, Format, Recorder};
pub use har::DROPPED_BODY;
pub use note::{Note, NoteKind};
pub use record::{EvidenceLevel, Record};
pub use session::{Session, read};
pub use sink::{Attachments, Audience, Outline, Understood};
pub use summary::Summary;
pub use text::place::{Mark, Place};
pub use text::placed::Text;
pub use unpack::{Encoding, unpacked};
