//! How a token endpoint treats requests, learnt without any credential: the same request with an invalid code is sent in
//! different shapes, and the refusals are compared.

pub(crate) mod conclude;
mod probing;
pub(crate) mod question;

pub use conclude::{NotShown, ProbeConclusion};
pub use probing::{Answered, Learned, Probe};
