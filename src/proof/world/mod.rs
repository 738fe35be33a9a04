//! The server of a login as the capture shows it: strict wherever the capture does not show that it is not.

mod client;
mod identity;
mod issued;
mod server;
#[expect(clippy::module_inception, reason = "the file of the type World")]
mod world;

pub(super) use world::World;
