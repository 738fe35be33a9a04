//! Metabase.

use crate::providers::Cause::{CodeExpired, CodeReused, Parameter, PkceMismatch, RedirectUri, RefreshExpired};
use crate::providers::{Provider, Source, community, note, says};

const ISSUE_80389: Source = community("https://github.com/metabase/metabase/issues/80389");

pub(super) static PROVIDER: Provider = Provider {
    id: "metabase-mcp",
    name: "Metabase",
    replies: &[says(
        "invalid_request",
        r"^The token request is invalid\.$",
        &[
            CodeExpired,
            CodeReused,
            RedirectUri,
            PkceMismatch,
            RefreshExpired,
            Parameter,
        ],
        "One text for every failure, including expired refresh tokens (never invalid_grant).",
        ISSUE_80389,
    )],
    notes: &[note(
        &[],
        "Clients that only re-authorise on invalid_grant retry a dead refresh token forever.",
        ISSUE_80389,
    )],
    ..Provider::NONE
};
