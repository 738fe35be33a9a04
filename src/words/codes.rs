//! The error codes of the specifications, and what each says of any server.

use crate::oauth::Cite;
use crate::oauth::spec::{OIDC_CORE, RFC6749, RFC7591, RFC8628, RFC8707, RFC9449};

/// An error code that a specification defines.
pub(super) struct Code {
    /// The code.
    pub(super) error: &'static str,
    /// What it means, in one or two sentences.
    pub(super) meaning: &'static str,
    /// Where it is defined.
    pub(super) spec: Cite,
}

/// Returns what the specifications say of a code.
pub(super) fn of(error: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.error == error)
}

const fn code(error: &'static str, meaning: &'static str, spec: Cite) -> Code {
    Code { error, meaning, spec }
}

const CODES: &[Code] = &[
    code(
        "invalid_grant",
        "The server does not accept the code or the refresh token: it was used, has expired, was revoked or was issued to another client, or the `redirect_uri` or the `code_verifier` does not fit it.",
        RFC6749.at("5.2"),
    ),
    code(
        "invalid_client",
        "The server does not know the client, or does not accept its authentication: a wrong secret, none at all, or another method than the registered one.",
        RFC6749.at("5.2"),
    ),
    code(
        "invalid_request",
        "A parameter is missing, repeated or malformed, or the server could not read the body.",
        RFC6749.at("5.2"),
    ),
    code("unauthorized_client", "The client may not use this grant.", RFC6749.at("5.2")),
    code("unsupported_grant_type", "The server does not know the `grant_type`.", RFC6749.at("5.2")),
    code(
        "invalid_scope",
        "A scope is unknown, malformed, or more than the user or the registration allows.",
        RFC6749.at("5.2"),
    ),
    code("access_denied", "The user, or a policy of the server, said no.", RFC6749.at("4.1.2.1")),
    code(
        "unsupported_response_type",
        "The server does not give this kind of answer to the client.",
        RFC6749.at("4.1.2.1"),
    ),
    code("server_error", "The server failed by itself.", RFC6749.at("4.1.2.1")),
    code("temporarily_unavailable", "The server is busy or under maintenance.", RFC6749.at("4.1.2.1")),
    code("login_required", "The client asked for no dialog, and the user is not logged in.", OIDC_CORE.at("3.1.2.6")),
    code("interaction_required", "The client asked for no dialog, and the server needs one.", OIDC_CORE.at("3.1.2.6")),
    code(
        "consent_required",
        "The client asked for no dialog, and the user has not allowed it yet.",
        OIDC_CORE.at("3.1.2.6"),
    ),
    code(
        "account_selection_required",
        "The client asked for no dialog, and the user must choose an account.",
        OIDC_CORE.at("3.1.2.6"),
    ),
    code("authorization_pending", "The user has not finished yet; the client asks again.", RFC8628.at("3.5")),
    code("slow_down", "The client asks too often; it waits 5 seconds longer from now on.", RFC8628.at("3.5")),
    code("expired_token", "The device code has expired before the user finished.", RFC8628.at("3.5")),
    code("invalid_target", "The server does not know the resource, or does not give tokens for it.", RFC8707.at("2")),
    code("invalid_dpop_proof", "The DPoP proof is malformed, or does not fit the request.", RFC9449.at("5")),
    code(
        "use_dpop_nonce",
        "The server wants a DPoP proof with the nonce of this answer; the client sends the request again.",
        RFC9449.at("8"),
    ),
    code("invalid_redirect_uri", "A redirect URI of the registration is not allowed.", RFC7591.at("3.2.2")),
    code("invalid_client_metadata", "A member of the registration is not allowed.", RFC7591.at("3.2.2")),
];
