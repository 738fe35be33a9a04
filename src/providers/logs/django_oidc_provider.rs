//! What django-oidc-provider writes into logs.

use crate::providers::Cause::{
    ClientMismatch, CodeExpired, CodeReused, CodeUnknown, GrantType, RedirectUri, RefreshExpired, RefreshReused, Scope,
};
use crate::providers::{Log, Source, at_token, code};

const TOKEN: Source = code(
    "https://github.com/juanifioren/django-oidc-provider/blob/c20562e6b6eb04f5f6c4311a862e12376ef50353/oidc_provider/lib/endpoints/token.py",
);

pub(in crate::providers) const LOG: Log = Log {
    marks: &["oidc_provider"],
    texts: &[
        at_token(
            "[Token] Invalid redirect uri: {got}",
            &[RedirectUri],
            "The client did not register the `redirect_uri`; it is answered with invalid_client.",
            TOKEN,
        )
        .unmistakable(),
        at_token(
            "[Token] Code cannot be reused: {code}",
            &[CodeReused],
            "Another request is redeeming the code at the same time.",
            TOKEN,
        )
        .unmistakable(),
        at_token(
            "[Token] Code does not exist: {code}",
            &[CodeReused, CodeUnknown],
            "The server has no such code: it was redeemed before, or is another server's.",
            TOKEN,
        )
        .unmistakable(),
        at_token(
            "[Token] Invalid code: invalid client or code has expired",
            &[CodeExpired, ClientMismatch],
            "The code has expired, or was issued to another client.",
            TOKEN,
        )
        .unmistakable(),
        at_token(
            "[Token] Refresh token does not exist",
            &[RefreshReused, RefreshExpired],
            "The server has no such refresh token for this client.",
            TOKEN,
        )
        .unmistakable(),
        at_token("[Token] Invalid grant type: {got}", &[GrantType], "The server doesn't know the `grant_type`.", TOKEN)
            .unmistakable(),
        at_token(
            "[Token] The request scope {got} is not supported by client {client}",
            &[Scope],
            "The client may not ask for the scope.",
            TOKEN,
        )
        .unmistakable(),
    ],
};
