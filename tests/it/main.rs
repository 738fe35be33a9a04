//! All tests of the command and of what the library promises, in one binary: `cargo test --test it rules::` runs those of a file.

#[cfg(unix)]
mod action;
mod baseline;
mod browser;
mod capture;
mod cases;
mod citations;
mod cli;
mod config;
mod corrections;
mod dialects;
mod docs;
mod facts;
mod fleet;
mod formats;
mod hostile;
mod html;
mod independent_server;
mod join;
mod json;
mod layers;
mod model;
mod people;
mod plants;
mod probe;
mod proof;
mod properties;
mod providers;
mod redact;
mod replay_send;
mod rules;
mod secrets;
mod statements;
mod support;
mod voice;
mod whole_reports;
