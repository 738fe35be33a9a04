//! The formats of a report that programs and tickets read.

mod hostile;
mod hosts;
mod junit;
mod markdown;
mod reports;
mod sarif;
mod schema;
