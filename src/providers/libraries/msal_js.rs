//! What MSAL.js writes into logs.

use crate::providers::Cause::{Discovery, Nonce, StateLost, StateMismatch, StateMissing};
use crate::providers::{Library, Log, Source, at_client, code};

const COMMON: Source = code("https://github.com/AzureAD/microsoft-authentication-library-for-js/blob/980f0b077940119961610d375eddd2c7f72392aa/lib/msal-common/src/error/ClientAuthErrorCodes.ts");
const BROWSER: Source = code("https://github.com/AzureAD/microsoft-authentication-library-for-js/blob/980f0b077940119961610d375eddd2c7f72392aa/lib/msal-browser/src/error/BrowserAuthErrorCodes.ts");

pub(super) static LIBRARY: Library = Library { id: "msal-js", name: "MSAL.js", log: Log { marks: &["msal", "ClientAuthError", "BrowserAuthError"], texts: &[
at_client("state_not_found", &[StateLost, StateMissing], "The page couldn't find the `state` that it had sent.", COMMON),
at_client("no_state_in_hash", &[StateMissing, StateLost], "No `state` came back.", BROWSER),
at_client("hash_empty_error", &[StateLost], "The fragment of the callback was empty: a router or another script removed it.", BROWSER),
at_client("no_cached_authority_error", &[StateLost], "The page couldn't find the data that it stored before the login.", BROWSER),
at_client("state_mismatch", &[StateMismatch], "The `state` that came back is not the one that the client sent.", COMMON),
at_client("nonce_mismatch", &[Nonce], "The `nonce` of the ID token is not the one that the client sent.", COMMON),
at_client("endpoints_resolution_error", &[Discovery], "The client can't read the server's metadata.", COMMON),
at_client("openid_config_error", &[Discovery], "The client can't read the server's metadata.", COMMON),
] } };
