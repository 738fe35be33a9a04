//! What a message about a failed login means, without a recording of it: an error, a line of a log, an exception.

mod decide;
mod explain;
mod split;

pub use explain::{Explained, explain};
