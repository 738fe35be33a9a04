//! oidc-provider (Node).

use crate::providers::Cause::{AuthEncoding, BodyFormat, ClientAuth, ClientIdMissing, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing, PkceUnexpected, PublicSecret, RedirectUri, VerifierMalformed};
use crate::providers::{logs, Provider, Enctype, Source, by_default, claim, code, note, says};

const SELECTIVE_BODY: Source = code(
    "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/shared/selective_body.js",
);
const CLIENT_AUTH: Source = code(
    "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/shared/client_auth.js",
);
const ERRORS: Source = code(
    "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/helpers/errors.js",
);
const AUTHORIZATION_CODE: Source = code(
    "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/actions/grants/authorization_code.js",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "node-oidc-provider",
    name: "oidc-provider (Node)",
    signatures: &[
        "grant request is invalid",
        "only application/x-www-form-urlencoded content-type bodies are supported on",
        "no client authentication mechanism provided",
    ],
    code_lifetime: by_default(
        60,
        code(
            "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/helpers/defaults.js",
        ),
    ),
    bodies: claim(&[Enctype::Form], SELECTIVE_BODY),
    client_auth: claim(
        &[
            "client_secret_basic",
            "client_secret_post",
            "none",
            "private_key_jwt",
            "client_secret_jwt",
            "tls_client_auth",
        ],
        CLIENT_AUTH,
    ),
    replies: &[
        says(
            "invalid_grant",
            "^grant request is invalid$",
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
            "One fixed text for unknown, expired, consumed, wrong-client, redirect mismatch and PKCE failures; the \
             real reason (error_detail) stays on the server (grant.error event/log).",
            ERRORS,
        ),
        says(
            "invalid_request",
            "^only application/x-www-form-urlencoded content-type bodies are supported on POST ",
            &[BodyFormat],
            "The body was not sent as application/x-www-form-urlencoded, but for example as JSON.",
            SELECTIVE_BODY,
        ),
        says(
            "invalid_request",
            "^failed to parse the request body$",
            &[BodyFormat],
            "The body cannot be read.",
            SELECTIVE_BODY,
        ),
        says(
            "invalid_request",
            "^missing required parameters? ",
            &[Parameter],
            "The named parameter is missing.",
            code(
                "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/helpers/validate_presence.js",
            ),
        ),
        says(
            "invalid_request",
            "^code_verifier (must be a string with a m(in|ax)imum length|contains invalid characters)",
            &[VerifierMalformed],
            "The code_verifier has a length or characters that PKCE does not allow.",
            code(
                "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/helpers/pkce_format.js",
            ),
        ),
        says(
            "invalid_request",
            "^client authentication must only be provided using one mechanism$",
            &[ClientAuth],
            "The client authenticates twice: in the Authorization header and in the body.",
            CLIENT_AUTH,
        ),
        says(
            "invalid_request",
            "^no client authentication mechanism provided$",
            &[ClientIdMissing, BodyFormat],
            "The request names no client: neither in the body nor in an Authorization header.",
            CLIENT_AUTH,
        ),
        says(
            "invalid_request",
            "^client_id and client_secret in the authorization header are not properly encoded$",
            &[AuthEncoding],
            "Basic credentials were not form-urlencoded before base64.",
            CLIENT_AUTH,
        ),
        says(
            "invalid_client",
            "^client authentication failed$",
            &[ClientAuth, PublicSecret],
            "Unknown client, wrong secret, or a method other than the registered one (including a secret from a \
             public client).",
            ERRORS,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: strict equality; parameter required unless \
             allowOmittingSingleRegisteredRedirectUri.",
            AUTHORIZATION_CODE,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: required function, default policy in defaults.js; methods S256.",
            code(
                "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/helpers/pkce.js",
            ),
        ),
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: basic and post are interchangeable for a secret client; a secret sent for a \
             client registered 'none' fails as 'client authentication failed'; more than one mechanism is \
             invalid_request.",
            CLIENT_AUTH,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: any other Content-Type is refused by name.",
            SELECTIVE_BODY,
        ),
        note(
            &[CodeReused],
            "Checks run in this order: code found, client matches, not expired, PKCE, redirect_uri, then single-use. \
             Nothing is consumed before all pass, so a failed attempt does not burn the code here (unlike \
             Keycloak/Duende).",
            AUTHORIZATION_CODE,
        ),
        note(
            &[],
            "error_detail is never sent to the client; ask for the server's grant.error log line.",
            code(
                "https://github.com/panva/node-oidc-provider/blob/b95c294475d7c858a3ea63276dbc8eed77c0bfd2/lib/helpers/err_out.js",
            ),
        ),
    ],
    log: logs::node_oidc_provider::LOG,
    ..Provider::NONE
};
