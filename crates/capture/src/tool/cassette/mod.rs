//! Cassettes, in which libraries for tests keep what they recorded: VCR of Python, Ruby, Go and PHP, Betamax, `EasyVCR`,
//! Polly.js as YAML, nock, Hoverfly. All have a list of interactions with a request and a response each, and name their parts a little
//! differently.

mod fields;
mod interaction;
mod json;
mod node;
pub(crate) mod reader;
mod recognise;
mod scalar;
mod stubs;
mod yaml;

pub(crate) use recognise::recognises;
