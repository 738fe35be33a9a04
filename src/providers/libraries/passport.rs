//! What passport-oauth2 writes into logs.

use crate::providers::Cause::{StateLost, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const STATE: Source = code("https://github.com/jaredhanson/passport-oauth2/blob/be9bf58cee75938c645a9609f0cc87c4c724e7c8/lib/state/session.js");

pub(super) static LIBRARY: Library = Library { id: "passport-oauth2", name: "passport-oauth2", log: Log { marks: &["passport", "authorization request state"], texts: &[
at_client("Unable to verify authorization request state.", &[StateLost], "The session that holds the `state` did not come back.", STATE).unmistakable(),
at_client("Invalid authorization request state.", &[StateMismatch], "The `state` that came back is not the one that the client sent.", STATE).unmistakable(),
] } };
