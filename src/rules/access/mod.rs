//! How the client uses the token that a login brought, and why a resource refuses it.

pub(crate) mod audience;
pub(crate) mod expired;
pub(crate) mod presented;
pub(crate) mod proof;
pub(crate) mod scope;
pub(crate) mod step_up;
pub(crate) mod user;
