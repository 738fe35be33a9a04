//! Writes a diagnosis in each format.

mod causes;
mod evidence;
mod fold;
mod github;
mod gitlab;
mod hosts;
pub mod html;
pub mod human;
pub mod json;
mod junit;
mod location;
mod markdown;
mod options;
mod problem;
mod proof;
mod prose;
mod sarif;
mod stream;
mod tally;
pub(crate) mod text;
mod view;

pub use options::{Capture, Detail, Options};
pub use proof::{ProofTally, prediction};
pub use stream::{Format, Piece, Stream, write};
pub use tally::Tally;
