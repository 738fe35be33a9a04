//! Zip archives: of Fiddler, of Playwright, and of whatever captures people pack together.

mod fiddler;
mod members;
mod playwright;
pub(crate) mod reader;
