//! Shopify.

use crate::providers::Cause::{
    BodyFormat, CodeExpired, CodeReused, CodeUnknown, PkceMismatch, PkceMissing, WrongEndpoint,
};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, code, community, note, says, words};

const OAUTH: Source = code(
    "https://github.com/Shopify/shopify-app-js/blob/ef2043d4a8c4ca0adb9020d76090b2fb94979dab/packages/apps/shopify-api/lib/auth/oauth/oauth.ts#L190",
);
const ISSUE_70: Source = community("https://github.com/nozzlegear/ShopifySharp/issues/70");

pub(super) static PROVIDER: Provider = Provider {
    id: "shopify",
    name: "Shopify",
    endpoints: Endpoints {
        hosts: &["*.myshopify.com"],
        authorize: &["/admin/oauth/authorize"],
        token: &["/admin/oauth/access_token"],
        source: Some(code(
            "https://github.com/simov/grant/blob/500ab2066e177f14856fd50bf0b507651111692b/config/oauth.json",
        )),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Json], OAUTH),
    no_grant_type: Some(OAUTH),
    client_auth: claim(&["client_secret_post"], OAUTH),
    binds_code: Some(OAUTH),
    replies: &[
        says(
            "invalid_request",
            "^The authorization code was not found or was already used$",
            &[CodeReused, CodeUnknown, CodeExpired],
            "Unknown or reused code.",
            ISSUE_70,
        ),
        words(
            r"^code_verifier is invalid\.$",
            &[PkceMissing, PkceMismatch],
            "Customer-account token call without (or with a wrong) code_verifier.",
            community("https://github.com/cjies/next-auth-shopify-provider-demo/pull/1"),
        ),
    ],
    notes: &[
        note(
            &[BodyFormat],
            "Body of the token request: official library posts JSON with client_id, client_secret, code and neither \
             redirect_uri nor grant_type; other formats not established.",
            OAUTH,
        ),
        note(&[], "Code faults are invalid_request, not invalid_grant.", ISSUE_70),
        note(
            &[WrongEndpoint],
            "Host is per shop: the exchange must go to the same {shop}.myshopify.com that came in the callback's shop \
             parameter.",
            OAUTH,
        ),
        note(
            &[],
            "The library validates hmac and a short-lived state cookie before exchanging; failures there never reach \
             the token endpoint.",
            OAUTH,
        ),
        note(
            &[CodeReused],
            "Vendor and library maintainers trace 'not found or already used' to a callback that ran twice (reload, \
             back button).",
            community("https://github.com/Shopify/shopify_app/issues/449"),
        ),
    ],
    ..Provider::NONE
};
