//! Zoho.

use crate::providers::Cause::{CodeExpired, CodeReused, PkceMismatch, PkceMissing, RefreshExpired, WrongEndpoint};
use crate::providers::{
    Endpoints, Provider, Enctype, Source, claim, code, community, documented, error, note, seconds,
};

const ISSUE_2199: Source = community("https://github.com/verbb/formie/issues/2199");
const ACCESS_TOKEN: Source = documented("https://zoho.com/accounts/protocol/oauth/web-apps/access-token.html");

pub(super) static PROVIDER: Provider = Provider {
    id: "zoho",
    name: "Zoho",
    endpoints: Endpoints {
        hosts: &[
            "accounts.zoho.com",
            "accounts.zoho.eu",
            "accounts.zoho.in",
            "accounts.zoho.com.au",
            "accounts.zoho.jp",
            "accounts.zoho.sa",
            "accounts.zohocloud.ca",
        ],
        authorize: &["/oauth/v2/auth"],
        token: &["/oauth/v2/token"],
        source: Some(code(
            "https://github.com/nextauthjs/next-auth/blob/a1a16a5a7780488c7449feece410033f445d0b31/packages/core/src/providers/zoho.ts",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(60, ISSUE_2199),
    bodies: claim(&[Enctype::Query, Enctype::Form], ACCESS_TOKEN),
    replies: &[error(
        "invalid_code",
        &[CodeExpired, CodeReused, WrongEndpoint, RefreshExpired],
        "Per the vendor help text: code expired (1 minute), already used, or wrong/revoked refresh token.",
        ISSUE_2199,
    )],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: supported; methods S256 and plain.",
            code(
                "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationHandlers.Discovery.cs#L196",
            ),
        ),
        note(
            &[WrongEndpoint],
            "Tokens are per data centre: the authorize response carries location/accounts-server, and the code must \
             be redeemed at that accounts host.",
            ACCESS_TOKEN,
        ),
        note(
            &[],
            "Errors come with HTTP 200 (a PHP client logged code 200 with invalid_code).",
            community("https://github.com/Weble/ZohoBooksApi/issues/84"),
        ),
    ],
    ..Provider::NONE
};
