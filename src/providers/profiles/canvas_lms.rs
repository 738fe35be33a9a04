//! Canvas LMS.

use crate::providers::Cause::{CodeExpired, CodeReused, CodeUnknown, Parameter};
use crate::providers::{Anywhere, Endpoints, Provider, Source, community, says};

const ISSUE_1046: Source = community("https://github.com/instructure/canvas-lms/issues/1046");

pub(super) static PROVIDER: Provider = Provider {
    id: "canvas-lms",
    name: "Canvas LMS",
    endpoints: Endpoints {
        authorize: &["/login/oauth2/auth"],
        token: &["/login/oauth2/token"],
        anywhere: Anywhere::Pair,
        source: Some(ISSUE_1046),
        ..Endpoints::NONE
    },
    replies: &[says(
        "invalid_grant",
        "^authorization_code not found$",
        &[CodeUnknown, CodeReused, CodeExpired, Parameter],
        "Unknown, expired or used code; a maintainer-side hint in the thread: grant_type was missing from the \
             request.",
        ISSUE_1046,
    )],
    ..Provider::NONE
};
