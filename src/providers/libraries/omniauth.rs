//! What `OmniAuth` writes into logs.

use crate::providers::Cause::{StateLost, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const STRATEGY: Source = code("https://github.com/omniauth/omniauth-oauth2/blob/1481c33b3ffd69fcc7835caa9a1d129494a6df20/lib/omniauth/strategies/oauth2.rb");

pub(super) static LIBRARY: Library = Library { id: "omniauth", name: "OmniAuth", log: Log { marks: &["omniauth", "OmniAuth", "Authentication failure!"], texts: &[
at_client("csrf_detected", &[StateLost, StateMismatch], "The session that holds the `state` did not come back, or contains a different one.", STRATEGY),
] } };
