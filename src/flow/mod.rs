//! The logins in a capture: which exchanges are OAuth messages, and which of them belong together.
//!
//! [`Collector`] takes exchanges one at a time and keeps those that may be part of a login; [`Collector::finish`] links them.

mod link;
pub(crate) mod message;
mod repeats;
mod statement;
mod traffic;

pub use crate::providers::TurnedAway;
pub use link::collect::Collector;
pub(crate) use link::same_code::same_code;
pub use message::authorization::{AuthorizationResponse, AuthorizeRequest, Callback, Delivery, PageAnswer, StartedBy};
pub use message::cookies::{SameSite, SetCookie};
pub use message::discovery::{Discovery, DiscoveryKind};
pub use message::document::{ClientDocument, CredentialOffer, KeySet};
pub use message::endpoints::{DeviceAuthorization, RefusedDevice, Revocation, RevokedAt};
pub use message::exchange::{Preflight, Shows, TokenExchange};
pub use message::pushed::Pushed;
pub(crate) use message::pushed::{OBJECT_PART, PUSHED_PART};
pub use message::resource::{ResourceRequest, TokenScheme};
pub use repeats::Repeats;
pub(crate) use statement::{Reading as StatementReading, read as read_statement};
pub use statement::{StatedFacts, Statement};
pub use traffic::{BearerUse, ClientRegistration, Flow, Leak, Seen, Traffic, Visit};
