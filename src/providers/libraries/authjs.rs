//! What Auth.js writes into logs.

use crate::providers::Cause::{StateLost};
use crate::providers::{Library, Log, Source, at_client, code};

const CHECKS: Source = code("https://github.com/nextauthjs/next-auth/blob/a1a16a5a7780488c7449feece410033f445d0b31/packages/core/src/lib/actions/callback/oauth/checks.ts");
const V4: Source = code("https://github.com/nextauthjs/next-auth/blob/ddab3cc0977867acad08a3cf045b6334b126ae09/packages/next-auth/src/core/lib/oauth/checks.ts");

pub(super) static LIBRARY: Library = Library { id: "authjs", name: "Auth.js", log: Log { marks: &["next-auth", "[auth]", "InvalidCheck", "OAUTH_CALLBACK_ERROR"], texts: &[
at_client("State cookie was missing", &[StateLost], "The cookie with the `state` did not come back: a different host, `SameSite`, or a removed cookie.", V4),
at_client("state cookie was missing", &[StateLost], "The cookie with the `state` did not come back: a different host, `SameSite`, or a removed cookie.", CHECKS),
at_client("Nonce cookie was missing", &[StateLost], "The cookie with the `nonce` did not come back: a different host, `SameSite`, or a removed cookie.", V4),
at_client("nonce cookie was missing", &[StateLost], "The cookie with the `nonce` did not come back: a different host, `SameSite`, or a removed cookie.", CHECKS),
at_client("PKCE code_verifier cookie was missing", &[StateLost], "The cookie with the `code_verifier` did not come back: a different host, `SameSite`, or a removed cookie.", V4).unmistakable(),
at_client("pkceCodeVerifier cookie was missing", &[StateLost], "The cookie with the `code_verifier` did not come back: a different host, `SameSite`, or a removed cookie.", CHECKS).unmistakable(),
at_client("value could not be parsed", &[StateLost], "The cookie cannot be read: it was encrypted with a different `AUTH_SECRET`, or truncated.", CHECKS),
] } };
