//! GitHub.

use crate::providers::Cause::{
    BodyFormat, ClientAuth, CodeExpired, CodeReused, CodeUnknown, Origin, PkceMismatch, PkceMissing, PublicSecret,
    RedirectUriUnregistered,
};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, community, documented, error, note, seconds};

const AUTHORIZING_OAUTH_APPS: Source = documented(
    "https://github.com/github/docs/blob/029b09ac7206a46ede804fd54fa6273376490c3c/content/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps.md",
);
const GITHUB: Source = community(
    "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/github.ts",
);
const TROUBLESHOOTING_OAUTH_APP_ACCESS: Source = documented(
    "https://github.com/github/docs/blob/058fa63bfe93d4d06889d0d18c601d6c56b66c56/content/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors.md",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "github",
    name: "GitHub",
    endpoints: Endpoints {
        hosts: &["github.com"],
        authorize: &["/login/oauth/authorize"],
        token: &["/login/oauth/access_token"],
        source: Some(documented(
            "https://github.com/github/docs/blob/029b09ac7206a46ede804fd54fa6273376490c3c/content/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps.md",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(600, AUTHORIZING_OAUTH_APPS),
    bodies: claim(&[Enctype::Form], GITHUB),
    no_grant_type: Some(AUTHORIZING_OAUTH_APPS),
    client_auth: claim(&["client_secret_post", "client_secret_basic"], AUTHORIZING_OAUTH_APPS),
    replies: &[
        error(
            "bad_verification_code",
            &[CodeExpired, CodeReused, CodeUnknown],
            "Code incorrect, expired or already used.",
            TROUBLESHOOTING_OAUTH_APP_ACCESS,
        ),
        error(
            "redirect_uri_mismatch",
            &[RedirectUriUnregistered],
            "redirect_uri does not match the registered callback URL.",
            TROUBLESHOOTING_OAUTH_APP_ACCESS,
        ),
        error(
            "incorrect_client_credentials",
            &[ClientAuth],
            "client_id or client_secret wrong.",
            TROUBLESHOOTING_OAUTH_APP_ACCESS,
        ),
        error(
            "unverified_user_email",
            &[],
            "User's primary email is not verified.",
            TROUBLESHOOTING_OAUTH_APP_ACCESS,
        ),
    ],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional since 2025-07-14; methods S256.",
            community("https://github.blog/changelog/2025-07-14-pkce-support-for-oauth-and-github-app-authentication"),
        ),
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: client_secret required in the web flow; Basic is what arctic sends.",
            AUTHORIZING_OAUTH_APPS,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: form is what client libraries send; the vendor page lists parameters without \
             naming a format.",
            GITHUB,
        ),
        note(
            &[],
            "Errors arrive with HTTP 200 and an error member; status-only checks see success and fail later with \
             'access_token undefined'.",
            community("https://github.com/octokit/auth-oauth-app.js/issues/13"),
        ),
        note(
            &[],
            "Without 'Accept: application/json' the answer, including errors, is form-encoded; JSON parsing then \
             fails and hides the reason.",
            community("https://github.com/Widen/cloudfront-auth/issues/13"),
        ),
        note(
            &[Origin],
            "The token endpoint does not answer CORS preflights, so a browser-only exchange fails as a network error.",
            AUTHORIZING_OAUTH_APPS,
        ),
    ],
    ..Provider::NONE
};
