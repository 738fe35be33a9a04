//! Atlassian.

use crate::providers::Cause::{
    BodyFormat, ClientAuth, PkceMismatch, PkceMissing, PublicSecret, RefreshExpired, RefreshReused, WrongEndpoint,
};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, code, community, documented, note, says};

const OAUTH_2_3LO_APPS: Source = documented("https://developer.atlassian.com/cloud/jira/software/oauth-2-3lo-apps/");
const ISSUE_2920: Source = community("https://github.com/bobmatnyc/trusty-tools/issues/2920");

pub(super) static PROVIDER: Provider = Provider {
    id: "atlassian",
    name: "Atlassian",
    endpoints: Endpoints {
        hosts: &["auth.atlassian.com"],
        authorize: &["/authorize"],
        token: &["/oauth/token"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/atlassian.ts",
        )),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Json, Enctype::Form], OAUTH_2_3LO_APPS),
    client_auth: claim(&["client_secret_post"], ISSUE_2920),
    replies: &[says(
        "invalid_grant",
        "^Unknown or invalid refresh token",
        &[RefreshReused, RefreshExpired],
        "Refresh token expired, already rotated, or the user changed the password.",
        community("https://github.com/microsoft/generative-ai-for-beginners/issues/342"),
    )],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: not officially supported.",
            ISSUE_2920,
        ),
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: client_secret mandatory; PKCE not offered as a replacement.",
            ISSUE_2920,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: vendor examples use JSON; form used by client libraries.",
            OAUTH_2_3LO_APPS,
        ),
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: rotating refresh tokens: store the new one every time.",
            documented("https://developer.atlassian.com/cloud/oauth/getting-started/refresh-tokens"),
        ),
        note(
            &[WrongEndpoint],
            "auth.atlassian.com/token (without /oauth) is a 404: a library shipped with that path.",
            community("https://github.com/lucia-auth/lucia/issues/1352"),
        ),
        note(
            &[],
            "Tokens are only valid through api.atlassian.com/ex/{product}/{cloudId}, not on the site URL: a good \
             exchange is followed by 401s elsewhere.",
            community("https://mrrefactoring.github.io/confluence.js/guide/oauth2"),
        ),
        note(
            &[],
            "No refresh_token is returned unless offline_access was requested.",
            community("https://github.com/obot-platform/tools/pull/310"),
        ),
    ],
    ..Provider::NONE
};
