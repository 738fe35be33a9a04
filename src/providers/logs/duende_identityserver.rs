//! What Duende IdentityServer writes into logs.

use crate::providers::Cause::{
    BodyFormat, ClientAuth, ClientIdMissing, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, GrantNotAllowed,
    GrantType, PkceMismatch, PkceMissing, PkceUnexpected, RedirectUri, RedirectUriMissing, RedirectUriUnregistered,
    RefreshExpired, RefreshReused, Scope, VerifierMalformed, VerifierMissing,
};
use crate::providers::{Log, Source, at_authorize, at_token, code};

const TOKEN: Source = code(
    "https://github.com/DuendeSoftware/products/blob/18193b5f500134a5665850c93c4929a383d9e583/identity-server/src/IdentityServer/Validation/Default/TokenRequestValidator.cs",
);
const AUTHORIZE: Source = code(
    "https://github.com/DuendeSoftware/products/blob/18193b5f500134a5665850c93c4929a383d9e583/identity-server/src/IdentityServer/Validation/Default/AuthorizeRequestValidator.cs",
);
const SECRET: Source = code(
    "https://github.com/DuendeSoftware/products/blob/18193b5f500134a5665850c93c4929a383d9e583/identity-server/src/IdentityServer/Validation/Default/ClientSecretValidator.cs",
);
const REFRESH: Source = code(
    "https://github.com/DuendeSoftware/products/blob/18193b5f500134a5665850c93c4929a383d9e583/identity-server/src/IdentityServer/Services/Default/DefaultRefreshTokenService.cs",
);

pub(in crate::providers) const LOG: Log = Log {
    marks: &["IdentityServer", "TokenRequestValid", "AuthorizeRequestValid", "details: {", "ClientSecretValidator"],
    texts: &[
        at_token(
            "Transformed code verifier does not match code challenge",
            &[PkceMismatch],
            "The `code_verifier` does not match the `code_challenge`.",
            TOKEN,
        )
        .unmistakable(),
        at_token(
            "Missing code_verifier",
            &[VerifierMissing],
            "The token request has no `code_verifier`, although a `code_challenge` was sent.",
            TOKEN,
        ),
        at_token(
            "code_verifier is too short or too long",
            &[VerifierMalformed],
            "A `code_verifier` has 43 to 128 characters.",
            TOKEN,
        )
        .unmistakable(),
        at_token(
            "Client is missing code challenge or code challenge method",
            &[PkceMissing],
            "The client must use PKCE, but its authorization request had no `code_challenge`.",
            TOKEN,
        )
        .unmistakable(),
        at_token(
            "Unexpected code_verifier",
            &[PkceUnexpected],
            "The token request has a `code_verifier`, but the authorization request had no `code_challenge`.",
            TOKEN,
        ),
        at_token(
            "Invalid authorization code",
            &[CodeReused, CodeExpired, CodeUnknown],
            "The server has no such code: it was used, has expired, or is another server's.",
            TOKEN,
        ),
        at_token("Authorization code expired", &[CodeExpired], "The code was redeemed too late.", TOKEN),
        at_token("Authorization code is expired", &[CodeExpired], "The code was redeemed too late.", TOKEN),
        at_token(
            "Client is trying to use a code from a different client",
            &[ClientMismatch],
            "The code was issued to another client.",
            TOKEN,
        )
        .unmistakable(),
        at_token(
            "Invalid redirect_uri: {*\"redirectUri\": \"{got}\"*\"expectedRedirectUri\": \"{expected}\"",
            &[RedirectUri],
            "The `redirect_uri` in the token request differs from the authorization request's.",
            TOKEN,
        )
        .unmistakable(),
        at_token("Redirect URI is missing", &[RedirectUriMissing], "The token request has no `redirect_uri`.", TOKEN),
        at_authorize(
            "Invalid redirect_uri",
            &[RedirectUriUnregistered, RedirectUri],
            "The `redirect_uri` is not registered for the client, or differs from the authorization request's.",
            AUTHORIZE,
        ),
        at_token("No client with id '{client}' found", &[ClientAuth], "No client with this id is registered.", SECRET)
            .unmistakable(),
        at_authorize(
            "Unknown client or not enabled",
            &[ClientAuth],
            "No client with this id is registered and enabled.",
            AUTHORIZE,
        )
        .unmistakable(),
        at_token(
            "Client secret validation failed for client: {client}",
            &[ClientAuth],
            "The client's secret is wrong.",
            SECRET,
        )
        .unmistakable(),
        at_token(
            "No client identifier found",
            &[ClientIdMissing],
            "The request does not say which client it is from.",
            SECRET,
        ),
        at_token(
            "Rejecting refresh token because it has been consumed already",
            &[RefreshReused],
            "The refresh token was used before.",
            REFRESH,
        )
        .unmistakable(),
        at_token("Refresh token has expired", &[RefreshExpired], "The refresh token has expired.", REFRESH),
        at_token(
            "Invalid refresh token",
            &[RefreshExpired, RefreshReused],
            "The server has no such refresh token: it was used, revoked, or has expired.",
            REFRESH,
        ),
        at_token(
            "tries to refresh token belonging to",
            &[ClientMismatch],
            "The refresh token was issued to another client.",
            REFRESH,
        )
        .unmistakable(),
        at_token(
            "Client not authorized for code flow",
            &[GrantNotAllowed],
            "The client is not registered for the authorization code grant.",
            TOKEN,
        )
        .unmistakable(),
        at_token(
            "Grant type is missing",
            &[GrantType, BodyFormat],
            "The token request has no `grant_type`, or the server did not read its body.",
            TOKEN,
        ),
        at_token(
            "Invalid scopes for client requested",
            &[Scope],
            "The client is not registered for one of the scopes.",
            TOKEN,
        ),
    ],
};
