//! The error codes of the specifications, and what each says about any server.

use crate::oauth::Cite;
use crate::oauth::spec::{OIDC_CORE, RFC6749, RFC7591, RFC8628, RFC8707, RFC9449};

/// An error code that a specification defines.
pub(crate) struct Code {
    /// The code.
    pub(crate) error: &'static str,
    /// What it means, in one or two sentences.
    pub(crate) meaning: &'static str,
    /// Where it is defined.
    pub(crate) spec: Cite,
}

/// Returns what the specifications say about a code.
pub(crate) fn of(error: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.error == error)
}

const fn code(error: &'static str, meaning: &'static str, spec: Cite) -> Code {
    Code { error, meaning, spec }
}

pub(crate) const INVALID_GRANT: Code = code(
    "invalid_grant",
    "The server does not accept the code or the refresh token: it was used, has expired, was revoked or was issued to another client, or the `redirect_uri` or `code_verifier` doesn't match.",
    RFC6749.at("5.2"),
);
pub(crate) const INVALID_CLIENT: Code = code(
    "invalid_client",
    "The server doesn't know the client, or doesn't accept its authentication: the secret is wrong or missing, or the method is not the registered one.",
    RFC6749.at("5.2"),
);
pub(crate) const INVALID_REQUEST: Code = code(
    "invalid_request",
    "A parameter is missing, repeated or malformed, or the server could not read the body.",
    RFC6749.at("5.2"),
);
pub(crate) const UNAUTHORIZED_CLIENT: Code =
    code("unauthorized_client", "The client may not use this grant.", RFC6749.at("5.2"));
pub(crate) const UNSUPPORTED_GRANT_TYPE: Code =
    code("unsupported_grant_type", "The server doesn't know the `grant_type`.", RFC6749.at("5.2"));
pub(crate) const INVALID_SCOPE: Code = code(
    "invalid_scope",
    "A scope is unknown, malformed, or goes beyond what the user or the registration allows.",
    RFC6749.at("5.2"),
);

const CODES: &[Code] = &[
    INVALID_GRANT,
    INVALID_CLIENT,
    INVALID_REQUEST,
    UNAUTHORIZED_CLIENT,
    UNSUPPORTED_GRANT_TYPE,
    INVALID_SCOPE,
    code("access_denied", "The user or a policy denied the request.", RFC6749.at("4.1.2.1")),
    code(
        "unsupported_response_type",
        "The server doesn't offer this response type to the client.",
        RFC6749.at("4.1.2.1"),
    ),
    code("server_error", "The server had an internal error.", RFC6749.at("4.1.2.1")),
    code("temporarily_unavailable", "The server is busy or under maintenance.", RFC6749.at("4.1.2.1")),
    code(
        "login_required",
        "The client asked for a login without a dialog, but the user is not logged in.",
        OIDC_CORE.at("3.1.2.6"),
    ),
    code(
        "interaction_required",
        "The client asked for a login without a dialog, but the server needs one.",
        OIDC_CORE.at("3.1.2.6"),
    ),
    code(
        "consent_required",
        "The client asked for a login without a dialog, but the user hasn't consented yet.",
        OIDC_CORE.at("3.1.2.6"),
    ),
    code(
        "account_selection_required",
        "The client asked for a login without a dialog, but the user must choose an account.",
        OIDC_CORE.at("3.1.2.6"),
    ),
    code("authorization_pending", "The user has not finished yet; the client must poll again.", RFC8628.at("3.5")),
    code("slow_down", "The client polls too often; from now on it must wait 5 seconds longer.", RFC8628.at("3.5")),
    code("expired_token", "The device code expired before the user finished.", RFC8628.at("3.5")),
    code("invalid_target", "The server doesn't know the resource, or doesn't issue tokens for it.", RFC8707.at("2")),
    code("invalid_dpop_proof", "The DPoP proof is malformed, or doesn't fit the request.", RFC9449.at("5")),
    code(
        "use_dpop_nonce",
        "The server wants a DPoP proof with the nonce from this answer; the client must send the request again.",
        RFC9449.at("8"),
    ),
    code("invalid_redirect_uri", "A redirect URI in the registration is not allowed.", RFC7591.at("3.2.2")),
    code("invalid_client_metadata", "A member in the registration is not allowed.", RFC7591.at("3.2.2")),
];
