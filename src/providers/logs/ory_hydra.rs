//! What Ory Hydra, Authelia and what else is built with fosite write into logs.

use crate::providers::Cause::{
    AuthEncoding, AuthMethod, BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, GrantType,
    Parameter, PkceMismatch, PkceMissing, PkceUnexpected, RedirectUri, RedirectUriUnregistered, RefreshExpired,
    RefreshReused, VerifierMalformed,
};
use crate::providers::{Log, Source, at_authorize, at_token, code};

const PKCE: Source =
    code("https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/handler/pkce/handler.go");
const CODE: Source = code(
    "https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/handler/oauth2/flow_authorize_code_token.go",
);
const REFRESH: Source = code(
    "https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/handler/oauth2/flow_refresh.go",
);
const CLIENT: Source =
    code("https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/client_authentication.go");
const REDIRECT: Source =
    code("https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/authorize_helper.go");
const ACCESS: Source =
    code("https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/access_request_handler.go");
const PLAIN: Source = code(
    "https://github.com/ory/fosite/blob/a5f0b09bf31c17297b25637bb3fec2ff7a55b159/handler/oauth2/strategy_hmacsha_plain.go",
);
const AUTHORIZE: Source = code(
    "https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/authorize_request_handler.go",
);
const REFRESH_BEFORE_2025: Source =
    code("https://github.com/ory/fosite/blob/6c26dc54eb6467a784f939a5e11290e65272fd03/handler/oauth2/flow_refresh.go");
const AUTHELIA_CODE: Source = code(
    "https://github.com/authelia/oauth2-provider/blob/1c32b907baed5104d8b7eb52e9f27e9728b5e6e0/handler/oauth2/flow_authorize_code_token.go",
);
const AUTHELIA_CLIENT: Source = code(
    "https://github.com/authelia/oauth2-provider/blob/f8ca4f63f7e46167e2bcd4791a40cda0e47c2765/client_authentication_strategy.go",
);

pub(in crate::providers) const LOG: Log = Log {
    marks: &[
        "Hydra",
        "fosite",
        "authelia",
        "Access Request failed",
        "Authorization Request",
        "invalid_grant",
        "invalid_request",
        "invalid_client",
        "oauth2",
        "oidc",
    ],
    texts: &[
        at_token(
            "The PKCE code challenge did not match the code verifier",
            &[PkceMismatch],
            "The `code_verifier` does not match the `code_challenge`.",
            PKCE,
        )
        .unmistakable(),
        at_token(
            "The PKCE code verifier must be at least 43 characters",
            &[VerifierMalformed],
            "The `code_verifier` has fewer than 43 characters.",
            PKCE,
        )
        .unmistakable(),
        at_token(
            "The PKCE code verifier can not be longer than 128 characters",
            &[VerifierMalformed],
            "The `code_verifier` has more than 128 characters.",
            PKCE,
        )
        .unmistakable(),
        at_token(
            "The PKCE code verifier must only contain",
            &[VerifierMalformed],
            "The `code_verifier` has characters that are not allowed.",
            PKCE,
        )
        .unmistakable(),
        at_token(
            "The PKCE code verifier was provided but the code challenge was absent",
            &[PkceUnexpected],
            "The token request has a `code_verifier`, but the authorization request had no `code_challenge`.",
            PKCE,
        )
        .unmistakable(),
        at_token(
            "Unable to find initial PKCE data tied to this request",
            &[PkceMismatch, CodeUnknown],
            "The server has no `code_challenge` for this code.",
            PKCE,
        )
        .unmistakable(),
        at_token(
            "Clients must include a code_challenge when performing the authorize code flow",
            &[PkceMissing],
            "The client must use PKCE, but its authorization request had no `code_challenge`.",
            PKCE,
        )
        .unmistakable(),
        at_token("The authorization code has already been used", &[CodeReused], "The code was redeemed before.", CODE)
            .unmistakable(),
        at_token("Authorize code expired at", &[CodeExpired], "The code was redeemed too late.", PLAIN).unmistakable(),
        at_token(
            "redirect_uri\" from this request does not match the one from the authorize request",
            &[RedirectUri],
            "The `redirect_uri` in the token request differs from the authorization request's.",
            CODE,
        )
        .unmistakable(),
        at_token(
            "redirect_uri' from this request does not match the one from the authorize request",
            &[RedirectUri],
            "The `redirect_uri` in the token request differs from the authorization request's.",
            AUTHELIA_CODE,
        )
        .unmistakable(),
        at_token(
            "The OAuth 2.0 Client ID from this request does not match the one from the authorize request",
            &[ClientMismatch],
            "The code was issued to another client.",
            CODE,
        )
        .unmistakable(),
        at_authorize(
            "parameter does not match any of the OAuth 2.0 Client's pre-registered redirect urls",
            &[RedirectUriUnregistered],
            "The `redirect_uri` is not registered for the client.",
            REDIRECT,
        )
        .unmistakable(),
        at_authorize(
            "parameter does not match any of the OAuth 2.0 Client's pre-registered",
            &[RedirectUriUnregistered],
            "The `redirect_uri` is not registered for the client.",
            REDIRECT,
        )
        .unmistakable(),
        at_token(
            "The OAuth 2.0 Client supports client authentication method '{expected}', but method '{got}' was requested",
            &[AuthMethod],
            "The client authenticates by a different method than it is registered for.",
            CLIENT,
        )
        .unmistakable(),
        at_token(
            "method '{got}', however the OAuth 2.0 client registration does not allow this method",
            &[AuthMethod],
            "The client authenticates by a different method than it is registered for.",
            AUTHELIA_CLIENT,
        )
        .unmistakable(),
        at_authorize(
            "The requested OAuth 2.0 Client does not exist",
            &[ClientAuth],
            "No client with this id is registered.",
            AUTHORIZE,
        )
        .unmistakable(),
        at_token(
            "Client credentials missing or malformed in both HTTP Authorization header and HTTP POST body",
            &[ClientAuth, BodyFormat],
            "The request does not say which client it is from, or the server did not read its body.",
            CLIENT,
        )
        .unmistakable(),
        at_token(
            "HTTP authorization header could not be decoded from 'application/x-www-form-urlencoded'",
            &[AuthEncoding],
            "Client id and secret must be form-encoded before they go into the `Authorization` header.",
            CLIENT,
        )
        .unmistakable(),
        at_token(
            "The POST body can not be empty",
            &[BodyFormat, Parameter],
            "The server read no parameters in the body.",
            ACCESS,
        ),
        at_token(
            "Request parameter 'grant_type' is missing",
            &[GrantType, BodyFormat],
            "The token request has no `grant_type`, or the server did not read its body.",
            ACCESS,
        )
        .unmistakable(),
        at_token("The refresh token was already used", &[RefreshReused], "The refresh token was used before.", REFRESH)
            .unmistakable(),
        at_token("Refresh token re-use was detected", &[RefreshReused], "The refresh token was used before.", REFRESH)
            .unmistakable(),
        at_token("Refresh token expired at", &[RefreshExpired], "The refresh token has expired.", PLAIN).unmistakable(),
        at_token(
            "multiple concurrent requests using the same token",
            &[RefreshReused],
            "Two requests use the refresh token at the same time.",
            REFRESH,
        )
        .unmistakable(),
        at_token(
            "The refresh token has not been found",
            &[RefreshExpired, RefreshReused],
            "The server does not know the refresh token.",
            REFRESH_BEFORE_2025,
        ),
        at_token(
            "The refresh token is malformed or not valid",
            &[RefreshExpired],
            "The server cannot read the refresh token, or it has expired.",
            REFRESH,
        )
        .unmistakable(),
    ],
};
