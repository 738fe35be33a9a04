//! What oauth2-proxy writes into logs.

use crate::providers::Cause::{StateLost, StateMismatch, StateMissing};
use crate::providers::{Library, Log, Source, at_client, code};

const PROXY: Source = code("https://github.com/oauth2-proxy/oauth2-proxy/blob/14af2951e562c9573c72c433732ceee83aea3282/oauthproxy.go");

pub(super) static LIBRARY: Library = Library { id: "oauth2-proxy", name: "oauth2-proxy", log: Log { marks: &["oauthproxy.go", "OAuth2", "AuthFailure"], texts: &[
at_client("unable to obtain CSRF cookie", &[StateLost], "The CSRF cookie did not come back: a different host, `SameSite`, or a removed cookie.", PROXY),
at_client("CSRF token mismatch, potential attack", &[StateMismatch], "The `state` that came back does not belong to the CSRF cookie.", PROXY).unmistakable(),
at_client("Error while parsing OAuth2 state", &[StateMissing], "No `state` came back, or one that oauth2-proxy didn't create.", PROXY).unmistakable(),
] } };
