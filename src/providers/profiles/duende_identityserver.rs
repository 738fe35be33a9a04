//! Duende IdentityServer.

use crate::providers::Cause::{
    BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing,
    PkceUnexpected, PublicSecret, RedirectUri, RefreshExpired, RefreshReused,
};
use crate::providers::{logs, Endpoints, Provider, Enctype, Source, by_default, claim, code, community, error, note};

const ISSUE_498: Source = community("https://github.com/DuendeArchive/Support/issues/498");
const CLIENT: Source = code(
    "https://github.com/DuendeSoftware/products/blob/18193b5f500134a5665850c93c4929a383d9e583/identity-server/src/Storage/Models/Client.cs",
);
const TOKEN_ENDPOINT: Source = code(
    "https://github.com/DuendeSoftware/products/blob/18193b5f500134a5665850c93c4929a383d9e583/identity-server/src/IdentityServer/Endpoints/TokenEndpoint.cs",
);
const CLIENT_SECRET_VALIDATOR: Source = code(
    "https://github.com/DuendeSoftware/products/blob/18193b5f500134a5665850c93c4929a383d9e583/identity-server/src/IdentityServer/Validation/Default/ClientSecretValidator.cs",
);
const TOKEN_REQUEST_VALIDATOR: Source = code(
    "https://github.com/DuendeSoftware/products/blob/18193b5f500134a5665850c93c4929a383d9e583/identity-server/src/IdentityServer/Validation/Default/TokenRequestValidator.cs",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "duende-identityserver",
    name: "Duende IdentityServer",
    endpoints: Endpoints {
        hosts: &["demo.duendesoftware.com"],
        source: Some(ISSUE_498),
        ..Endpoints::NONE
    },
    code_lifetime: by_default(300, CLIENT),
    bodies: claim(&[Enctype::Form], TOKEN_ENDPOINT),
    client_auth: claim(
        &[
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt",
            "tls_client_auth",
            "none",
        ],
        CLIENT_SECRET_VALIDATOR,
    ),
    burns_code: Some(TOKEN_REQUEST_VALIDATOR),
    replies: &[
        error(
            "invalid_grant",
            &[
                CodeUnknown,
                CodeExpired,
                CodeReused,
                ClientMismatch,
                RedirectUri,
                PkceMismatch,
                PkceMissing,
                PkceUnexpected,
                Parameter,
            ],
            "Bare invalid_grant (no description): missing/unknown/expired/reused code, other client, redirect_uri \
             mismatch, any PKCE fault, disabled user. Log line tells which.",
            TOKEN_REQUEST_VALIDATOR,
        ),
        error(
            "unauthorized_client",
            &[RedirectUri, Parameter],
            "redirect_uri missing from the token request, or the client may not use the code grant. IdentityServer4 \
             before the fix also used it for a redirect_uri mismatch.",
            TOKEN_REQUEST_VALIDATOR,
        ),
        error(
            "invalid_request",
            &[BodyFormat, Parameter],
            "Wrong HTTP method or Content-Type (not form-urlencoded), or no client_id found.",
            TOKEN_ENDPOINT,
        ),
        error(
            "invalid_client",
            &[ClientAuth],
            "Unknown or disabled client, or wrong secret.",
            CLIENT_SECRET_VALIDATOR,
        ),
        error(
            "unsupported_grant_type",
            &[],
            "grant_type missing, too long or unknown.",
            TOKEN_REQUEST_VALIDATOR,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: ordinal exact; missing value gives unauthorized_client.",
            TOKEN_REQUEST_VALIDATOR,
        ),
        note(
            &[RedirectUri],
            "redirect_uri against the registration: exact, ordinal ignore-case; optional app-auth validator accepts \
             any 127.0.0.1 port.",
            code(
                "https://github.com/DuendeSoftware/products/blob/18193b5f500134a5665850c93c4929a383d9e583/identity-server/src/IdentityServer/Validation/Default/StrictRedirectUriValidator.cs",
            ),
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: RequirePkce default true; methods S256 and plain only if AllowPlainTextPkce.",
            CLIENT,
        ),
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: for clients with RequireClientSecret=false a sent secret is ignored.",
            CLIENT_SECRET_VALIDATOR,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: non-POST or non-form Content-Type gives bare invalid_request.",
            TOKEN_ENDPOINT,
        ),
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: RefreshTokenUsage default ReUse in this revision.",
            CLIENT,
        ),
        note(
            &[CodeReused],
            "The code is removed from the store before expiry, redirect_uri and PKCE are validated; a retry after \
             fixing the request fails with the same bare invalid_grant.",
            TOKEN_REQUEST_VALIDATOR,
        ),
        note(
            &[PkceMismatch],
            "A code_verifier from a client without RequirePkce and without a challenge is rejected as invalid_grant \
             ('Unexpected code_verifier' in the log only).",
            TOKEN_REQUEST_VALIDATOR,
        ),
        note(
            &[RedirectUri],
            "IdentityServer4 answered unauthorized_client for a redirect_uri mismatch; maintainers agreed \
             invalid_grant is right.",
            community("https://github.com/DuendeArchive/IdentityServer4/issues/4075"),
        ),
        note(
            &[PkceMismatch],
            "A bare invalid_grant can mean the server-side log text 'Transformed code verifier does not match code \
             challenge'; one report traced it to an authorize URL that carried a different code_challenge than the one \
             the client thought it had sent.",
            ISSUE_498,
        ),
    ],
    log: logs::duende_identityserver::LOG,
    ..Provider::NONE
};
