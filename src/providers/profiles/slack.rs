//! Slack.
//!
//! Not known: The often-quoted 10-minute code lifetime and `code_already_used` were not found in the method reference
//! read.

use crate::providers::Cause::{
    BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing,
    PkceUnexpected, RedirectUri, RefreshExpired, RefreshReused, WrongEndpoint,
};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, code, community, documented, error, note};

const OAUTH_V2_ACCESS: Source = documented("https://docs.slack.dev/reference/methods/oauth.v2.access");
const OAUTH_V2_ACCESS_2: Source = documented(
    "https://github.com/slack-ruby/slack-api-ref/blob/f4837c0cb6dba1b1122ce66a5b69195ce47213f8/docs.slack.dev/methods/oauth.v2.access.json",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "slack",
    name: "Slack",
    endpoints: Endpoints {
        hosts: &["slack.com"],
        authorize: &["/oauth/v2/authorize", "/oauth/authorize", "/openid/connect/authorize"],
        token: &["/api/oauth.v2.access", "/api/oauth.access", "/api/openid.connect.token"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/slack.ts",
        )),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Form, Enctype::Json], OAUTH_V2_ACCESS),
    no_grant_type: Some(OAUTH_V2_ACCESS),
    client_auth: claim(&["client_secret_basic", "client_secret_post"], OAUTH_V2_ACCESS),
    replies: &[
        error(
            "invalid_code",
            &[CodeUnknown, CodeExpired, CodeReused],
            "Code not valid (expired, used or altered).",
            OAUTH_V2_ACCESS_2,
        ),
        error(
            "bad_redirect_uri",
            &[RedirectUri],
            "redirect_uri differs from the one in the original request.",
            OAUTH_V2_ACCESS_2,
        ),
        error(
            "bad_client_secret",
            &[ClientAuth],
            "client_secret invalid.",
            OAUTH_V2_ACCESS_2,
        ),
        error(
            "invalid_client_id",
            &[ClientAuth, ClientMismatch, Parameter],
            "client_id invalid.",
            OAUTH_V2_ACCESS_2,
        ),
        error("invalid_grant_type", &[], "grant_type invalid.", OAUTH_V2_ACCESS_2),
        error(
            "invalid_code_verifier",
            &[PkceMismatch, PkceMissing],
            "code_verifier invalid.",
            OAUTH_V2_ACCESS_2,
        ),
        error(
            "pkce_not_allowed",
            &[PkceUnexpected],
            "App may not use PKCE.",
            OAUTH_V2_ACCESS_2,
        ),
        error(
            "oauth_authorization_url_mismatch",
            &[WrongEndpoint],
            "Flow started on another authorize version (e.g. /oauth/authorize) than the token method expects.",
            OAUTH_V2_ACCESS_2,
        ),
        error(
            "invalid_refresh_token",
            &[RefreshExpired, RefreshReused],
            "Refresh token invalid.",
            OAUTH_V2_ACCESS_2,
        ),
        error(
            "no_scopes",
            &[Parameter],
            "Scope missing in the authorize request.",
            OAUTH_V2_ACCESS_2,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: must match the originally submitted URI if one was sent.",
            OAUTH_V2_ACCESS,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional, app setting (pkce_not_allowed otherwise).",
            OAUTH_V2_ACCESS_2,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: the current method page lists both; the older api.slack.com page lists only \
             form.",
            OAUTH_V2_ACCESS,
        ),
        note(
            &[],
            "Failures are HTTP 200 with ok:false; generic OAuth clients treat them as success and complain about a \
             missing access_token.",
            community("https://github.com/slackapi/python-slack-sdk/issues/791"),
        ),
        note(
            &[],
            "Codes contain two dots and are long; they are not JWTs.",
            OAUTH_V2_ACCESS,
        ),
    ],
    ..Provider::NONE
};
