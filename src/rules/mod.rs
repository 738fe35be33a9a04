//! What can be wrong with a login, one table entry and one function a rule.
//!
//! A rule looks at one login and says one of four things ([`Assessment`]): it does not concern this login, it is ruled out and
//! why, it cannot be assessed and what is missing, or it was found, with the values that show it.

pub(crate) mod access;
mod assessment;
pub(crate) mod authorize;
pub(crate) mod bound;
mod browser;
pub(crate) mod client;
pub(crate) mod code;
pub(crate) mod discovery;
mod found;
pub(crate) mod hygiene;
pub(crate) mod pkce;
mod reference;
pub(crate) mod refresh;
mod rule;
pub(crate) mod token;
mod topics;

pub use assessment::{Assessment, NoFinding};
pub use found::{Change, Confidence, Evidence, Found, NewValue, Target};
pub use reference::{page, reference};
pub(crate) use rule::{AT_AUTHORIZE, NO_ERROR, NOT_BEGUN};
pub use rule::{Check, Optional, Rule, Severity};
pub use topics::{TOPICS, all, find, similar};
