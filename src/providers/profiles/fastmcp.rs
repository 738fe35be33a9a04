//! `FastMCP`, and its OAuth proxy.

use crate::providers::Cause::{
    CodeExpired, CodeReused, CodeUnknown, RefreshExpired, RefreshReused, Registration, Resource,
};
use crate::providers::{Provider, Source, by_default, code, note, says, words};

const PROXY: Source = code(
    "https://github.com/jlowin/fastmcp/blob/b14b137fddc3145d6b4abd0b3a3f1a11dfc370b0/src/fastmcp/server/auth/oauth_proxy/proxy.py",
);
const AUTHORIZE: Source = code(
    "https://github.com/jlowin/fastmcp/blob/b14b137fddc3145d6b4abd0b3a3f1a11dfc370b0/src/fastmcp/server/auth/handlers/authorize.py",
);
const AUTH: Source = code(
    "https://github.com/jlowin/fastmcp/blob/b14b137fddc3145d6b4abd0b3a3f1a11dfc370b0/src/fastmcp/server/auth/auth.py",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "fastmcp",
    name: "FastMCP",
    signatures: &[
        "MCP clients should automatically re-register by sending a POST request",
        "The provided bearer token is invalid, expired, or no longer recognized by the server. To resolve",
        "Refresh token mapping not found",
    ],
    code_lifetime: by_default(
        300,
        code(
            "https://github.com/jlowin/fastmcp/blob/b14b137fddc3145d6b4abd0b3a3f1a11dfc370b0/src/fastmcp/server/auth/oauth_proxy/models.py",
        ),
    ),
    replies: &[
        words(
            "is not registered with this server\\. MCP clients should automatically re-register",
            &[Registration],
            "The client uses a registration that the server has not: the server lost its storage, or the client kept the id \
             of another server.",
            AUTHORIZE,
        ),
        says(
            "invalid_grant",
            "^Authorization code not found$",
            &[CodeReused, CodeExpired, CodeUnknown],
            "The proxy has no such code: it was used, has expired, or another instance issued it.",
            PROXY,
        ),
        says(
            "invalid_grant",
            "^Refresh token mapping not found$",
            &[RefreshReused, RefreshExpired],
            "The proxy no longer has what belongs to the refresh token: it was rotated, or the storage was cleared.",
            PROXY,
        ),
        says(
            "invalid_grant",
            "^Upstream token not found$",
            &[RefreshExpired],
            "The proxy no longer has the token of the server behind it.",
            PROXY,
        ),
        says(
            "invalid_grant",
            "^Refresh not supported for this token$",
            &[],
            "The server behind the proxy gave no refresh token.",
            PROXY,
        ),
        says(
            "invalid_grant",
            "^Upstream refresh failed: ",
            &[],
            "The server behind the proxy refused the refresh; the words behind the colon are its.",
            PROXY,
        ),
        says(
            "invalid_target",
            "^Resource does not match this server$",
            &[Resource],
            "The resource is not the URL of this MCP server.",
            PROXY,
        ),
    ],
    notes: &[
        note(&[CodeReused, CodeExpired, RefreshExpired], "It answers invalid_grant with 401, not 400.", AUTH),
        note(
            &[],
            "Two logins are nested: the client's with the proxy, and the proxy's with the server behind it, whose code \
             goes to the proxy's own callback.",
            PROXY,
        ),
    ],
    ..Provider::NONE
};
