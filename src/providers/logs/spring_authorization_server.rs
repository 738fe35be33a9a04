//! What Spring Authorization Server writes into logs.

use crate::providers::Cause::{
    ClientAuth, ClientMismatch, CodeReused, GrantNotAllowed, PkceMismatch, PkceMissing, PkceUnexpected, RedirectUri,
    RedirectUriMissing, RedirectUriUnregistered, RefreshExpired, RefreshReused, Scope, VerifierMissing,
};
use crate::providers::{Log, Source, at_authorize, at_token, code};

const CODE: Source = code(
    "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/authentication/OAuth2AuthorizationCodeAuthenticationProvider.java",
);
const SECRET: Source = code(
    "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/authentication/ClientSecretAuthenticationProvider.java",
);
const VERIFIER: Source = code(
    "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/authentication/CodeVerifierAuthenticator.java",
);
const VALIDATOR: Source = code(
    "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/authentication/OAuth2AuthorizationCodeRequestAuthenticationValidator.java",
);
const REFRESH: Source = code(
    "https://github.com/spring-projects/spring-security/blob/d449950b36fe9387c9991130ca8e7701c902192a/oauth2/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/authentication/OAuth2RefreshTokenAuthenticationProvider.java",
);

pub(in crate::providers) const LOG: Log = Log { marks: &["uth2AuthorizationCodeAuthenticationProvider", "RequestAuthenticationValidator", "RequestAuthenticationProvider", "ClientSecretAuthenticationProvider", "CodeVerifierAuthenticator", "RefreshTokenAuthenticationProvider", "registered client"], texts: &[
at_token("Invalidated authorization token(s) previously issued to registered client", &[CodeReused], "The code was redeemed before; its tokens are now invalid too.", CODE).unmistakable(),
at_token("Invalidated authorization code used by registered client", &[ClientMismatch], "The code was issued to another client.", CODE).unmistakable(),
at_token("Invalid request: redirect_uri does not match for registered client", &[RedirectUri], "The `redirect_uri` in the token request differs from the authorization request's.", CODE).beside("uth2AuthorizationCodeAuthenticationProvider"),
at_authorize("Invalid request: redirect_uri does not match for registered client", &[RedirectUriUnregistered], "The `redirect_uri` is not registered for the client.", VALIDATOR).beside("RequestAuthenticationValidator"),
at_token("Invalid request: redirect_uri does not match for registered client", &[RedirectUri, RedirectUriUnregistered], "The `redirect_uri` differs from the earlier one, or is not registered: the class that wrote the line says which.", CODE).unmistakable(),
at_authorize("Invalid request: redirect_uri is missing or contains a fragment", &[RedirectUriMissing, RedirectUriUnregistered], "The authorization request needs a `redirect_uri` without a fragment.", VALIDATOR).unmistakable(),
at_token("Invalid request: code_verifier is missing or invalid", &[PkceMismatch, VerifierMissing], "The `code_verifier` does not match the `code_challenge`, or is missing.", VERIFIER).unmistakable(),
at_token("Invalid request: code_challenge is required", &[PkceMissing, PkceUnexpected], "The authorization request had no `code_challenge`.", VERIFIER).unmistakable(),
at_token("Invalid request: client_secret does not match", &[ClientAuth], "The client's secret is wrong.", SECRET).unmistakable(),
at_token("Invalid request: requested grant_type is not allowed", &[GrantNotAllowed], "The client is not registered for this grant.", REFRESH).unmistakable(),
at_authorize("Invalid request: requested scope is not allowed", &[Scope], "The client is not registered for one of the scopes.", VALIDATOR).unmistakable(),
at_token("Invalid request: refresh_token is invalid", &[RefreshExpired, RefreshReused], "The server does not know the refresh token, or has replaced it.", REFRESH).unmistakable(),
at_token("Invalid request: refresh_token is not active", &[RefreshExpired, RefreshReused], "The refresh token has expired or was invalidated.", REFRESH).unmistakable(),
] };
