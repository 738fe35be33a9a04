//! What WSO2 Identity Server writes into logs.

use crate::providers::Cause::{CodeExpired, CodeReused, CodeUnknown, PkceMismatch, PkceMissing, RedirectUri, VerifierMissing};
use crate::providers::{Library, Log, Source, at_token, code};

const GRANT: Source = code("https://github.com/wso2-extensions/identity-inbound-auth-oauth/blob/c4c32bb3f8edde5dc54b7d713acdd71a232e8f62/components/org.wso2.carbon.identity.oauth/src/main/java/org/wso2/carbon/identity/oauth2/token/handlers/grant/AuthorizationCodeGrantHandler.java");
const UTIL: Source = code("https://github.com/wso2-extensions/identity-inbound-auth-oauth/blob/c4c32bb3f8edde5dc54b7d713acdd71a232e8f62/components/org.wso2.carbon.identity.oauth/src/main/java/org/wso2/carbon/identity/oauth2/util/OAuth2Util.java");

pub(super) static LIBRARY: Library = Library { id: "wso2-identity-server", name: "WSO2 Identity Server", log: Log { marks: &["org.wso2", "carbon.identity"], texts: &[
at_token("Failed PKCE Verification for oAuth 2.0 request", &[PkceMismatch], "The `code_verifier` does not match the `code_challenge`.", GRANT).unmistakable(),
at_token("PKCE validation failed", &[PkceMismatch], "The `code_verifier` does not match the `code_challenge`.", GRANT),
at_token("PKCE code verification failed for client : {client}", &[PkceMismatch], "The `code_verifier` does not match the `code_challenge`.", GRANT).unmistakable(),
at_token("Empty PKCE code_verifier sent. This authorization code requires a PKCE verification", &[VerifierMissing], "The token request has no `code_verifier`, although a `code_challenge` was sent.", UTIL).unmistakable(),
at_token("No PKCE code verifier found.PKCE is mandatory", &[PkceMissing], "The client must use PKCE.", UTIL).unmistakable(),
at_token("Invalid authorization code received from token request", &[CodeUnknown, CodeReused, CodeExpired], "The server does not know the code.", GRANT).unmistakable(),
at_token("Inactive authorization code received from token request", &[CodeReused], "The code was redeemed before.", GRANT).unmistakable(),
at_token("Callback url mismatch", &[RedirectUri], "The `redirect_uri` in the token request differs from the authorization request's.", GRANT),
] } };
