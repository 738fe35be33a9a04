//! Files of requests (`.http`, `.rest`) of the REST Client of VS Code, of `JetBrains` and of Visual Studio.

pub(crate) mod reader;
mod requests;
mod variables;

pub(crate) use requests::recognises;
