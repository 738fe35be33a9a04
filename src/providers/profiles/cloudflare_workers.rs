//! Cloudflare's `workers-oauth-provider`.

use crate::providers::Cause::{
    AuthMethod, AuthRepeated, BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter,
    PkceMismatch, PkceUnexpected, RedirectUri, RedirectUriMissing, RefreshExpired, RefreshReused, VerifierMissing,
};
use crate::providers::{Enctype, Provider, Source, claim, code, note, says, seconds};

const PROVIDER_TS: Source = code(
    "https://github.com/cloudflare/workers-oauth-provider/blob/742e222c55f5adbd8975c964f2248ea8a1670770/src/oauth-provider.ts",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "cloudflare-workers-oauth-provider",
    name: "Cloudflare's workers-oauth-provider",
    signatures: &[
        "Grant not found or authorization code expired",
        "Invalid PKCE code_verifier",
        "code_verifier is required for PKCE",
        "code_verifier provided for a flow that did not use PKCE",
        "redirect_uri is required when not using PKCE",
        "Client authentication failed: client has no registered secret",
    ],
    code_lifetime: seconds(600, PROVIDER_TS),
    bodies: claim(&[Enctype::Form], PROVIDER_TS),
    client_auth: claim(&["client_secret_basic", "client_secret_post", "none"], PROVIDER_TS),
    replies: &[
        says(
            "invalid_request",
            "^Content-Type must be application/x-www-form-urlencoded$",
            &[BodyFormat],
            "The body is not labelled as a form.",
            PROVIDER_TS,
        ),
        says(
            "invalid_request",
            "^Request parameter \".*\" must not be repeated$",
            &[Parameter],
            "A parameter is sent twice.",
            PROVIDER_TS,
        ),
        says(
            "invalid_request",
            "^Client must not use multiple authentication methods$",
            &[AuthRepeated],
            "The client authenticates in the header and in the body.",
            PROVIDER_TS,
        ),
        says(
            "invalid_client",
            "^Client not found$",
            &[ClientAuth],
            "The server has no such client: registrations expire, and those of another deployment are kept elsewhere.",
            PROVIDER_TS,
        ),
        says(
            "invalid_client",
            "^Client authentication failed$",
            &[AuthMethod, ClientAuth],
            "The client authenticates by a method that it is not registered for.",
            PROVIDER_TS,
        ),
        says(
            "invalid_client",
            "^Client authentication failed: ",
            &[ClientAuth],
            "The secret is missing or wrong, or the client has none.",
            PROVIDER_TS,
        ),
        says(
            "invalid_grant",
            "^Authorization code already used$",
            &[CodeReused],
            "The code was redeemed before; the tokens of the first time are revoked.",
            PROVIDER_TS,
        ),
        says(
            "invalid_grant",
            "^Grant not found or authorization code expired$",
            &[CodeExpired, CodeUnknown],
            "The server has no grant for the code: it expired, or the code is another server's.",
            PROVIDER_TS,
        ),
        says(
            "invalid_grant",
            "^Invalid authorization code(?: format)?$",
            &[CodeUnknown],
            "The code is not the one that was issued: it is cut, altered or another server's.",
            PROVIDER_TS,
        ),
        says(
            "invalid_grant",
            "^Client ID mismatch$",
            &[ClientMismatch],
            "The code or the refresh token was issued to another client.",
            PROVIDER_TS,
        ),
        says(
            "invalid_grant",
            "^Invalid redirect URI$",
            &[RedirectUri],
            "The redirect_uri is none of those that the client registered.",
            PROVIDER_TS,
        ),
        says(
            "invalid_request",
            "^redirect_uri is required when not using PKCE$",
            &[RedirectUriMissing],
            "Without PKCE, the token request needs its redirect_uri.",
            PROVIDER_TS,
        ),
        says(
            "invalid_request",
            "^code_verifier provided for a flow that did not use PKCE$",
            &[PkceUnexpected],
            "The token request has a verifier, and the authorization request had no challenge.",
            PROVIDER_TS,
        ),
        says(
            "invalid_request",
            "^code_verifier is required for PKCE$",
            &[VerifierMissing],
            "The authorization request had a challenge, and the token request has no verifier.",
            PROVIDER_TS,
        ),
        says(
            "invalid_grant",
            "^Invalid PKCE code_verifier$",
            &[PkceMismatch],
            "The code_verifier doesn't match the code_challenge.",
            PROVIDER_TS,
        ),
        says(
            "invalid_grant",
            "^Refresh token has expired$",
            &[RefreshExpired],
            "The refresh token has expired, or expires within a minute.",
            PROVIDER_TS,
        ),
        says(
            "invalid_grant",
            "^Invalid refresh token$",
            &[RefreshReused, RefreshExpired],
            "The refresh token is neither the latest one nor the one before it.",
            PROVIDER_TS,
        ),
    ],
    notes: &[
        note(
            &[RefreshReused],
            "The refresh token before the latest stays valid until the latest is used.",
            PROVIDER_TS,
        ),
        note(
            &[PkceMismatch, CodeReused],
            "The code is compared before the client, the redirect_uri and the verifier, and only its use consumes it: a \
             request with a wrong verifier can be repeated.",
            PROVIDER_TS,
        ),
    ],
    ..Provider::NONE
};
