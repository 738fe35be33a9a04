//! Sets up the model server and client from the capture: strict wherever the capture does not show that they are not.

mod client;
mod identity;
mod issued;
mod server;
#[expect(clippy::module_inception, reason = "the file of the type World")]
mod world;

pub(super) use world::World;
