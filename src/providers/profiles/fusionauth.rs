//! FusionAuth.

use crate::providers::Cause::{CodeExpired, CodeReused, CodeUnknown};
use crate::providers::{Provider, Source, community, note, says};

const ISSUE_150: Source = community("https://github.com/FusionAuth/fusionauth-issues/issues/150");

pub(super) static PROVIDER: Provider = Provider {
    id: "fusionauth",
    name: "FusionAuth",
    replies: &[says(
        "invalid_request",
        "^Invalid Authorization Code$",
        &[CodeUnknown, CodeExpired, CodeReused],
        "error_reason auth_code_not_found: unknown, expired or used code.",
        ISSUE_150,
    )],
    notes: &[note(
        &[],
        "Read error_reason: it is more specific than error_description.",
        ISSUE_150,
    )],
    ..Provider::NONE
};
