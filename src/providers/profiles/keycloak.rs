//! Keycloak.

use crate::providers::Cause::{BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing, PkceUnexpected, RedirectUri, RefreshExpired, RefreshReused, VerifierMalformed, VerifierMissing};
use crate::providers::{logs, Anywhere, Endpoints, Provider, Source, by_default, code, community, note, says, words};

const OAUTH2_CODE_PARSER: Source = code(
    "https://github.com/keycloak/keycloak/blob/09b0c94298fddd9ee62408ccae0a19ca1c69e5aa/services/src/main/java/org/keycloak/protocol/oidc/utils/OAuth2CodeParser.java",
);
const AUTHORIZATION_CODE_GRANT_TYPE: Source = code(
    "https://github.com/keycloak/keycloak/blob/01e267d710da01ea44f0e2c330815417aeaf6ceb/services/src/main/java/org/keycloak/protocol/oidc/grants/AuthorizationCodeGrantType.java",
);
const CLIENT_ID_AND_SECRET: Source = code(
    "https://github.com/keycloak/keycloak/blob/03f1a163/services/src/main/java/org/keycloak/authentication/authenticators/client/ClientIdAndSecretAuthenticator.java",
);
const REFRESH_TOKEN: Source = code(
    "https://github.com/keycloak/keycloak/blob/091ec956/services/src/main/java/org/keycloak/protocol/oidc/grants/RefreshTokenGrantType.java",
);
const PKCE_UTILS: Source = code(
    "https://github.com/keycloak/keycloak/blob/0042442a1f3a44ae6e3d3b078c9591eaad412965/services/src/main/java/org/keycloak/protocol/oidc/utils/PkceUtils.java",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "keycloak",
    name: "Keycloak",
    endpoints: Endpoints {
        authorize: &["/realms/*/protocol/openid-connect/auth"],
        token: &["/realms/*/protocol/openid-connect/token"],
        anywhere: Anywhere::Path,
        source: Some(community(
            "https://github.com/klausbetz/apple-identity-provider-keycloak/issues/50",
        )),
        ..Endpoints::NONE
    },
    signatures: &[
        "PKCE verification failed: Code mismatch",
        "PKCE verification failed: Invalid code verifier",
        "PKCE code verifier not specified",
        "PKCE code verifier specified but challenge not present in authorization",
        "Auth error: Found different client_id in clientSession",
        "Invalid client or Invalid client credentials",
    ],
    code_lifetime: by_default(
        60,
        code(
            "https://github.com/keycloak/keycloak/blob/00c5301c104a6e31ab7f6d9b93107d0ba6e25252/model/storage-private/src/main/java/org/keycloak/storage/datastore/DefaultExportImportManager.java",
        ),
    ),
    burns_code: Some(OAUTH2_CODE_PARSER),
    replies: &[
        says(
            "invalid_grant",
            "^Code not valid$",
            &[CodeReused, CodeUnknown, CodeExpired],
            "Code is malformed (not three dot-separated parts), unknown, its user session is gone, or it was already \
             used. Second use also detaches the client session. Keycloak gives one text for all of these.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        words(
            "^Invalid client or Invalid client credentials$",
            &[ClientAuth],
            "The realm has no client with this name, or the client's secret is wrong or missing. Keycloak also says so \
             under unauthorized_client.",
            CLIENT_ID_AND_SECRET,
        ),
        says(
            "invalid_grant",
            "^Token is not active$",
            &[RefreshExpired],
            "The refresh token has expired.",
            REFRESH_TOKEN,
        ),
        says(
            "invalid_grant",
            "^Stale token$",
            &[RefreshReused, RefreshExpired],
            "The refresh token was replaced or revoked.",
            REFRESH_TOKEN,
        ),
        says(
            "invalid_grant",
            "^Code is expired$",
            &[CodeExpired],
            "Code found but past its stored expiration.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        says(
            "invalid_grant",
            "^Incorrect redirect_uri$",
            &[RedirectUri],
            "redirect_uri in the token request differs from (or is missing compared with) the one sent to the \
             authorization endpoint.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        says(
            "invalid_grant",
            "^Auth error: Found different client_id in clientSession$",
            &[ClientMismatch],
            "Code was issued to a different client_id.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        says(
            "invalid_grant",
            "^Client not allowed to exchange code$",
            &[],
            "The authorization code flow (standard flow) is disabled for this client.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        says(
            "invalid_grant",
            "^PKCE code verifier not specified$",
            &[VerifierMissing],
            "The token request has no code_verifier, although a code_challenge was sent.",
            PKCE_UTILS,
        ),
        says(
            "invalid_grant",
            "^PKCE code verifier specified but challenge not present in authorization$",
            &[PkceUnexpected],
            "The token request has a code_verifier, but the authorization request had no code_challenge.",
            PKCE_UTILS,
        ),
        says(
            "invalid_grant",
            "^PKCE verification failed: Code mismatch$",
            &[PkceMismatch],
            "The code_verifier does not match the code_challenge.",
            PKCE_UTILS,
        ),
        says(
            "invalid_grant",
            "^PKCE verification failed: Invalid code verifier$",
            &[VerifierMalformed],
            "code_verifier is shorter than 43 / longer than 128 chars or has characters outside the unreserved set.",
            PKCE_UTILS,
        ),
        says(
            "invalid_request",
            "^Missing parameter: code$",
            &[Parameter, BodyFormat],
            "No code parameter reached the form parser (also what an unparsed body looks like).",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        says(
            "invalid_grant",
            "^(User session not found|Session not active|User not found|User disabled)$",
            &[],
            "The login session or user behind the code is gone or disabled.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: exact String.equals against the value sent to /auth; a session_state= \
             query parameter is stripped from the token-request value first.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        note(
            &[RedirectUri],
            "redirect_uri against the registration: exact, or prefix when the registered value ends in '*'; host \
             lower-cased; for http://localhost registrations the port in the request is ignored (older RedirectUtils \
             revision read).",
            code(
                "https://github.com/keycloak/keycloak/blob/0040d3fc3bde3f833c7c8d508bdb398c5be68660/services/src/main/java/org/keycloak/protocol/oidc/utils/RedirectUtils.java",
            ),
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional (per-client enforced method); methods S256 and plain; 43..128 chars, [0-9A-Za-z-._~]; a \
             verifier sent when no challenge was sent is rejected.",
            PKCE_UTILS,
        ),
        note(
            &[ClientAuth],
            "Client authentication: client_id is compared to the client recorded with the code after client \
             authentication.",
            AUTHORIZATION_CODE_GRANT_TYPE,
        ),
        note(
            &[CodeUnknown],
            "Code value is '<uuid>.<user session id>.<client uuid>': three dot-separated parts. A code that lost a \
             part in transit is reported as 'Code not valid', the same text as reuse.",
            OAUTH2_CODE_PARSER,
        ),
        note(
            &[CodeReused],
            "The code is consumed at lookup, before redirect_uri/client/PKCE are checked. The first response shows \
             the real fault; every retry of the same code shows 'Code not valid'.",
            OAUTH2_CODE_PARSER,
        ),
        note(
            &[RedirectUri],
            "A wildcard registration ('*' or prefix*) only relaxes the authorize-side check. The token request still \
             has to repeat the exact value; a report with '*' registered still got 'Incorrect redirect_uri'.",
            community("https://github.com/marcospereirampj/python-keycloak/issues/207"),
        ),
    ],
    log: logs::keycloak::LOG,
    ..Provider::NONE
};
