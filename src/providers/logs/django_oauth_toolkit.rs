//! What Django OAuth Toolkit, and what else is built with oauthlib write into logs.

use crate::providers::Cause::{
    ClientAuth, PkceMismatch, PkceMissing, RedirectUri, RedirectUriUnregistered, VerifierMissing,
};
use crate::providers::{Log, Source, at_authorize, at_token, code};

const VALIDATORS: Source = code(
    "https://github.com/jazzband/django-oauth-toolkit/blob/0a5ffdbca596d1b21e7f98ea56ead2cec76192c7/oauth2_provider/oauth2_validators.py",
);
const ERRORS: Source = code(
    "https://github.com/oauthlib/oauthlib/blob/40b0ab56da3682c2484a4b78bbff309f8025d950/oauthlib/oauth2/rfc6749/errors.py",
);
const CODE: Source = code(
    "https://github.com/oauthlib/oauthlib/blob/40b0ab56da3682c2484a4b78bbff309f8025d950/oauthlib/oauth2/rfc6749/grant_types/authorization_code.py",
);

pub(in crate::providers) const LOG: Log = Log {
    marks: &["oauth2_validators", "oauth2_provider", "oauthlib", "authorization_code"],
    texts: &[
        at_token(
            "request provided a invalid code_verifier",
            &[PkceMismatch],
            "The `code_verifier` does not match the `code_challenge`.",
            CODE,
        )
        .unmistakable(),
        at_token(
            "Failed basic auth: Application {client} does not exist",
            &[ClientAuth],
            "No client with this id is registered.",
            VALIDATORS,
        )
        .unmistakable(),
        at_token(
            "Failed body auth: Application {client} does not exist",
            &[ClientAuth],
            "No client with this id is registered.",
            VALIDATORS,
        )
        .unmistakable(),
        at_token(
            "Failed basic auth: wrong client secret",
            &[ClientAuth],
            "The client's secret is wrong, or was stored hashed while the client has the hash.",
            VALIDATORS,
        )
        .unmistakable(),
        at_token(
            "Failed body auth: wrong client secret",
            &[ClientAuth],
            "The client's secret is wrong, or was stored hashed while the client has the hash.",
            VALIDATORS,
        )
        .unmistakable(),
        at_token(
            "Mismatching redirect URI",
            &[RedirectUri, RedirectUriUnregistered],
            "The `redirect_uri` is not registered, or differs from the authorization request's.",
            ERRORS,
        ),
        at_token("Code verifier required", &[VerifierMissing], "The token request has no `code_verifier`.", ERRORS),
        at_authorize(
            "Code challenge required",
            &[PkceMissing],
            "The client must use PKCE, but its authorization request had no `code_challenge`.",
            ERRORS,
        ),
    ],
};
