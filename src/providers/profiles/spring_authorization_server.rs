//! Spring Authorization Server.

use crate::providers::Cause::{
    BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing,
    PkceUnexpected, PublicSecret, RedirectUri, RefreshExpired, RefreshReused,
};
use crate::providers::{logs, Provider, Enctype, Source, by_default, claim, code, error, note, says};

const TOKEN_SETTINGS: Source = code(
    "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/settings/TokenSettings.java",
);
const OAUTH2_ENDPOINT_UTILS: Source = code(
    "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/web/authentication/OAuth2EndpointUtils.java",
);
const PUBLIC_CLIENT_AUTHENTICATION: Source = code(
    "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/web/authentication/PublicClientAuthenticationConverter.java",
);
const OAUTH2_AUTHORIZATION_CODE: Source = code(
    "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/web/authentication/OAuth2AuthorizationCodeAuthenticationConverter.java",
);
const OAUTH2_CLIENT_AUTHENTICATION_FILTER: Source = code(
    "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/web/OAuth2ClientAuthenticationFilter.java",
);
const OAUTH2_AUTHORIZATION_CODE_REQUEST: Source = code(
    "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/authentication/OAuth2AuthorizationCodeRequestAuthenticationValidator.java",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "spring-authorization-server",
    name: "Spring Authorization Server",
    code_lifetime: by_default(300, TOKEN_SETTINGS),
    bodies: claim(&[Enctype::Form], OAUTH2_ENDPOINT_UTILS),
    client_auth: claim(
        &[
            "client_secret_basic",
            "client_secret_post",
            "none",
            "private_key_jwt",
            "client_secret_jwt",
            "tls_client_auth",
        ],
        PUBLIC_CLIENT_AUTHENTICATION,
    ),
    replies: &[
        says(
            "invalid_request",
            r"^OAuth 2\.0 Parameter: code$",
            &[Parameter],
            "Code missing or sent more than once.",
            OAUTH2_AUTHORIZATION_CODE,
        ),
        says(
            "invalid_request",
            r"^OAuth 2\.0 Parameter: redirect_uri$",
            &[RedirectUri],
            "redirect_uri sent more than once (token endpoint).",
            OAUTH2_AUTHORIZATION_CODE,
        ),
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
            ],
            "Bare invalid_grant without error_description: unknown, expired, reused, wrong client, redirect_uri \
             mismatch or PKCE failure. PKCE text ('Client authentication failed: code_verifier') is built but the \
             client-authentication filter strips it before responding.",
            OAUTH2_CLIENT_AUTHENTICATION_FILTER,
        ),
        error(
            "invalid_client",
            &[ClientAuth, PkceMissing, PublicSecret],
            "401 with only the error code: unknown client, method not registered, wrong or expired secret; also a \
             public client that sent no code_verifier.",
            code(
                "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/authentication/ClientSecretAuthenticationProvider.java",
            ),
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: String.equals.",
            OAUTH2_AUTHORIZATION_CODE_REQUEST,
        ),
        note(
            &[RedirectUri],
            "redirect_uri against the registration: exact; port ignored for loopback IP literals only (127.0.0.0/8, \
             [::1]); 'localhost' is not treated as loopback.",
            OAUTH2_AUTHORIZATION_CODE_REQUEST,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: required for method 'none'; otherwise per client requireProofKey (default false in 1.x); methods \
             S256.",
            code(
                "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/authentication/CodeVerifierAuthenticator.java",
            ),
        ),
        note(
            &[ClientAuth],
            "Client authentication: a public client is only recognised when code_verifier is present; without it the \
             request has no client authentication.",
            PUBLIC_CLIENT_AUTHENTICATION,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: parameters read from the servlet form; a parameter whose name also occurs in \
             the query string is not treated as a form parameter.",
            OAUTH2_ENDPOINT_UTILS,
        ),
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: reuseRefreshTokens default true (no rotation).",
            TOKEN_SETTINGS,
        ),
        note(
            &[PkceMismatch],
            "PKCE failures happen in client authentication, before the code is examined, and reach the wire as bare \
             {\"error\":\"invalid_grant\"}; the useful line is the server's DEBUG/TRACE log.",
            OAUTH2_CLIENT_AUTHENTICATION_FILTER,
        ),
        note(
            &[],
            "A redemption attempt by a different client invalidates the code for the legitimate client too.",
            code(
                "https://github.com/spring-projects/spring-authorization-server/blob/b90fb09362aae9eb6ee64e536d0ad7d589af917f/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/authentication/OAuth2AuthorizationCodeAuthenticationProvider.java",
            ),
        ),
    ],
    log: logs::spring_authorization_server::LOG,
    ..Provider::NONE
};
