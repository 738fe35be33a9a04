//! Dex.

use crate::providers::Cause::{AuthEncoding, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing, PkceUnexpected, RedirectUri, RefreshExpired, VerifierMissing};
use crate::providers::{logs, Anywhere, Endpoints, Provider, Enctype, Source, claim, code, note, says, seconds};

const GRANTS: Source =
    code("https://github.com/dexidp/dex/blob/ab64ed778070e983cbb10cfc07ea4bb397d14312/server/grants/grants.go");
const AUTHCODE: Source =
    code("https://github.com/dexidp/dex/blob/ab64ed778070e983cbb10cfc07ea4bb397d14312/server/grants/authcode.go");
const PKCE: Source =
    code("https://github.com/dexidp/dex/blob/ab64ed778070e983cbb10cfc07ea4bb397d14312/server/grants/pkce.go");

pub(super) static PROVIDER: Provider = Provider {
    id: "dex",
    name: "Dex",
    endpoints: Endpoints {
        authorize: &["/dex/auth"],
        token: &["/dex/token"],
        anywhere: Anywhere::Pair,
        source: Some(GRANTS),
        ..Endpoints::NONE
    },
    signatures: &[
        "No PKCE flow started. Cannot check code_verifier.",
        "Expecting parameter code_verifier in PKCE flow.",
    ],
    code_lifetime: seconds(
        1800,
        code("https://github.com/dexidp/dex/blob/ab64ed778070e983cbb10cfc07ea4bb397d14312/server/authflow/response.go"),
    ),
    bodies: claim(&[Enctype::Form], GRANTS),
    client_auth: claim(&["client_secret_basic", "client_secret_post", "none"], GRANTS),
    replies: &[
        says(
            "invalid_grant",
            r"^Invalid or expired code parameter\.$",
            &[CodeUnknown, CodeExpired, CodeReused, ClientMismatch],
            "Unknown, expired, already used, or issued to another client.",
            AUTHCODE,
        ),
        says(
            "invalid_request",
            r"^redirect_uri did not match URI from initial request\.$",
            &[RedirectUri],
            "The redirect_uri in the token request differs from the authorization request's; the error is \
             invalid_request, not invalid_grant.",
            AUTHCODE,
        ),
        says(
            "invalid_grant",
            r"^Invalid code_verifier\.$",
            &[PkceMismatch],
            "The code_verifier does not match the code_challenge.",
            PKCE,
        ),
        says(
            "invalid_grant",
            r"^Expecting parameter code_verifier in PKCE flow\.$",
            &[VerifierMissing],
            "The token request has no code_verifier, although a code_challenge was sent.",
            PKCE,
        ),
        says(
            "invalid_request",
            r"^No PKCE flow started\. Cannot check code_verifier\.$",
            &[PkceUnexpected],
            "The token request has a code_verifier, but the authorization request had no code_challenge.",
            PKCE,
        ),
        says(
            "invalid_request",
            r"^Required param: code\.$",
            &[Parameter],
            "The token request has no code.",
            AUTHCODE,
        ),
        says(
            "invalid_client",
            r"^Invalid client credentials\.$",
            &[ClientAuth],
            "The client is unknown, or its authentication failed.",
            GRANTS,
        ),
        says(
            "invalid_request",
            "^client_(id|secret) improperly encoded$",
            &[AuthEncoding],
            "Basic parts not url-encoded.",
            GRANTS,
        ),
        says(
            "invalid_request",
            r"^Refresh token expired\.$",
            &[RefreshExpired],
            "Refresh token expired.",
            code(
                "https://github.com/dexidp/dex/blob/ab64ed778070e983cbb10cfc07ea4bb397d14312/server/grants/refresh.go",
            ),
        ),
    ],
    notes: &[
        note(&[RedirectUri], "redirect_uri in the token request: exact.", AUTHCODE),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional; methods S256 and plain.",
            PKCE,
        ),
        note(
            &[ClientAuth],
            "Client authentication: Basic parts are query-unescaped; the header wins over the form.",
            GRANTS,
        ),
    ],
    log: logs::dex::LOG,
    ..Provider::NONE
};
