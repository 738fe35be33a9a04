//! `OpenAuth`.

use crate::providers::Cause::{AnswerIncomplete, RefreshExpired, RefreshReused};
use crate::providers::{Provider, Source, code, note, says};

const ISSUER: Source = code(
    "https://github.com/toolbeam/openauth/blob/0cce6692fccf70d88bf4785b424f83a2b4cb060c/packages/openauth/src/issuer.ts",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "openauth",
    name: "OpenAuth",
    signatures: &["Refresh token has been used or expired"],
    replies: &[says(
        "invalid_grant",
        "^Refresh token has been used or expired$",
        &[RefreshReused, RefreshExpired],
        "The refresh token was used before, longer ago than the reuse interval, or has expired.",
        ISSUER,
    )],
    notes: &[note(
        &[AnswerIncomplete],
        "The token response has no token_type, which strict client libraries require.",
        ISSUER,
    )],
    ..Provider::NONE
};
