//! `--format html`: one page that loads nothing, and shows what a capture holds as text only.
//!
//! Templates escape what they show (askama); what could reorder or hide text is written out by `report::text::clean`. The policy of the page
//! (Content Security Policy Level 3 §4.2.2 and §8.3) lets nothing run or style it but the two files that are compiled in.

mod diagram;
mod document;
mod login;
mod page;
mod parts;
mod timeline;

pub use document::write;
pub(crate) use document::{PageIndex, begin, end, render, render_unreadable};
