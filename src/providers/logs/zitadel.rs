//! What ZITADEL writes into logs.

use crate::providers::Cause::{
    AuthMethod, AuthRepeated, ClientAuth, PkceMismatch, PkceMissing, PkceUnexpected, RedirectUri,
    RedirectUriUnregistered, VerifierMissing,
};
use crate::providers::{Log, Source, at_authorize, at_token, code};

const CODE: Source =
    code("https://github.com/zitadel/oidc/blob/81322d90d32a331bbf05574be8147e1913628d47/pkg/op/token_code.go");
const REQUEST: Source =
    code("https://github.com/zitadel/oidc/blob/81322d90d32a331bbf05574be8147e1913628d47/pkg/op/token_request.go");
const AUTH: Source =
    code("https://github.com/zitadel/oidc/blob/81322d90d32a331bbf05574be8147e1913628d47/pkg/op/auth_request.go");

pub(in crate::providers) const LOG: Log = Log {
    marks: &["oidc_error", "zitadel"],
    texts: &[
        at_token(
            "invalid code_verifier",
            &[PkceMismatch],
            "The `code_verifier` does not match the `code_challenge`.",
            REQUEST,
        ),
        at_token(
            "code_verifier required",
            &[VerifierMissing],
            "The token request has no `code_verifier`, although a `code_challenge` was sent.",
            REQUEST,
        ),
        at_token(
            "code_verifier unexpectedly provided",
            &[PkceUnexpected],
            "The token request has a `code_verifier`, but the authorization request had no `code_challenge`.",
            REQUEST,
        )
        .unmistakable(),
        at_token(
            "redirect_uri does not correspond",
            &[RedirectUri],
            "The `redirect_uri` in the token request differs from the authorization request's.",
            CODE,
        ),
        at_token(
            "PKCE required",
            &[PkceMissing],
            "The client must use PKCE, but its authorization request had no `code_challenge`.",
            CODE,
        ),
        at_token(
            "client authentication must not use more than one method",
            &[AuthRepeated],
            "The client authenticates in more than one way.",
            REQUEST,
        ),
        at_token(
            "invalid client_id / client_secret",
            &[ClientAuth],
            "The client is unknown, or its secret is wrong.",
            REQUEST,
        ),
        at_token(
            "auth_method post not supported",
            &[AuthMethod],
            "The server doesn't accept a secret in the body.",
            CODE,
        ),
        at_authorize(
            "The requested redirect_uri is missing in the client configuration",
            &[RedirectUriUnregistered],
            "The `redirect_uri` is not registered for the client.",
            AUTH,
        )
        .unmistakable(),
    ],
};
