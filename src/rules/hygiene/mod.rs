//! Rules about weaknesses that break no login: exposed values, missing protections.

pub(crate) mod exposure;
pub(crate) mod security;
