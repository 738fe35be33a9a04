//! Picks the verdict from the findings of a login, and writes the corrected requests and the next step.

mod advice;
pub(crate) mod correction;
mod finding;
mod meaning;
mod server_error;
mod standing;
mod step;
mod verdict;
mod words;

pub use advice::record_all;
pub(crate) use advice::{next, next_of_access};
pub use correction::{Correction, line_diff, shown};
pub use finding::{Candidate, Cleared, Finding, Status};
pub use meaning::Words;
pub(crate) use meaning::{notes, weighed};
pub use server_error::{ServerError, Speaker};
pub(crate) use server_error::{error_code, server_error};
pub(crate) use standing::unexplained;
pub use standing::{NO_CAUSE, Standing, Unexplained};
pub(crate) use step::steps;
pub use step::{Step, StepKind};
pub(crate) use verdict::{Weighed, weigh};
