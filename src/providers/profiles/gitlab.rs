//! GitLab.

use crate::providers::Cause::{
    ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, PkceMismatch, PkceMissing, RedirectUri,
    RefreshExpired, RefreshReused,
};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, code, documented, note, says, seconds};

const OAUTH2: Source =
    documented("https://github.com/gitlabhq/gitlabhq/blob/04b8ef1303253eb7059349dfa73dfe25df4ac1fb/doc/api/oauth2.md");
const EN: Source = code(
    "https://github.com/doorkeeper-gem/doorkeeper/blob/d0cd44a7fa1f92d65002a5ec01ed8eb0ba83ba99/config/locales/en.yml",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "gitlab",
    name: "GitLab",
    endpoints: Endpoints {
        hosts: &["gitlab.com"],
        authorize: &["/oauth/authorize"],
        token: &["/oauth/token"],
        source: Some(documented(
            "https://github.com/gitlabhq/gitlabhq/blob/04b8ef1303253eb7059349dfa73dfe25df4ac1fb/doc/api/oauth2.md",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(
        600,
        code(
            "https://github.com/gitlabhq/gitlabhq/blob/017a6c129d6a9e4ad9fec792cd84f88641d7dbfe/config/initializers/doorkeeper.rb",
        ),
    ),
    bodies: claim(&[Enctype::Form], OAUTH2),
    replies: &[
        says(
            "invalid_grant",
            "^The provided authorization grant is invalid, expired, revoked, does not match the redirection URI",
            &[
                CodeExpired,
                CodeReused,
                CodeUnknown,
                RedirectUri,
                ClientMismatch,
                PkceMismatch,
                PkceMissing,
            ],
            "Doorkeeper's single text for every code fault.",
            EN,
        ),
        says(
            "invalid_client",
            "^Client authentication failed due to unknown client",
            &[ClientAuth],
            "Unknown client, no credentials, or wrong secret.",
            EN,
        ),
    ],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional; methods S256 and plain.",
            OAUTH2,
        ),
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: using a refresh token invalidates the previous access and refresh token.",
            OAUTH2,
        ),
        note(
            &[RedirectUri, PkceMismatch],
            "One invalid_grant text covers expiry, reuse, redirect_uri, client and PKCE; only the request comparison \
             can tell them apart.",
            EN,
        ),
    ],
    ..Provider::NONE
};
