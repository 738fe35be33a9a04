//! Recognises files that are not supported, and says what to do instead.

mod content;
mod json;
mod outline;

pub(super) use content::{binary, json_lines, read_json_lines, recognise};
pub(super) use json::known;
