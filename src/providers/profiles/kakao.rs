//! Kakao.

use crate::providers::{Endpoints, Provider, code};

pub(super) static PROVIDER: Provider = Provider {
    id: "kakao",
    name: "Kakao",
    endpoints: Endpoints {
        hosts: &["kauth.kakao.com"],
        authorize: &["/oauth/authorize"],
        token: &["/oauth/token"],
        source: Some(code(
            "https://github.com/simov/grant/blob/500ab2066e177f14856fd50bf0b507651111692b/config/oauth.json",
        )),
        ..Endpoints::NONE
    },
    ..Provider::NONE
};
