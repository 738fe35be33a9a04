//! What all findings of a login amount to: the verdict, the causes beside it, the corrected requests, and what to do next.

mod advice;
pub(crate) mod correction;
mod finding;
mod server_error;
mod standing;
mod steps;
mod verdict;
mod words;

pub(crate) use advice::next;
pub use advice::record_all;
pub use correction::{Correction, line_diff, shown};
pub use finding::{Candidate, Cleared, Finding, Status};
pub use server_error::ServerError;
pub(crate) use server_error::{error_code, server_error};
pub(crate) use standing::unexplained;
pub use standing::{NO_CAUSE, Standing, Unexplained};
pub use steps::Step;
pub(crate) use steps::steps;
pub(crate) use verdict::{Weighed, weigh};
pub use words::Words;
pub(crate) use words::{notes, of as words_of};
