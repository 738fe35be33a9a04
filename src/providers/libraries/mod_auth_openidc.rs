//! What mod_auth_openidc writes into logs.

use crate::providers::Cause::{IdTokenIssuer, StateLost, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const RESPONSE: Source = code("https://github.com/OpenIDC/mod_auth_openidc/blob/1deff3d9/src/handle/response.c");
const PROTO: Source = code("https://github.com/OpenIDC/mod_auth_openidc/blob/1deff3d9/src/proto/id_token.c");

pub(super) static LIBRARY: Library = Library { id: "mod-auth-openidc", name: "mod_auth_openidc", log: Log { marks: &["auth_openidc", "oidc_"], texts: &[
at_client("state cookie found: check domain and samesite cookie settings", &[StateLost], "The cookie with the `state` did not come back: another host, `SameSite`, or a cookie that was removed.", RESPONSE).unmistakable(),
at_client("state has expired", &[StateLost], "The login took longer than the cookie with the `state` lives.", RESPONSE),
at_client("unable to restore state", &[StateLost, StateMismatch], "The `state` that came back does not belong to a cookie.", RESPONSE),
at_client("requested issuer ({expected}) does not match received \"iss\" value in id_token ({got})", &[IdTokenIssuer], "The ID token is from another issuer than the one that is configured.", PROTO).unmistakable(),
] } };
