//! A strict authorization server, to prove a diagnosis by execution: it refuses the request that was recorded, says why, and takes
//! the corrected one.

pub mod model;
