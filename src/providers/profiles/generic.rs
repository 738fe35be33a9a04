//! RFC 6749.

use crate::oauth::codes::{self, Code};
use crate::providers::Cause::{
    self, BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch,
    RedirectUri,
};
use crate::providers::{Provider, Reply, Source, documented, error, says};

const RFC6749: Source = documented("https://www.rfc-editor.org/rfc/rfc6749#section-5.2");
const GRANT: &[Cause] = &[CodeExpired, CodeReused, CodeUnknown, RedirectUri, ClientMismatch, PkceMismatch];

pub(super) static PROVIDER: Provider = Provider {
    id: "generic-rfc6749",
    name: "RFC 6749",
    replies: &[
        says(
            "invalid_grant",
            "^The provided authorization grant is invalid, expired, revoked, does not match the redirection URI",
            GRANT,
            "The sentence of RFC 6749, which Doorkeeper and others send for all of these faults: it doesn't say which one it is.",
            RFC6749,
        ),
        of(&codes::INVALID_GRANT, GRANT),
        of(&codes::INVALID_CLIENT, &[ClientAuth]),
        of(&codes::INVALID_REQUEST, &[Parameter, BodyFormat]),
        of(&codes::UNAUTHORIZED_CLIENT, &[]),
        of(&codes::UNSUPPORTED_GRANT_TYPE, &[BodyFormat, Parameter]),
        of(&codes::INVALID_SCOPE, &[]),
    ],
    ..Provider::NONE
};

const fn of(code: &Code, about: &'static [Cause]) -> Reply {
    error(code.error, about, code.meaning, RFC6749)
}
