//! Requests that are written as commands: curl, PowerShell, HTTPie, `fetch`, axios, Python's requests.
//!
//! A command says what was sent, or what was to be sent. What a shell or script would have filled in and the text does
//! not assign stays as it is written (`$CODE`), so that it is known for a placeholder; what a command takes from a file
//! is missing, never empty. A copy of a browser leaves out `Host`, `Content-Length` and more, so nothing follows from a
//! header that is not there.

mod build;
mod context;
mod curl;
pub(crate) mod find;
mod httpie;
mod powershell;
mod script;
mod shell;
#[cfg(test)]
mod tests;
