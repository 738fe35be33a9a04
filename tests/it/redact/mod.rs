//! A redacted recording has the diagnosis of the original and none of its secrets, or it is not written.

mod command;
mod formats;
mod gate;
mod halves;
mod hosts;
mod large;
mod logins;
mod made;
mod plants;
mod structure;

use std::io::Read;

use oauth_doctor::redact::{Key, Options, Redacted, Refused, redact};

/// Redacts a recording under a key of these bytes.
fn redacted(name: &str, bytes: &[u8], key: u8) -> Result<Redacted, Refused> {
    let key = Key::from_bytes(&[key; 32]).expect("it is long enough");
    redact(&[&(name.to_owned(), bytes.to_vec())], Some(&key), Options::default())
}

/// Tries one key after the other, as many as a run without one draws, and always the same ones.
fn under_keys<T>(first: u8, attempt: impl Fn(u8) -> Result<T, Refused>) -> Result<T, Refused> {
    (first + 1..first + 5).fold(attempt(first), |tried, key| tried.or_else(|_| attempt(key)))
}

/// What was written of the only input.
fn content(redacted: &Redacted) -> Vec<u8> {
    let mut bytes = Vec::new();
    redacted.files[0].content.open().expect("it can be opened").read_to_end(&mut bytes).expect("it can be read");
    bytes
}
