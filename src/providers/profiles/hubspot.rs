//! HubSpot.

use crate::providers::Cause::{CodeExpired, CodeReused, CodeUnknown, Parameter, RedirectUriUnregistered, WrongEndpoint};
use crate::providers::{Endpoints, Provider, Source, claim, code, community, note, says, words};

const HUBSPOT: Source = code(
    "https://github.com/nextauthjs/next-auth/blob/a1a16a5a7780488c7449feece410033f445d0b31/packages/core/src/providers/hubspot.ts",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "hubspot",
    name: "HubSpot",
    endpoints: Endpoints {
        hosts: &["app.hubspot.com", "api.hubapi.com"],
        authorize: &["app.hubspot.com/oauth/authorize"],
        token: &["api.hubapi.com/oauth/v1/token"],
        source: Some(HUBSPOT),
        ..Endpoints::NONE
    },
    client_auth: claim(&["client_secret_post"], HUBSPOT),
    replies: &[
        says(
            "BAD_AUTH_CODE",
            "missing or unknown auth code",
            &[CodeUnknown, CodeExpired, CodeReused, Parameter],
            "Code missing, unknown, expired or used.",
            community("https://github.com/HGData/mk-node-hubspot/issues/87"),
        ),
        words(
            "doesn't match the app's registered redirect URL",
            &[RedirectUriUnregistered],
            "Authorize page: redirect_uri not registered.",
            community("https://github.com/HubSpot/oauth-quickstart-python/issues/3"),
        ),
    ],
    notes: &[note(
        &[WrongEndpoint],
        "The token endpoint is api.hubapi.com/oauth/v1/token; /crm/v3/... paths are API paths and answer 404.",
        community("https://github.com/tallclub/matimo/issues/37"),
    )],
    ..Provider::NONE
};
