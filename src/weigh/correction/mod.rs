//! The request as it should have been: as a diff against the recorded one, and as a curl command.

pub(crate) mod apply;
mod corrected;
mod safe;
pub(crate) mod show;

pub use corrected::{Correction, shown};
pub(crate) use corrected::{correct, of_token, recorded, show, target};
pub(crate) use safe::{is_safe, secure};
pub use show::line_diff;
