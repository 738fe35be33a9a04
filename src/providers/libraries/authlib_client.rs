//! What Authlib writes into logs.

use crate::providers::Cause::{StateLost, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const ERRORS: Source = code("https://github.com/authlib/authlib/blob/772bc72fe8440e6c5dd0a6615fb42d7466f85546/authlib/integrations/base_client/errors.py");

pub(super) static LIBRARY: Library = Library { id: "authlib-client", name: "Authlib", log: Log { marks: &["authlib", "OAuthError", "MismatchingStateError"], texts: &[
at_client("mismatching_state: CSRF Warning! State not equal in request and response.", &[StateLost, StateMismatch], "The session with the `state` did not come back, or contains a different one.", ERRORS).unmistakable(),
] } };
