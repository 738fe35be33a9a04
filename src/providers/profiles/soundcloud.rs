//! SoundCloud.

use crate::providers::Cause::{CodeExpired, CodeReused, CodeUnknown, PkceMismatch, RedirectUri};
use crate::providers::{Endpoints, Provider, code, community, error};

pub(super) static PROVIDER: Provider = Provider {
    id: "soundcloud",
    name: "SoundCloud",
    endpoints: Endpoints {
        hosts: &["soundcloud.com", "api.soundcloud.com"],
        authorize: &["soundcloud.com/connect"],
        token: &["api.soundcloud.com/oauth2/token"],
        source: Some(code(
            "https://github.com/simov/grant/blob/500ab2066e177f14856fd50bf0b507651111692b/config/oauth.json",
        )),
        ..Endpoints::NONE
    },
    replies: &[error(
        "invalid_grant",
        &[CodeReused, CodeExpired, CodeUnknown, RedirectUri, PkceMismatch],
        "Bare invalid_grant, seen with HTTP 401; a heavy user suspects double use of the code.",
        community("https://github.com/soundcloud/api/issues/45"),
    )],
    ..Provider::NONE
};
