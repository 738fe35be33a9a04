//! What node-oidc-provider, and Logto, which is built with it write into logs.

use crate::providers::Cause::{
    AuthMethod, AuthRepeated, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, PkceMismatch,
    RedirectUri, RedirectUriUnregistered, RefreshExpired, RefreshReused, VerifierMissing,
};
use crate::providers::{Log, Source, at_authorize, at_token, code};

const CODE: Source = code(
    "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/actions/grants/authorization_code.js",
);
const GRANT: Source = code(
    "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/helpers/grant_common.js",
);
const PKCE: Source = code(
    "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/helpers/pkce.js",
);
const CLIENT: Source = code(
    "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/shared/client_auth.js",
);
const REFRESH: Source = code(
    "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/actions/grants/refresh_token.js",
);
const REDIRECT: Source = code(
    "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/helpers/errors.js",
);

pub(in crate::providers) const LOG: Log = Log {
    marks: &["oidc-provider", "detail=", "error_detail", "ExchangeTokenBy"],
    texts: &[
        at_token(
            "authorization code not found",
            &[CodeReused, CodeExpired, CodeUnknown],
            "The server has no such code: it was used long ago, has expired, or is another server's.",
            GRANT,
        ),
        at_token("authorization code already consumed", &[CodeReused], "The code was redeemed before.", GRANT),
        at_token("authorization code is expired", &[CodeExpired], "The code was redeemed too late.", CODE),
        at_token(
            "authorization code redirect_uri mismatch",
            &[RedirectUri],
            "The `redirect_uri` in the token request differs from the authorization request's.",
            CODE,
        ),
        at_token(
            "code_verifier does not match code_challenge",
            &[PkceMismatch],
            "The `code_verifier` does not match the `code_challenge`.",
            PKCE,
        ),
        at_token(
            "code_verifier must be provided",
            &[VerifierMissing],
            "The token request has no `code_verifier`, although a `code_challenge` was sent.",
            PKCE,
        ),
        at_token("client mismatch", &[ClientMismatch], "The code or token was issued to another client.", GRANT),
        at_token("client not found", &[ClientAuth], "No client with this id is registered.", CLIENT),
        at_token("invalid secret provided", &[ClientAuth], "The client's secret is wrong.", CLIENT),
        at_token(
            "the provided authentication mechanism does not match the registered client authentication method",
            &[AuthMethod],
            "The client authenticates by a different method than it is registered for.",
            CLIENT,
        )
        .unmistakable(),
        at_token(
            "client authentication must only be provided using one mechanism",
            &[AuthRepeated],
            "The client authenticates in more than one way.",
            CLIENT,
        )
        .unmistakable(),
        at_token(
            "refresh token not found",
            &[RefreshExpired, RefreshReused],
            "The server has no such refresh token.",
            REFRESH,
        ),
        at_token("refresh token is expired", &[RefreshExpired], "The refresh token has expired.", REFRESH),
        at_token("refresh token already used", &[RefreshReused], "The refresh token was used before.", REFRESH),
        at_authorize(
            "redirect_uri did not match any of the client's registered redirect_uris",
            &[RedirectUriUnregistered],
            "The `redirect_uri` is not registered for the client.",
            REDIRECT,
        )
        .unmistakable(),
    ],
};
