//! ZITADEL.

use crate::providers::Cause::{AuthEncoding, BodyFormat, ClientAuth, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing, PkceUnexpected, RedirectUri, VerifierMissing};
use crate::providers::{logs, Anywhere, Endpoints, Provider, Enctype, Source, claim, code, note, says, words};

const TOKEN_REQUEST: Source =
    code("https://github.com/zitadel/oidc/blob/81322d90d32a331bbf05574be8147e1913628d47/pkg/op/token_request.go");
const TOKEN_CODE: Source =
    code("https://github.com/zitadel/oidc/blob/81322d90d32a331bbf05574be8147e1913628d47/pkg/op/token_code.go");
const TOKEN_CODE_2: Source = code(
    "https://github.com/zitadel/zitadel/blob/0204c49a876e02f6f77def64be3d1b47ab186e6a/internal/api/oidc/token_code.go",
);
const CLIENT: Source =
    code("https://github.com/zitadel/oidc/blob/81322d90d32a331bbf05574be8147e1913628d47/pkg/op/client.go");

pub(super) static PROVIDER: Provider = Provider {
    id: "zitadel",
    name: "ZITADEL",
    endpoints: Endpoints {
        authorize: &["/oauth/v2/authorize"],
        token: &["/oauth/v2/token"],
        anywhere: Anywhere::Pair,
        source: Some(code(
            "https://github.com/zitadel/oidc/blob/81322d90d32a331bbf05574be8147e1913628d47/pkg/op/op.go#L25",
        )),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Form], TOKEN_REQUEST),
    client_auth: claim(
        &["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
        TOKEN_REQUEST,
    ),
    replies: &[
        says(
            "invalid_grant",
            "^invalid code$",
            &[CodeUnknown, CodeExpired, CodeReused],
            "Unknown, expired or used code (library).",
            TOKEN_CODE,
        ),
        says(
            "invalid_grant",
            "^redirect_uri does not correspond$",
            &[RedirectUri],
            "The redirect_uri in the token request differs from the authorization request's.",
            TOKEN_CODE_2,
        ),
        says(
            "invalid_grant",
            "^invalid code_verifier$",
            &[PkceMismatch],
            "The code_verifier does not match the code_challenge.",
            TOKEN_REQUEST,
        ),
        says(
            "invalid_request",
            "^code_verifier required$",
            &[VerifierMissing],
            "The token request has no code_verifier, although a code_challenge was sent.",
            TOKEN_REQUEST,
        ),
        says(
            "invalid_request",
            "^code_verifier unexpectedly provided$",
            &[PkceUnexpected],
            "The token request has a code_verifier, but the authorization request had no code_challenge.",
            TOKEN_REQUEST,
        ),
        says(
            "invalid_request",
            "^PKCE required$",
            &[PkceMissing],
            "Public client without PKCE.",
            TOKEN_CODE,
        ),
        says(
            "invalid_request",
            "^(code missing|grant_type missing)$",
            &[Parameter],
            "The named parameter is missing.",
            TOKEN_CODE,
        ),
        says(
            "invalid_request",
            "^error (parsing|decoding) form",
            &[BodyFormat],
            "The body is not form data.",
            TOKEN_REQUEST,
        ),
        says(
            "invalid_request",
            "^client authentication must not use more than one method$",
            &[ClientAuth],
            "The client authenticates twice: in the Authorization header and in the body.",
            TOKEN_REQUEST,
        ),
        says(
            "invalid_client",
            "^invalid client_id / client_secret$",
            &[ClientAuth],
            "Wrong credentials.",
            TOKEN_REQUEST,
        ),
        says(
            "invalid_client",
            "^invalid basic auth header$",
            &[AuthEncoding],
            "Basic parts not url-decodable.",
            TOKEN_REQUEST,
        ),
        words(
            r"Errors\.User\.Code\.Invalid",
            &[CodeUnknown],
            "ZITADEL could not decrypt the code: truncated, altered or double-encoded.",
            TOKEN_CODE_2,
        ),
    ],
    notes: &[
        note(&[RedirectUri], "redirect_uri in the token request: exact.", CLIENT),
        note(
            &[RedirectUri],
            "redirect_uri against the registration: exact; globs only in development mode clients.",
            CLIENT,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: required for method none; methods S256 and plain.",
            TOKEN_CODE,
        ),
        note(
            &[ClientAuth],
            "Client authentication: more than one method at once is invalid_request; Basic parts are query-unescaped.",
            TOKEN_REQUEST,
        ),
        note(
            &[RedirectUri, PkceMismatch],
            "In the ZITADEL server PKCE is checked before redirect_uri; in the library redirect_uri is checked after \
             client auth and PKCE. The first error reported is not necessarily the only fault.",
            TOKEN_CODE_2,
        ),
    ],
    log: logs::zitadel::LOG,
    ..Provider::NONE
};
