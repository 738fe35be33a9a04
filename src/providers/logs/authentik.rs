//! What authentik writes into logs.

use crate::providers::Cause::{
    ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, GrantType, Parameter, PkceMismatch, RedirectUri,
    RedirectUriUnregistered, RefreshExpired, RefreshReused,
};
use crate::providers::{Log, Source, at_authorize, at_token, code};

const TOKEN: Source = code(
    "https://github.com/goauthentik/authentik/blob/005f3a9fdf3a0047465a4789ee016cbacb3a3777/authentik/providers/oauth2/views/token.py",
);
const ERRORS: Source = code(
    "https://github.com/goauthentik/authentik/blob/069e9c015b65f8baaac1e08d4af1b034872bd2ae/authentik/providers/oauth2/errors.py",
);

pub(in crate::providers) const LOG: Log = Log {
    marks: &["authentik"],
    texts: &[
        at_token("Invalid client secret", &[ClientAuth], "The client's secret is wrong.", TOKEN),
        at_token(
            "Code challenge not matching",
            &[PkceMismatch],
            "The `code_verifier` does not match the `code_challenge`.",
            TOKEN,
        ),
        at_token(
            "Code does not exist",
            &[CodeReused, CodeUnknown],
            "authentik has no such code: it deletes a code when it is used.",
            TOKEN,
        ),
        at_token("Code is expired", &[CodeExpired], "The code was redeemed too late.", TOKEN),
        at_token(
            "Invalid code: invalid client or code has expired",
            &[ClientMismatch, CodeExpired],
            "The code was issued to another client, or has expired.",
            TOKEN,
        )
        .unmistakable(),
        at_token("Missing authorization code", &[Parameter], "The token request has no `code`.", TOKEN),
        at_token(
            "Invalid redirect URI used by provider",
            &[RedirectUri, RedirectUriUnregistered],
            "The `redirect_uri` of the token request is not registered for the client.",
            TOKEN,
        )
        .unmistakable(),
        at_token(
            "Refresh token does not exist",
            &[RefreshExpired, RefreshReused],
            "authentik has no such refresh token.",
            TOKEN,
        ),
        at_token("Refresh token is expired", &[RefreshExpired], "The refresh token has expired.", TOKEN),
        at_token(
            "Revoked refresh token was used",
            &[RefreshReused, RefreshExpired],
            "The refresh token was revoked, or replaced when it was used.",
            TOKEN,
        ),
        at_token("Invalid grant type", &[GrantType], "authentik does not know the `grant_type`.", TOKEN),
        at_authorize(
            "Invalid redirect URI was used. Client used '{got}'. Allowed redirect URIs are",
            &[RedirectUriUnregistered],
            "The `redirect_uri` is not registered for the client.",
            ERRORS,
        )
        .unmistakable(),
    ],
};
