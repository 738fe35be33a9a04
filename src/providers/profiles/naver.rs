//! Naver.

use crate::providers::{Endpoints, Provider, code};

pub(super) static PROVIDER: Provider = Provider {
    id: "naver",
    name: "Naver",
    endpoints: Endpoints {
        hosts: &["nid.naver.com"],
        authorize: &["/oauth2.0/authorize"],
        token: &["/oauth2.0/token"],
        source: Some(code(
            "https://github.com/simov/grant/blob/500ab2066e177f14856fd50bf0b507651111692b/config/oauth.json",
        )),
        ..Endpoints::NONE
    },
    ..Provider::NONE
};
