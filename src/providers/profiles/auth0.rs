//! Auth0.

use crate::providers::Cause::{
    BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Method, Parameter, PkceMismatch,
    PkceMissing, PublicSecret, RedirectUri, RefreshExpired, RefreshReused, WrongEndpoint,
};
use crate::providers::{
    Endpoints, Provider, Enctype, Source, claim, code, community, documented, error, note, says,
};

const AUTHENTICATION_API_OAS: Source = documented(
    "https://github.com/auth0/docs-v2/blob/092b879e3fa93fa3a8adaa5f647580eab260ad0c/main/docs/oas/authentication/authentication-api-oas.json",
);
const SHOULD_THROW_FOR_AN_INVALID_CODE: Source = code(
    "https://github.com/auth0/go-auth0/blob/d5be7536fe6990a6335134525f4353ec8ba863d0/test/data/recordings/authentication/TestLoginWithAuthCodeWithPKCE/Should_throw_for_an_invalid_code.yaml#L38",
);
const ERRORS: Source = documented(
    "https://github.com/auth0/docs/blob/0aa128935428a0b2fee2d7476815bfa9623ae9b0/articles/api/authentication/errors/_errors.md",
);
const AUTH_CODE_PKCE: Source = documented(
    "https://github.com/auth0/docs/blob/248e42383953ba1c88f243bdcf08b78ced6863ca/articles/api/authentication/api-authz/_auth-code-pkce.md",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "auth0",
    name: "Auth0",
    endpoints: Endpoints {
        hosts: &["*.auth0.com"],
        authorize: &["/authorize"],
        token: &["/oauth/token"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/auth0.ts",
        )),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Form, Enctype::Json], AUTHENTICATION_API_OAS),
    replies: &[
        says(
            "invalid_grant",
            "^Invalid authorization code$",
            &[CodeUnknown, CodeExpired, CodeReused, ClientMismatch],
            "The code is unknown, has expired or was used.",
            SHOULD_THROW_FOR_AN_INVALID_CODE,
        ),
        says(
            "invalid_grant",
            "^Failed to verify code verifier$",
            &[PkceMismatch],
            "The code_verifier does not match the code_challenge.",
            community(
                "https://github.com/auth0/go-auth0/blob/d5be7536fe6990a6335134525f4353ec8ba863d0/authentication/oauth_test.go#L169",
            ),
        ),
        says(
            "invalid_request",
            "^redirect_uri is required if it was included in the authorization request",
            &[Parameter, RedirectUri, BodyFormat],
            "redirect_uri missing in the token request; the report had put the parameters in the query string instead \
             of the body.",
            community("https://github.com/auth0-samples/auth0-python-web-app/issues/53"),
        ),
        says(
            "invalid_request",
            "^Missing required parameter",
            &[Parameter, BodyFormat],
            "A named parameter is missing.",
            AUTHENTICATION_API_OAS,
        ),
        says(
            "invalid_client",
            "^Client authentication failed$",
            &[ClientAuth],
            "Wrong client credentials.",
            AUTHENTICATION_API_OAS,
        ),
        says(
            "access_denied",
            "^Unknown or invalid refresh token",
            &[RefreshReused, RefreshExpired],
            "Refresh token unknown, rotated away or revoked.",
            ERRORS,
        ),
        error(
            "unsupported_grant_type",
            &[],
            "grant_type unknown.",
            AUTHENTICATION_API_OAS,
        ),
        error(
            "access_denied",
            &[],
            "Generic refusal in the vendor's error table; no cause given.",
            ERRORS,
        ),
        error(
            "unauthorized_client",
            &[],
            "Client is not allowed to use this grant.",
            ERRORS,
        ),
        error(
            "method_not_allowed",
            &[Method],
            "Wrong HTTP method on the endpoint.",
            ERRORS,
        ),
        error(
            "endpoint_disabled",
            &[WrongEndpoint],
            "Endpoint is disabled for this tenant.",
            ERRORS,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: required if sent at authorize, and must match.",
            AUTH_CODE_PKCE,
        ),
        note(
            &[RedirectUri],
            "redirect_uri against the registration: Allowed Callback URLs; '*' allowed for subdomains, discouraged \
             for production.",
            documented(
                "https://github.com/auth0/docs-v2/blob/092b879e3fa93fa3a8adaa5f647580eab260ad0c/main/docs/get-started/applications/application-settings.mdx",
            ),
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: required for public clients' code flow; methods S256.",
            AUTH_CODE_PKCE,
        ),
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: the OpenAPI shows client_id/client_secret as body parameters; 401 invalid_client \
             when they are wrong.",
            AUTHENTICATION_API_OAS,
        ),
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: optional; Rotation Overlap Period (leeway) lets the old token work for the configured \
             seconds, default 0.",
            documented(
                "https://github.com/auth0/docs-v2/blob/092b879e3fa93fa3a8adaa5f647580eab260ad0c/main/docs/secure/tokens/refresh-tokens/configure-refresh-token-rotation.mdx#L32",
            ),
        ),
        note(
            &[],
            "Code and refresh faults come back as HTTP 403 in recorded traffic, so code that only parses 400 bodies \
             loses the reason.",
            SHOULD_THROW_FOR_AN_INVALID_CODE,
        ),
        note(
            &[PkceMismatch],
            "An Auth0 tutorial spells the parameter 'code_verified' in every snippet; a client copied from it sends \
             no code_verifier at all.",
            documented(
                "https://github.com/auth0/docs-v2/blob/092b879e3fa93fa3a8adaa5f647580eab260ad0c/main/docs/get-started/architecture-scenarios/mobile-api/part-3.mdx",
            ),
        ),
    ],
    ..Provider::NONE
};
