//! TikTok.

use crate::providers::Cause::{ClientAuth, PkceMismatch};
use crate::providers::{Challenge, Endpoints, Provider, Source, claim, code, community, note};

const TIKTOK: Source = code(
    "https://github.com/pilcrowonpaper/arctic/blob/073de8ecac73f3c20330d77ad32be0b0ab05feef/src/providers/tiktok.ts",
);
const PULL_103: Source = community("https://github.com/brightbeanxyz/brightbean-studio/pull/103");

pub(super) static PROVIDER: Provider = Provider {
    id: "tiktok",
    name: "TikTok",
    endpoints: Endpoints {
        hosts: &["www.tiktok.com", "open.tiktokapis.com"],
        authorize: &["www.tiktok.com/v2/auth/authorize", "www.tiktok.com/v2/auth/authorize/"],
        token: &["open.tiktokapis.com/v2/oauth/token/"],
        source: Some(TIKTOK),
        ..Endpoints::NONE
    },
    client_auth: claim(&["client_secret_post"], TIKTOK),
    challenge: claim(Challenge::Hex, PULL_103),
    notes: &[
        note(
            &[ClientAuth],
            "Client authentication: the client identifier is called client_key.",
            TIKTOK,
        ),
        note(
            &[PkceMismatch],
            "The code_challenge is the SHA-256 of the verifier in hexadecimal, not in base64url as RFC 7636 says.",
            PULL_103,
        ),
    ],
    ..Provider::NONE
};
