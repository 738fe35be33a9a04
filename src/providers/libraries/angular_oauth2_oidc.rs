//! What angular-oauth2-oidc writes into logs.

use crate::providers::Cause::{StateLost, StateMismatch, VerifierMissing};
use crate::providers::{Library, Log, Source, at_client, code};

const SERVICE: Source = code("https://github.com/manfredsteyer/angular-oauth2-oidc/blob/7dd27566d05cd44c9f83957731049d1746f4392f/projects/lib/src/oauth-service.ts");

pub(super) static LIBRARY: Library = Library { id: "angular-oauth2-oidc", name: "angular-oauth2-oidc", log: Log { marks: &["OAuth", "oauth"], texts: &[
at_client("Validating access_token failed, wrong state/nonce.", &[StateMismatch], "The `state` that came back is not the one that the page stored.", SERVICE).unmistakable(),
at_client("invalid_nonce_in_state", &[StateMismatch, StateLost], "The `state` that came back is not the one that the page stored.", SERVICE).unmistakable(),
at_client("No PKCE verifier found in oauth storage!", &[VerifierMissing], "The page couldn't find the `code_verifier` that it had stored.", SERVICE).unmistakable(),
] } };
