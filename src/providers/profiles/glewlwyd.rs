//! Glewlwyd.

use crate::providers::Cause::{ClientMismatch, CodeExpired, CodeReused, CodeUnknown, PkceMismatch, RedirectUri};
use crate::providers::{Anywhere, Endpoints, Provider, Source, by_default, code, documented, error, note};

const OAUTH2: Source = code(
    "https://github.com/babelouest/glewlwyd/blob/0219fa08044c1594d8b014903165e53754291605/src/plugin/protocol_oauth2.c",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "glewlwyd",
    name: "Glewlwyd",
    endpoints: Endpoints {
        authorize: &["/api/glwd/auth"],
        token: &["/api/glwd/token"],
        anywhere: Anywhere::Path,
        source: Some(documented(
            "https://github.com/babelouest/glewlwyd/blob/0219fa08044c1594d8b014903165e53754291605/docs/OAUTH2.md#L256",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: by_default(600, OAUTH2),
    replies: &[error(
        "invalid_code",
        &[CodeReused, CodeExpired, CodeUnknown, ClientMismatch, RedirectUri, PkceMismatch],
        "The server doesn't accept the code: it was used, has expired, or is another client's or redirect_uri's.",
        OAUTH2,
    )],
    notes: &[note(
        &[CodeReused, CodeExpired, CodeUnknown],
        "It refuses with 403, and its errors have no error_description; its own log says no more than the address.",
        OAUTH2,
    )],
    ..Provider::NONE
};
