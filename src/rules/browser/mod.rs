//! What the browser, the network or something in front of a server keeps from happening.

pub(in crate::rules) mod delivery;
pub(in crate::rules) mod front;
pub(in crate::rules) mod network;
pub(in crate::rules) mod page;
mod policy;
