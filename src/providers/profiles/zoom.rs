//! Zoom.

use crate::providers::Cause::{
    BodyFormat, CodeExpired, CodeReused, CodeUnknown, PkceMismatch, PkceMissing, RedirectUri,
};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, code, community, note, says};

const SAMPLE_APP: Source =
    code("https://github.com/zoom/zoom-oauth-sample-app/blob/5b156acf828fd92ac768d39136f1e56f78935dcf/index.js#L35");
const ISSUE_36: Source = community("https://github.com/Jericho/ZoomNet/issues/36");

pub(super) static PROVIDER: Provider = Provider {
    id: "zoom",
    name: "Zoom",
    endpoints: Endpoints {
        hosts: &["zoom.us"],
        authorize: &["/oauth/authorize"],
        token: &["/oauth/token"],
        source: Some(code(
            "https://github.com/nextauthjs/next-auth/blob/a1a16a5a7780488c7449feece410033f445d0b31/packages/core/src/providers/zoom.ts",
        )),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Form], SAMPLE_APP),
    client_auth: claim(&["client_secret_basic"], SAMPLE_APP),
    replies: &[says(
        "invalid_request",
        "^Invalid authorization code",
        &[CodeReused, CodeUnknown, CodeExpired],
        "Reported for the second use of a code.",
        ISSUE_36,
    )],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: supported; methods plain and S256.",
            code(
                "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationProviders.xml#L2218",
            ),
        ),
        note(
            &[BodyFormat],
            "Body of the token request: vendor sample app.",
            SAMPLE_APP,
        ),
        note(
            &[],
            "The reason text echoes the code itself; redact it when sharing output.",
            ISSUE_36,
        ),
        note(
            &[],
            "Code faults are invalid_request with a non-standard 'reason' field, so clients that read \
             error_description show nothing.",
            ISSUE_36,
        ),
        note(
            &[RedirectUri],
            "redirect_uri has to be repeated at the token endpoint.",
            community("https://github.com/Jericho/ZoomNet/issues/61"),
        ),
    ],
    ..Provider::NONE
};
