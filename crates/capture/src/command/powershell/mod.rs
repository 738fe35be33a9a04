//! `Invoke-WebRequest` and `Invoke-RestMethod`, as browsers copy them and as people write them (PowerShell 5.1 and 7
//! reference).

pub(crate) mod cmdlet;
mod parameters;
mod session;
mod string;
mod value;
