//! RFC 6749.

use crate::providers::Cause::{
    BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, RedirectUri,
};
use crate::providers::{Provider, Source, documented, error, says};

const RFC6749: Source = documented("https://www.rfc-editor.org/rfc/rfc6749#section-5.2");

pub(super) static PROVIDER: Provider = Provider {
    id: "generic-rfc6749",
    name: "RFC 6749",
    replies: &[
        says(
            "invalid_grant",
            "^The provided authorization grant is invalid, expired, revoked, does not match the redirection URI",
            &[CodeExpired, CodeReused, CodeUnknown, RedirectUri, ClientMismatch, PkceMismatch],
            "RFC 6749 boilerplate used by Doorkeeper and others: no information about which of the five it is.",
            RFC6749,
        ),
        error(
            "invalid_grant",
            &[CodeExpired, CodeReused, CodeUnknown, RedirectUri, ClientMismatch, PkceMismatch],
            "Grant invalid, expired, revoked, redirect_uri different from the authorize request, or issued to another \
             client; RFC 7636 adds a failed code_verifier check.",
            RFC6749,
        ),
        error(
            "invalid_client",
            &[ClientAuth],
            "Client authentication failed (unknown client, none included, or unsupported method).",
            RFC6749,
        ),
        error(
            "invalid_request",
            &[Parameter, BodyFormat],
            "Parameter missing, repeated or malformed, several credentials, or more than one client authentication \
             mechanism.",
            RFC6749,
        ),
        error("unauthorized_client", &[], "Client may not use this grant type.", RFC6749),
        error(
            "unsupported_grant_type",
            &[BodyFormat, Parameter],
            "grant_type not supported by the server (or not seen by it).",
            RFC6749,
        ),
        error("invalid_scope", &[], "Scope invalid, unknown or larger than granted.", RFC6749),
    ],
    ..Provider::NONE
};
