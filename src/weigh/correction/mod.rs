//! The request as it should have been: as a diff against the recorded one, and as a curl command.

pub(crate) mod apply;
mod corrected;
pub(crate) mod show;

pub use corrected::{Correction, shown};
pub(crate) use corrected::{correct, of_token, recorded, show, target};
pub use show::line_diff;
