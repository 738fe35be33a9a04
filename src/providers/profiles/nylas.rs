//! Nylas.

use crate::providers::Cause::PkceMismatch;
use crate::providers::{Challenge, Endpoints, Provider, Source, claim, code, note};

const PULL_330: Source = code("https://github.com/nylas/nylas-python/pull/330");

pub(super) static PROVIDER: Provider = Provider {
    id: "nylas",
    name: "Nylas",
    endpoints: Endpoints {
        hosts: &["api.us.nylas.com", "api.eu.nylas.com"],
        authorize: &["/v3/connect/auth"],
        token: &["/v3/connect/token"],
        source: Some(code(
            "https://github.com/nylas/nylas-python/blob/3b86655b7758064e5c79272f54a133413d5762de/nylas/resources/auth.py",
        )),
        ..Endpoints::NONE
    },
    challenge: claim(Challenge::HexBase64Url, PULL_330),
    notes: &[note(
        &[PkceMismatch],
        "The code_challenge is the hexadecimal SHA-256 of the verifier, encoded as base64url without padding (86 \
             characters), not the encoded digest of RFC 7636.",
        PULL_330,
    )],
    ..Provider::NONE
};
