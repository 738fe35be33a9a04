//! The authorization server of the MCP Python SDK.

use crate::providers::Cause::{ClientMismatch, CodeExpired, CodeReused, CodeUnknown, PkceMismatch, RedirectUri, RefreshExpired, RefreshReused, Scope};
use crate::providers::{Provider, Source, code, says};

const TOKEN: Source = code(
    "https://github.com/modelcontextprotocol/python-sdk/blob/05f60ce32e083d08b76dc52ef072eca7016eb8ec/src/mcp/server/auth/handlers/token.py",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "mcp-python-sdk",
    name: "the MCP Python SDK",
    signatures: &[
        "redirect_uri did not match the one used when creating auth code",
        "authorization code does not exist",
        "refresh token does not exist",
    ],
    replies: &[
        says(
            "invalid_request",
            "^redirect_uri did not match the one used when creating auth code$",
            &[RedirectUri],
            "The redirect_uri differs from the one in the authorization request.",
            TOKEN,
        ),
        says(
            "invalid_grant",
            "^authorization code does not exist$",
            &[CodeUnknown, CodeReused, ClientMismatch],
            "The server doesn't know the code, or issued it to another client.",
            TOKEN,
        ),
        says("invalid_grant", "^authorization code has expired$", &[CodeExpired], "The code has expired.", TOKEN),
        says(
            "invalid_grant",
            "^incorrect code_verifier$",
            &[PkceMismatch],
            "The code_verifier doesn't match the code_challenge.",
            TOKEN,
        ),
        says(
            "invalid_grant",
            "^refresh token does not exist$",
            &[RefreshReused, RefreshExpired],
            "The server doesn't know the refresh token, or issued it to another client.",
            TOKEN,
        ),
        says("invalid_grant", "^refresh token has expired$", &[RefreshExpired], "The refresh token has expired.", TOKEN),
        says(
            "invalid_scope",
            "^cannot request scope `",
            &[Scope],
            "The refresh request asks for a scope that the refresh token doesn't have.",
            TOKEN,
        ),
    ],
    ..Provider::NONE
};
