//! TODO: say what this folder is.

pub(crate) mod ansi_c;
pub(crate) mod bash;
pub(crate) mod cursor;
pub(crate) mod heredoc;
pub(crate) mod names;
pub(crate) mod windows;
pub(crate) mod words;
