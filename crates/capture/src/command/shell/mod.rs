//! Command lines, as bash and the command processor of Windows take them apart.

mod ansi_c;
pub(crate) mod bash;
pub(crate) mod command_line;
pub(crate) mod cursor;
mod heredoc;
pub(crate) mod names;
pub(crate) mod windows;
