//! What AppAuth writes into logs.

use crate::providers::Cause::{Clock, IdTokenIssuer, Nonce, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const EXCEPTION: Source = code("https://github.com/openid/AppAuth-Android/blob/4df1eba/library/java/net/openid/appauth/AuthorizationException.java");
const ACTIVITY: Source = code("https://github.com/openid/AppAuth-Android/blob/4df1eba/library/java/net/openid/appauth/AuthorizationManagementActivity.java");

pub(super) static LIBRARY: Library = Library { id: "appauth", name: "AppAuth", log: Log { marks: &["ppAuth", "appauth"], texts: &[
at_client("Response state param did not match request state", &[StateMismatch], "The `state` that came back is not the one that the client sent.", EXCEPTION).unmistakable(),
at_client("State returned in authorization response ({got}) does not match state from request ({expected})", &[StateMismatch], "The `state` that came back is not the one that the client sent.", ACTIVITY).unmistakable(),
at_client("Invalid ID Token", &[IdTokenIssuer, Clock, Nonce], "A check of the ID token failed; the exception below says which.", EXCEPTION),
] } };
