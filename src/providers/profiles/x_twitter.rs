//! X (Twitter).
//!
//! Not known: Token error texts were not sourced.

use crate::providers::Cause::{CodeExpired, PkceMismatch, PkceMissing, RedirectUri};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, documented, note, seconds};

const AUTHORIZATION_CODE: Source = documented(
    "https://github.com/xdevplatform/docs/blob/287132819074964da9c1c410ba02df5a06c932d3/fundamentals/authentication/oauth-2-0/authorization-code.mdx#L103",
);
const USER_ACCESS_TOKEN: Source = documented(
    "https://github.com/xdevplatform/docs/blob/287132819074964da9c1c410ba02df5a06c932d3/fundamentals/authentication/oauth-2-0/user-access-token.mdx",
);
const DEVELOPER_APPS: Source = documented(
    "https://github.com/xdevplatform/docs/blob/287132819074964da9c1c410ba02df5a06c932d3/fundamentals/developer-apps.mdx",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "x-twitter",
    name: "X (Twitter)",
    endpoints: Endpoints {
        hosts: &["x.com", "twitter.com", "api.x.com", "api.twitter.com"],
        authorize: &["/i/oauth2/authorize"],
        token: &["api.x.com/2/oauth2/token"],
        source: Some(documented(
            "https://github.com/xdevplatform/docs/blob/287132819074964da9c1c410ba02df5a06c932d3/fundamentals/authentication/oauth-2-0/authorization-code.mdx",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(30, AUTHORIZATION_CODE),
    bodies: claim(&[Enctype::Form], USER_ACCESS_TOKEN),
    client_auth: claim(&["client_secret_basic", "none"], USER_ACCESS_TOKEN),
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri against the registration: exact, including a trailing slash; use 127.0.0.1 instead of \
             localhost.",
            DEVELOPER_APPS,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: required; methods S256 and plain.",
            USER_ACCESS_TOKEN,
        ),
        note(
            &[CodeExpired],
            "30 seconds is the shortest documented lifetime here (with Box): any manual copy step expires the code.",
            AUTHORIZATION_CODE,
        ),
        note(
            &[RedirectUri],
            "For local callbacks the vendor page says to use http://127.0.0.1, not localhost.",
            DEVELOPER_APPS,
        ),
    ],
    ..Provider::NONE
};
