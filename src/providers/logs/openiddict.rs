//! What OpenIddict writes into logs.

use crate::providers::Cause::{
    AuthRepeated, BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, GrantNotAllowed,
    GrantType, Method, PkceMismatch, PkceUnexpected, PublicSecret, RedirectUri, RedirectUriMissing,
    RedirectUriUnregistered, RefreshExpired, RefreshReused, Scope, VerifierMissing,
};
use crate::providers::{Log, Source, at_authorize, at_token, code};

const RESOURCES: Source = code(
    "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Abstractions/OpenIddictResources.resx",
);

pub(in crate::providers) const LOG: Log = Log { marks: &["OpenIddict"], texts: &[
at_token("The token request was rejected because the 'code_verifier' parameter didn't correspond to the expected value", &[PkceMismatch], "The `code_verifier` does not match the `code_challenge`.", RESOURCES).unmistakable(),
at_token("The token request was rejected because the 'redirect_uri' parameter didn't correspond to the expected value", &[RedirectUri], "The `redirect_uri` in the token request differs from the authorization request's.", RESOURCES).unmistakable(),
at_token("The token request was rejected because the authorization code, the device code or the refresh token was issued to a different client application", &[ClientMismatch], "The code or token was issued to another client.", RESOURCES).unmistakable(),
at_token("parameter was presented with an authorization code to which no code challenge was attached", &[PkceUnexpected], "The token request has a `code_verifier`, but the authorization request had no `code_challenge`.", RESOURCES).unmistakable(),
at_token("The token request was rejected because the mandatory 'code_verifier' parameter was missing", &[VerifierMissing], "The token request has no `code_verifier`, although a `code_challenge` was sent.", RESOURCES).unmistakable(),
at_token("The token request was rejected because the mandatory 'redirect_uri' parameter was missing", &[RedirectUriMissing], "The token request has no `redirect_uri`, although the authorization request had one.", RESOURCES).unmistakable(),
at_token("The token request was rejected because the mandatory 'grant_type' parameter was missing", &[GrantType, BodyFormat], "The token request has no `grant_type`, or the server did not read its body.", RESOURCES).unmistakable(),
at_token("The token request was rejected because the application '{client}' was not allowed to use the specified grant type", &[GrantNotAllowed], "The client is not registered for this grant.", RESOURCES).unmistakable(),
at_token("The token request was rejected because the application '{client}' was not allowed to request the", &[Scope], "The client is not registered for one of the scopes.", RESOURCES).unmistakable(),
at_token("The specified authorization code has already been redeemed", &[CodeReused], "The code was redeemed before.", RESOURCES).unmistakable(),
at_token("The specified authorization code is no longer valid", &[CodeExpired, CodeUnknown], "The code has expired, or the server no longer has it.", RESOURCES).unmistakable(),
at_token("The authorization associated with the authorization code is no longer valid", &[CodeUnknown, CodeExpired], "The user's authorization was revoked.", RESOURCES).unmistakable(),
at_token("The specified refresh token has already been redeemed", &[RefreshReused], "The refresh token was used before.", RESOURCES).unmistakable(),
at_token("The specified refresh token is no longer valid", &[RefreshExpired], "The refresh token has expired or was revoked.", RESOURCES).unmistakable(),
at_token("The authorization associated with the refresh token is no longer valid", &[RefreshExpired], "The user's authorization was revoked.", RESOURCES).unmistakable(),
at_token("The authentication demand was rejected because the client application was not found: '{client}'", &[ClientAuth], "No client with this id is registered.", RESOURCES).unmistakable(),
at_token("The authentication demand was rejected because the public application '{client}' was not allowed to send a client secret", &[PublicSecret], "The client is registered without a secret, but its request has one.", RESOURCES).unmistakable(),
at_token("The authentication demand was rejected because the confidential application '{client}' didn't specify a client secret or a client assertion", &[ClientAuth], "The client is registered with a secret, but its request has none.", RESOURCES).unmistakable(),
at_token("The authentication demand was rejected because the confidential application '{client}' didn't specify valid client credentials", &[ClientAuth], "The client's secret is wrong.", RESOURCES).unmistakable(),
at_token("The request was rejected because multiple client credentials were specified", &[AuthRepeated], "The client authenticates in more than one way.", RESOURCES).unmistakable(),
at_token("The request was rejected because an invalid HTTP method was specified", &[Method], "A token request must be a POST.", RESOURCES),
at_token("The request was rejected because an invalid 'Content-Type' header was specified", &[BodyFormat], "The body of a token request must be a form.", RESOURCES),
at_token("The request was rejected because the mandatory 'Content-Type' header was missing", &[BodyFormat], "The body of a token request must be a form, and its header must say so.", RESOURCES),
at_authorize("The authorization request was rejected because the redirect_uri was invalid: '{got}'", &[RedirectUriUnregistered], "The `redirect_uri` is not registered for the client.", RESOURCES).unmistakable(),
at_authorize("Client validation failed because '{got}' was not a valid redirect_uri for {client}", &[RedirectUriUnregistered], "The `redirect_uri` is not registered for the client.", RESOURCES).unmistakable(),
] };
