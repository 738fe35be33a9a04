//! ForgeRock AM.

use crate::providers::Cause::{
    ChallengeMethod, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, PkceMismatch, PkceMissing, RedirectUri,
    RedirectUriUnregistered, VerifierMissing, WrongEndpoint,
};
use crate::providers::{
    Anywhere, Endpoints, Provider, Source, by_default, code, community, documented, error, logs, note, says,
};

const AUTHORIZATION_CODE_GRANT_TYPE: Source = code(
    "https://github.com/OpenIdentityPlatform/OpenAM/blob/958688e013a6eb9615ce2519fb160f168b510a66/openam-oauth2/src/main/java/org/forgerock/oauth2/core/AuthorizationCodeGrantTypeHandler.java",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "forgerock-am",
    name: "ForgeRock AM (PingAM)",
    endpoints: Endpoints {
        authorize: &[
            "/oauth2/realms/*/authorize",
            "/oauth2/realms/*/realms/*/authorize",
            "/oauth2/realms/*/realms/*/realms/*/authorize",
            "/openam/oauth2/authorize",
            "/am/oauth2/authorize",
        ],
        token: &[
            "/oauth2/realms/*/access_token",
            "/oauth2/realms/*/realms/*/access_token",
            "/oauth2/realms/*/realms/*/realms/*/access_token",
            "/openam/oauth2/access_token",
            "/am/oauth2/access_token",
        ],
        anywhere: Anywhere::Path,
        source: Some(code(
            "https://github.com/OpenIdentityPlatform/OpenAM/blob/958688e013a6eb9615ce2519fb160f168b510a66/openam-oauth2/src/main/java/org/forgerock/openam/oauth2/rest/OAuth2RouterProvider.java#L100",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: by_default(
        120,
        code(
            "https://github.com/OpenIdentityPlatform/OpenAM/blob/958688e013a6eb9615ce2519fb160f168b510a66/openam-oauth2/src/main/resources/OAuth2Provider.xml",
        ),
    ),
    replies: &[
        says(
            "invalid_request",
            r"^Authorization code doesn't exist\.$",
            &[CodeUnknown],
            "Unknown code; note invalid_request, not invalid_grant.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        says(
            "invalid_grant",
            r"^Authorization code expired\.$",
            &[CodeExpired],
            "The code has expired.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        says(
            "invalid_request",
            "^code_verifier parameter required$",
            &[VerifierMissing],
            "The token request has no code_verifier, although a code_challenge was sent.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        says(
            "invalid_request",
            r"^Invalid code challenge method specified\.$",
            &[ChallengeMethod],
            "Stored challenge method unsupported.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        says(
            "redirect_uri_mismatch",
            r"^The redirection URI provided does not match a pre-registered value\.$",
            &[RedirectUriUnregistered],
            "The redirect_uri is none of those that the client registered; a page says so, and nothing comes back.",
            community("https://github.com/OpenIdentityPlatform/OpenAM/issues/714"),
        ),
        error(
            "invalid_grant",
            &[CodeReused, RedirectUri, ClientMismatch, PkceMismatch],
            "invalid_grant with the default text: reused code, redirect_uri mismatch, other client, or PKCE mismatch \
             (log distinguishes).",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
    ],
    notes: &[
        note(
            &[WrongEndpoint],
            "Each realm is a server of its own, named in full in the path: /oauth2/realms/root/realms/alpha/authorize. Without it, \
             the top level realm answers, which has other clients.",
            documented("https://docs.pingidentity.com/pingam/8/oauth2-guide/oauth2-authorize-endpoint.html"),
        ),
        note(
            &[RedirectUri],
            "redirect_uri in the token request: stored authorize redirect_uri with query and fragment removed is \
             compared case-insensitively with the token parameter (community fork), so a redirect_uri with a query \
             string fails when repeated verbatim.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional; provider-wide enforcement setting; methods S256 and plain.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        note(
            &[RedirectUri, PkceMismatch],
            "Order is: exists, verifier present, reuse, redirect_uri, client, expiry, PKCE. 'Authorization code \
             expired.' therefore implies redirect_uri and client matched.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
    ],
    log: logs::forgerock_am::LOG,
    ..Provider::NONE
};
