//! Casdoor.

use crate::providers::Cause::CodeExpired;
use crate::providers::{Provider, Source, community, note, says, seconds};

const ISSUE_3212: Source = community("https://github.com/casdoor/casdoor/issues/3212");

pub(super) static PROVIDER: Provider = Provider {
    id: "casdoor",
    name: "Casdoor",
    code_lifetime: seconds(300, ISSUE_3212),
    replies: &[says(
        "invalid_grant",
        "^authorization code has expired",
        &[CodeExpired],
        "Expired code; the text prints server time and expiry.",
        ISSUE_3212,
    )],
    notes: &[note(
        &[],
        "A zero expiry (1970-01-01) in that text is a broken token record on the server, not a slow client.",
        ISSUE_3212,
    )],
    ..Provider::NONE
};
