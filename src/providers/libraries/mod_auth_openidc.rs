//! What `mod_auth_openidc` writes into logs.

use crate::providers::Cause::{IdTokenIssuer, StateLost, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const RESPONSE: Source = code("https://github.com/OpenIDC/mod_auth_openidc/blob/1deff3d91057dd3f3cb1db7d0d1773c2764e795c/src/handle/response.c");
const PROTO: Source = code("https://github.com/OpenIDC/mod_auth_openidc/blob/1deff3d91057dd3f3cb1db7d0d1773c2764e795c/src/proto/jwt.c");

pub(super) static LIBRARY: Library = Library { id: "mod-auth-openidc", name: "mod_auth_openidc", log: Log { marks: &["auth_openidc", "oidc_"], texts: &[
at_client("state cookie found: check domain and samesite cookie settings", &[StateLost], "The cookie with the `state` did not come back: a different host, `SameSite`, or a removed cookie.", RESPONSE).unmistakable(),
at_client("state has expired", &[StateLost], "The login took longer than the lifetime of the cookie with the `state`.", RESPONSE),
at_client("unable to restore state", &[StateLost, StateMismatch], "The `state` that came back does not belong to a cookie.", RESPONSE),
at_client("requested issuer ({expected}) does not match received \"iss\" value in id_token ({got})", &[IdTokenIssuer], "The ID token is from a different issuer than the configured one.", PROTO).unmistakable(),
] } };
