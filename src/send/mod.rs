//! A recorded token request, sent again to a real endpoint; and the questions that `probe` asks one.
//!
//! In goes a [`Diagnosis`](crate::diagnosis::Diagnosis), out comes what to send ([`plan`], [`message`]), the exchange that it
//! led to ([`send`], with the feature `net`), and a HAR of it ([`har`]), which `check` reads like any other. Only this module
//! talks to a network.

#[cfg(feature = "net")]
pub(crate) mod connection;
pub(crate) mod error;
pub(crate) mod plan;
#[cfg(feature = "net")]
pub mod probe;
pub(crate) mod record;
pub(crate) mod wire;

#[cfg(feature = "net")]
pub use connection::{Endpoint, Settings, send};
pub use error::Error;
pub use plan::{Plan, Wishes, plan, variable};
pub use record::{har, kept};
pub use wire::message;
