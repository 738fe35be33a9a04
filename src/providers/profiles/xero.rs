//! Xero.

use crate::providers::Cause::{CodeExpired, CodeReused, CodeUnknown, PkceMismatch, RedirectUri};
use crate::providers::{Endpoints, Provider, Source, code, community, error, note, seconds};

const ISSUE_441: Source = community("https://github.com/XeroAPI/Xero-NetStandard/issues/441");

pub(super) static PROVIDER: Provider = Provider {
    id: "xero",
    name: "Xero",
    endpoints: Endpoints {
        hosts: &["login.xero.com", "identity.xero.com"],
        authorize: &["login.xero.com/identity/connect/authorize"],
        token: &["identity.xero.com/connect/token"],
        source: Some(code(
            "https://github.com/XeroAPI/xero-node/blob/cfc658ff72e9d8c1b223a0f7ef5d00dcdb4bbf40/src/XeroClient.ts#L209",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(300, ISSUE_441),
    replies: &[error(
        "invalid_grant",
        &[CodeReused, CodeExpired, CodeUnknown, RedirectUri, PkceMismatch],
        "Bare invalid_grant. Xero staff see the internal reason 'invalid_authorization_code' in their logs for a \
             reused, expired or altered code.",
        ISSUE_441,
    )],
    notes: &[note(
        &[CodeUnknown],
        "Codes are case-sensitive: an application that lower-cased the callback URL got invalid_grant (it had \
             worked earlier).",
        ISSUE_441,
    )],
    ..Provider::NONE
};
