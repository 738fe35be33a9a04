//! The authorization server of the MCP TypeScript SDK.

use crate::providers::Cause::{ClientAuth, GrantType, PkceMismatch, RedirectUriMissing, RedirectUriUnregistered};
use crate::providers::{Provider, Source, code, note, says};

const TOKEN: Source = code(
    "https://github.com/modelcontextprotocol/typescript-sdk/blob/3924de99df834302d89f5997a1b64ca268282284/packages/server-legacy/src/auth/handlers/token.ts",
);
const CLIENT: Source = code(
    "https://github.com/modelcontextprotocol/typescript-sdk/blob/3924de99df834302d89f5997a1b64ca268282284/packages/server-legacy/src/auth/middleware/clientAuth.ts",
);
const AUTHORIZE: Source = code(
    "https://github.com/modelcontextprotocol/typescript-sdk/blob/3924de99df834302d89f5997a1b64ca268282284/packages/server-legacy/src/auth/handlers/authorize.ts",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "mcp-typescript-sdk",
    name: "the MCP TypeScript SDK",
    signatures: &["redirect_uri must be specified when client has multiple registered URIs"],
    replies: &[
        says(
            "invalid_grant",
            "^code_verifier does not match the challenge$",
            &[PkceMismatch],
            "The code_verifier doesn't match the code_challenge.",
            TOKEN,
        ),
        says(
            "unsupported_grant_type",
            r"^The grant type is not supported by this authorization server\.$",
            &[GrantType],
            "The server knows only authorization_code and refresh_token.",
            TOKEN,
        ),
        says(
            "invalid_client",
            "^Invalid client_id$",
            &[ClientAuth],
            "The server has no such client: its storage was cleared, or the client kept the id of another server.",
            CLIENT,
        ),
        says(
            "invalid_client",
            "^(?:Client secret is required|Invalid client_secret|Client secret has expired)$",
            &[ClientAuth],
            "The client's secret is missing, wrong or too old.",
            CLIENT,
        ),
        says(
            "invalid_request",
            "^Unregistered redirect_uri$",
            &[RedirectUriUnregistered],
            "The redirect_uri is none of those that the client registered.",
            AUTHORIZE,
        ),
        says(
            "invalid_request",
            "^redirect_uri must be specified when client has multiple registered URIs$",
            &[RedirectUriMissing],
            "The client registered several redirect URIs, and the authorization request names none.",
            AUTHORIZE,
        ),
    ],
    notes: &[note(
        &[ClientAuth],
        "It reads the client's id and secret from the body alone, and answers a refused client with 400.",
        CLIENT,
    )],
    ..Provider::NONE
};
