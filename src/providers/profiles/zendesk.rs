//! Zendesk.

use crate::providers::{Endpoints, Provider, Enctype, claim, code, documented};

pub(super) static PROVIDER: Provider = Provider {
    id: "zendesk",
    name: "Zendesk",
    endpoints: Endpoints {
        hosts: &["*.zendesk.com"],
        authorize: &["/oauth/authorizations/new"],
        token: &["/oauth/tokens"],
        source: Some(code(
            "https://github.com/simov/grant/blob/500ab2066e177f14856fd50bf0b507651111692b/config/oauth.json",
        )),
        ..Endpoints::NONE
    },
    bodies: claim(
        &[Enctype::Json],
        documented("https://support.zendesk.com/hc/en-us/articles/115012709368"),
    ),
    ..Provider::NONE
};
