//! LINE Login.

use crate::providers::Cause::{CodeReused, RedirectUri, RefreshExpired, RefreshReused};
use crate::providers::{Endpoints, Provider, Source, code, community, documented, note, says};

const PULL_26: Source = community("https://github.com/kazasiki/omniauth-line/pull/26");

pub(super) static PROVIDER: Provider = Provider {
    id: "line",
    name: "LINE Login",
    endpoints: Endpoints {
        hosts: &["access.line.me", "api.line.me"],
        authorize: &["access.line.me/oauth2/v2.1/authorize"],
        token: &["api.line.me/oauth2/v2.1/token"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/line.ts",
        )),
        ..Endpoints::NONE
    },
    replies: &[says(
        "invalid_grant",
        "^redirect_uri does not match$",
        &[RedirectUri],
        "redirect_uri in the token request differs from the authorize request.",
        PULL_26,
    )],
    notes: &[
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: up to 90 days after the access token was issued.",
            documented("https://developers.line.biz/en/docs/line-login/managing-access-tokens"),
        ),
        note(
            &[RedirectUri],
            "omniauth-oauth2 1.4.0 removed its callback_url method; strategies without their own then send a \
             redirect_uri that no longer matches.",
            PULL_26,
        ),
        note(
            &[CodeReused],
            "A callback handled twice (deep link delivered twice to the app) breaks the exchange state.",
            community("https://github.com/line/line-sdk-starter-ios-v2/issues/25"),
        ),
    ],
    ..Provider::NONE
};
