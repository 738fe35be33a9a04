//! A recording without its secrets that keeps its diagnosis.
//!
//! The first pass (`collect`) finds the values that must go and what each becomes (`Mapping`), the second (`write`) puts it
//! in their place in every string of the recording.

mod base64;
mod collect;
mod cookie;
mod exposed;
mod family;
mod gate;
mod hosts;
mod json;
mod jwt;
mod key;
mod kind;
mod mapping;
mod options;
mod original;
mod outcome;
mod pkce;
mod run;
mod saml;
mod seal;
mod secrets;
mod shape;
mod source;
mod spell;
mod spool;
mod usual;
mod walk;
mod write;

pub(crate) use collect::collect;
pub use exposed::{Exposed, exposed};
pub use key::{Key, KeyError};
pub use kind::Kind;
pub(crate) use mapping::Mapping;
pub use options::Options;
pub use outcome::{Redacted, RedactedFile, Refused};
pub use run::redact;
pub use source::Source;
pub use spool::Spool;
pub(crate) use write::{Dropped, Form, write};
