//! What Python Social Auth raises.

use crate::providers::Cause::{Clock, IdTokenAudience, IdTokenExpired, IdTokenKey, Nonce, StateLost, StateMismatch, StateMissing};
use crate::providers::{Library, Log, Source, at_client, code};

const EXCEPTIONS: Source = code("https://github.com/python-social-auth/social-core/blob/3bb06abdb21bc095a6e893ef7a63b63c3ce0a6a7/social_core/exceptions.py");
const OIDC: Source = code("https://github.com/python-social-auth/social-core/blob/3bb06abdb21bc095a6e893ef7a63b63c3ce0a6a7/social_core/backends/open_id_connect.py");

pub(super) static LIBRARY: Library = Library { id: "python-social-auth", name: "Python Social Auth", log: Log { marks: &["social_core", "social_django", "AuthStateMissing", "AuthStateForbidden", "AuthTokenError", "AuthCanceled"], texts: &[
at_client("Session value state missing.", &[StateLost], "The session with the `state` did not come back: a different host, `SameSite`, or a cleared cookie.", EXCEPTIONS).unmistakable(),
at_client("Wrong state parameter given.", &[StateMismatch], "The `state` that came back is not the one that the client sent.", EXCEPTIONS).unmistakable(),
at_client("Missing needed parameter state", &[StateMissing], "No `state` came back.", EXCEPTIONS).unmistakable(),
at_client("Token error: Incorrect id_token: nonce", &[Nonce], "The `nonce` of the ID token is not one that the client sent, or was used before.", OIDC).unmistakable(),
at_client("Token error: Signature has expired", &[IdTokenExpired, Clock], "The ID token had expired by the client's clock.", OIDC).unmistakable(),
at_client("Token error: Invalid audience", &[IdTokenAudience], "The ID token is meant for another client.", OIDC).unmistakable(),
at_client("Token error: Signature verification failed", &[IdTokenKey], "The client does not find the key that signed the ID token.", OIDC).unmistakable(),
] } };
