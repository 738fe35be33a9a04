//! What programs conclude of a login in their logs: an event, an exception, a fixed text of a server or a library.
//!
//! [`read`] recognises a record, [`Heard`] joins what is said of one failure, and [`attach`] gives it to the login
//! that it is about, or makes one of it.

mod attach;
mod event;
mod facts;
mod hear;
mod keycloak;
mod read;
mod resource;
#[expect(clippy::module_inception, reason = "the statement itself")]
mod statement;

pub(crate) use attach::{Stand, attach};
pub(crate) use hear::Heard;
pub(crate) use read::{Reading, read};
pub(crate) use resource::read as read_resource;
pub use statement::{StatedFacts, Statement};
