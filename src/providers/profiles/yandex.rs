//! Yandex.

use crate::providers::Cause::{CodeExpired, CodeReused};
use crate::providers::{Endpoints, Provider, code, community, says};

pub(super) static PROVIDER: Provider = Provider {
    id: "yandex",
    name: "Yandex",
    endpoints: Endpoints {
        hosts: &["oauth.yandex.com"],
        authorize: &["/authorize"],
        token: &["/token"],
        source: Some(code(
            "https://github.com/simov/grant/blob/500ab2066e177f14856fd50bf0b507651111692b/config/oauth.json",
        )),
        ..Endpoints::NONE
    },
    replies: &[says(
        "invalid_grant",
        "^Code has expired$",
        &[CodeExpired, CodeReused],
        "Code expired (or spent).",
        community("https://github.com/nextauthjs/next-auth/issues/11611"),
    )],
    ..Provider::NONE
};
