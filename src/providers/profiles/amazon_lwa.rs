//! Login with Amazon.

use crate::providers::Cause::{
    ClientMismatch, CodeExpired, CodeReused, CodeUnknown, PkceMismatch, PkceMissing, RedirectUri, RefreshExpired,
};
use crate::providers::{
    Endpoints, Provider, Enctype, Source, claim, code, community, documented, error, note, says, seconds,
};

const ISSUE_4112: Source = community("https://github.com/amzn/selling-partner-api-models/issues/4112");

pub(super) static PROVIDER: Provider = Provider {
    id: "amazon-lwa",
    name: "Login with Amazon",
    endpoints: Endpoints {
        hosts: &["www.amazon.com", "api.amazon.com"],
        authorize: &["www.amazon.com/ap/oa"],
        token: &["api.amazon.com/auth/o2/token"],
        source: Some(code(
            "https://github.com/simov/grant/blob/500ab2066e177f14856fd50bf0b507651111692b/config/oauth.json",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(300, ISSUE_4112),
    bodies: claim(&[Enctype::Form], ISSUE_4112),
    client_auth: claim(
        &["client_secret_basic", "client_secret_post"],
        code(
            "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationProviders.xml#L87",
        ),
    ),
    replies: &[
        says(
            "invalid_grant",
            "The request has an invalid grant parameter : code",
            &[CodeExpired, CodeReused, RedirectUri, ClientMismatch, CodeUnknown],
            "One text for expired, reused, foreign or mismatched codes; Amazon staff answer with the five-minute \
             limit and with checking which account authorised.",
            ISSUE_4112,
        ),
        says(
            "invalid_grant",
            "The request has an invalid grant parameter : refresh_token",
            &[RefreshExpired],
            "Refresh token not valid for this client.",
            community("https://github.com/amzn/selling-partner-api-models/issues/921"),
        ),
        error(
            "invalid_scope",
            &[],
            "Scope not allowed for the client.",
            community("https://github.com/saleweaver/python-amazon-sp-api/issues/278"),
        ),
    ],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: required for browser-based apps; methods plain and S256; without code_challenge_method it is plain.",
            documented("https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html"),
        ),
        note(
            &[],
            "SP-API consent returns the code as 'spapi_oauth_code', not 'code'.",
            community("https://github.com/amzn/selling-partner-api-docs/issues/2527"),
        ),
        note(
            &[],
            "Responses carry request_id and error_index for vendor support.",
            community("https://github.com/amzn/selling-partner-api-models/issues/4480"),
        ),
    ],
    ..Provider::NONE
};
