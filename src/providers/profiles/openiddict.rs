//! OpenIddict.

use crate::providers::Cause::{BodyFormat, ClientAuth, ClientIdMissing, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing, PkceUnexpected, PublicSecret, RedirectUri, RefreshExpired, RefreshReused, VerifierMissing};
use crate::providers::{logs, Provider, Enctype, Source, by_default, claim, code, community, note, says};

const OPEN_IDDICT_SERVER_OPTIONS: Source = code(
    "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Server/OpenIddictServerOptions.cs",
);
const OPEN_IDDICT_SERVER_ASP_NET_CORE: Source = code(
    "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Server.AspNetCore/OpenIddictServerAspNetCoreHandlers.cs",
);
const OPEN_IDDICT_SERVER_HANDLERS: Source = code(
    "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Server/OpenIddictServerHandlers.cs",
);
const OPEN_IDDICT_SERVER_HANDLERS_2: Source = code(
    "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Server/OpenIddictServerHandlers.Protection.cs",
);
const OPEN_IDDICT_SERVER_HANDLERS_EXCHANGE: Source = code(
    "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Server/OpenIddictServerHandlers.Exchange.cs",
);
const ISSUE_1225: Source = community("https://github.com/openiddict/openiddict-core/issues/1225");

pub(super) static PROVIDER: Provider = Provider {
    id: "openiddict",
    name: "OpenIddict",
    signatures: &[
        "The specified authorization code has already been redeemed.",
        "The specified authorization code is no longer valid.",
        "The specified 'code_verifier' is invalid.",
        "the client redirection URI the authorization code was initially sent to.",
    ],
    code_lifetime: by_default(300, OPEN_IDDICT_SERVER_OPTIONS),
    bodies: claim(&[Enctype::Form], OPEN_IDDICT_SERVER_ASP_NET_CORE),
    client_auth: claim(
        &["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
        OPEN_IDDICT_SERVER_HANDLERS,
    ),
    replies: &[
        says(
            "invalid_grant",
            r"^The specified authorization code has already been redeemed\.$",
            &[CodeReused],
            "Code reused; tokens of the authorization are revoked.",
            OPEN_IDDICT_SERVER_HANDLERS_2,
        ),
        says(
            "invalid_grant",
            r"^The specified authorization code is no longer valid\.$",
            &[CodeExpired],
            "Code expired or revoked.",
            OPEN_IDDICT_SERVER_HANDLERS_2,
        ),
        says(
            "invalid_grant",
            r"^The specified authorization code is invalid\.$",
            &[CodeUnknown],
            "Code cannot be read or is unknown (also after a data-protection key change).",
            OPEN_IDDICT_SERVER_HANDLERS_2,
        ),
        says(
            "invalid_grant",
            r"^The specified 'redirect_uri' parameter doesn't match the client redirection URI the authorization code was initially sent to\.$",
            &[RedirectUri],
            "The redirect_uri in the token request differs from the authorization request's.",
            OPEN_IDDICT_SERVER_HANDLERS_EXCHANGE,
        ),
        says(
            "invalid_grant",
            r"^The specified authorization code cannot be used by this client application\.$",
            &[ClientMismatch],
            "The code was issued to another client.",
            OPEN_IDDICT_SERVER_HANDLERS_EXCHANGE,
        ),
        says(
            "invalid_grant",
            r"^The specified authorization code cannot be used without sending a client identifier\.$",
            &[ClientIdMissing],
            "client_id missing.",
            OPEN_IDDICT_SERVER_HANDLERS_EXCHANGE,
        ),
        says(
            "invalid_grant",
            r"^The specified 'code_verifier' is invalid\.$",
            &[PkceMismatch],
            "The code_verifier does not match the code_challenge.",
            OPEN_IDDICT_SERVER_HANDLERS_EXCHANGE,
        ),
        says(
            "invalid_request",
            r"^The mandatory 'code_verifier' parameter is missing\.$",
            &[VerifierMissing],
            "The token request has no code_verifier, although a code_challenge was sent.",
            OPEN_IDDICT_SERVER_HANDLERS_EXCHANGE,
        ),
        says(
            "invalid_request",
            r"^The 'code_verifier' parameter required for this client application is missing\.$",
            &[PkceMissing],
            "PKCE required for the client.",
            OPEN_IDDICT_SERVER_HANDLERS_EXCHANGE,
        ),
        says(
            "invalid_request",
            r"^The 'code_verifier' parameter cannot be used when no 'code_challenge' was specified in the authorization request\.$",
            &[PkceUnexpected],
            "The token request has a code_verifier, but the authorization request had no code_challenge.",
            OPEN_IDDICT_SERVER_HANDLERS_EXCHANGE,
        ),
        says(
            "invalid_request",
            r"^The specified 'Content-Type' header is invalid\.$",
            &[BodyFormat],
            "Body is not form-urlencoded (JSON, multipart).",
            OPEN_IDDICT_SERVER_ASP_NET_CORE,
        ),
        says(
            "invalid_request",
            r"^The mandatory 'Content-Type' header is missing\.$",
            &[BodyFormat],
            "No Content-Type.",
            OPEN_IDDICT_SERVER_ASP_NET_CORE,
        ),
        says(
            "invalid_request",
            r"^The mandatory '[a-z_]+' parameter is missing\.$",
            &[Parameter],
            "The named parameter is missing.",
            OPEN_IDDICT_SERVER_HANDLERS_EXCHANGE,
        ),
        says(
            "invalid_client",
            r"^The 'client_secret' parameter is not valid for this client application\.$",
            &[PublicSecret],
            "The client is registered as public but sent a secret.",
            OPEN_IDDICT_SERVER_HANDLERS,
        ),
        says(
            "invalid_client",
            r"^The 'client_secret' parameter required for this client application is missing\.$",
            &[ClientAuth],
            "The client is registered as confidential but sent no secret.",
            OPEN_IDDICT_SERVER_HANDLERS,
        ),
        says(
            "invalid_client",
            r"^The specified client credentials are invalid\.$",
            &[ClientAuth],
            "The client secret is wrong.",
            OPEN_IDDICT_SERVER_HANDLERS,
        ),
        says(
            "invalid_client",
            r"^The specified 'client_id' is invalid\.$",
            &[ClientAuth],
            "The client is unknown.",
            OPEN_IDDICT_SERVER_HANDLERS,
        ),
        says(
            "invalid_grant",
            r"^The specified refresh token has already been redeemed\.$",
            &[RefreshReused],
            "Refresh reuse beyond the leeway.",
            OPEN_IDDICT_SERVER_HANDLERS_2,
        ),
        says(
            "invalid_grant",
            r"^The specified refresh token is no longer valid\.$",
            &[RefreshExpired],
            "Refresh expired/revoked.",
            OPEN_IDDICT_SERVER_HANDLERS_2,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: ordinal exact; required when the authorize request had one.",
            OPEN_IDDICT_SERVER_HANDLERS_EXCHANGE,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional or per-client requirement; methods S256 and plain.",
            OPEN_IDDICT_SERVER_HANDLERS_EXCHANGE,
        ),
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: rolling; RefreshTokenReuseLeeway default 30 s.",
            OPEN_IDDICT_SERVER_OPTIONS,
        ),
        note(
            &[],
            "Every error carries error_uri https://documentation.openiddict.com/errors/IDxxxx; the ID is a stable key \
             even when the text is localised, but one ID serves several parameters (ID2029, ID2052, ID2053, ID2054), \
             so read the quoted parameter name as well.",
            code(
                "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Abstractions/OpenIddictResources.resx",
            ),
        ),
        note(
            &[PkceMismatch],
            "error_uri (documentation.openiddict.com/errors/IDxxxx) identifies the exact check better than \
             error_description; a report shows ID2052 next to \"The specified 'code_verifier' is invalid.\".",
            ISSUE_1225,
        ),
    ],
    log: logs::openiddict::LOG,
    ..Provider::NONE
};
