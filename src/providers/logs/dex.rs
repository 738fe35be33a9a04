//! What Dex writes into logs.

use crate::providers::Cause::{ClientMismatch, CodeExpired, CodeReused, CodeUnknown, RefreshExpired, RefreshReused};
use crate::providers::{Log, Source, at_token, code};

const AUTHCODE: Source =
    code("https://github.com/dexidp/dex/blob/ab64ed778070e983cbb10cfc07ea4bb397d14312/server/grants/authcode.go");
const LOOKUP: Source =
    code("https://github.com/dexidp/dex/blob/ab64ed778070e983cbb10cfc07ea4bb397d14312/server/tokens/refresh_lookup.go");

pub(in crate::providers) const LOG: Log = Log {
    marks: &["dex", "level=", "\"level\"", "token_id="],
    texts: &[
        at_token("refresh token claimed twice", &[RefreshReused], "The refresh token was used before.", LOOKUP)
            .unmistakable(),
        at_token("refresh token expired", &[RefreshExpired], "The refresh token has expired.", LOOKUP),
        at_token(
            "refresh token expired due to inactivity",
            &[RefreshExpired],
            "The refresh token was not used for too long.",
            LOOKUP,
        )
        .unmistakable(),
        at_token(
            "trying to claim token for different client",
            &[ClientMismatch],
            "The refresh token was issued to another client.",
            LOOKUP,
        )
        .unmistakable(),
        at_token(
            "failed to get auth code",
            &[CodeReused, CodeExpired, CodeUnknown],
            "Dex has no such code: it was used, has expired, or it is in another replica's storage.",
            AUTHCODE,
        )
        .unmistakable(),
    ],
};
