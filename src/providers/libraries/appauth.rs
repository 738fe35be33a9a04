//! What `AppAuth` writes into logs.

use crate::providers::Cause::{Clock, IdTokenExpired, IdTokenIssuer, Nonce, NotJson, StateMismatch};
use crate::providers::{Library, Log, Source, at_authorize, at_client, at_token, code, documented};

const EXCEPTION: Source = code("https://github.com/openid/AppAuth-Android/blob/4df1ebac07436d7e8d68cbb98207cc40fe55a39d/library/java/net/openid/appauth/AuthorizationException.java");
const ACTIVITY: Source = code("https://github.com/openid/AppAuth-Android/blob/4df1ebac07436d7e8d68cbb98207cc40fe55a39d/library/java/net/openid/appauth/AuthorizationManagementActivity.java");

const ID_TOKEN: Source = code("https://github.com/openid/AppAuth-Android/blob/4df1eba/library/java/net/openid/appauth/IdToken.java");
const IOS: Source = code("https://github.com/openid/AppAuth-iOS/blob/120a1a4d5e32e0388bc68b5a3f77321de08940b5/Source/AppAuthCore/OIDAuthorizationService.m");
const RFC: Source = documented("https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1");

pub(super) static LIBRARY: Library = Library { id: "appauth", name: "AppAuth", log: Log { marks: &["ppAuth", "appauth", "authorize_and_exchange_code_failed", "AuthError"], texts: &[
at_client("Response state param did not match request state", &[StateMismatch], "The `state` that came back is not the one that the client sent.", EXCEPTION).unmistakable(),
at_client("State returned in authorization response ({got}) does not match state from request ({expected})", &[StateMismatch], "The `state` that came back is not the one that the client sent.", ACTIVITY).unmistakable(),
at_token("description: JSON deserialization error]", &[NotJson], "The token endpoint answered something other than JSON.", EXCEPTION).beside("authorize_and_exchange_code_failed"),
at_client("description: Unable to parse ID Token]", &[], "The client can't read the ID token, as one that is encrypted.", EXCEPTION).beside("authorize_and_exchange_code_failed"),
at_token("Connection error making token request to 'http", &[], "The client got no answer of the token endpoint; the words behind the URL say why.", IOS).unmistakable(),
at_client("ID Token expired", &[IdTokenExpired], "The ID token looks expired to the device: its clock may be wrong.", ID_TOKEN),
at_authorize("The client is not authorized to request an authorization code using this method", &[], "The client may not use this flow: its registration does not allow it.", RFC),
at_client("Invalid ID Token", &[IdTokenIssuer, Clock, Nonce], "A check of the ID token failed; the exception below says which.", EXCEPTION),
] } };
