//! The proof of a diagnosis by execution: the login as it was recorded and as it should have been, each run through the
//! [server model](crate::server::model).

mod conclusion;
mod corrected;
mod established;
mod prove;
mod run;
mod world;

pub use conclusion::{Conclusion, Judged, Proof, Run};
pub(crate) use prove::prove;
