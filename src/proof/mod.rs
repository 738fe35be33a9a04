//! Proves a diagnosis: runs the login through the [server model](crate::server), as recorded and as corrected.

mod conclusion;
mod corrected;
mod established;
mod prove;
mod run;
mod world;

pub use conclusion::{Conclusion, Judged, Proof, Run};
pub(crate) use prove::prove;
