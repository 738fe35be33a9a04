//! Okta.

use crate::providers::Cause::{
    ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Method, Origin, PkceMismatch, PkceMissing,
    RedirectUri, RefreshExpired, RefreshReused, WrongEndpoint,
};
use crate::providers::{
    Anywhere, Enctype, Endpoints, Provider, Source, claim, community, documented, note, says, seconds, words,
};

const OIDC: Source = documented(
    "https://github.com/okta/okta-developer-docs/blob/ecf85338c0d88aae810ca6c2624090735b6f6688/packages/@okta/vuepress-site/docs/reference/api/oidc/index.md",
);
const ISSUE_130: Source = community("https://github.com/okta/okta-aspnet/issues/130");
const BROWSER_REQUESTS_TO_THE_TOKEN: Source = documented(
    "https://support.okta.com/help/s/article/Browser-requests-to-the-token-endpoint-must-use-Proof-Key-for-Code-Exchange",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "okta",
    name: "Okta",
    endpoints: Endpoints {
        hosts: &["*.okta.com", "*.oktapreview.com", "*.okta-emea.com"],
        authorize: &[
            "/oauth2/default/v1/authorize",
            "/oauth2/aus*/v1/authorize",
            "*.okta.com/oauth2/*/v1/authorize",
            "*.oktapreview.com/oauth2/*/v1/authorize",
            "*.okta-emea.com/oauth2/*/v1/authorize",
            "*.okta.com/oauth2/v1/authorize",
            "*.oktapreview.com/oauth2/v1/authorize",
            "*.okta-emea.com/oauth2/v1/authorize",
        ],
        token: &[
            "/oauth2/default/v1/token",
            "/oauth2/aus*/v1/token",
            "*.okta.com/oauth2/*/v1/token",
            "*.oktapreview.com/oauth2/*/v1/token",
            "*.okta-emea.com/oauth2/*/v1/token",
            "*.okta.com/oauth2/v1/token",
            "*.oktapreview.com/oauth2/v1/token",
            "*.okta-emea.com/oauth2/v1/token",
        ],
        anywhere: Anywhere::Path,
        source: Some(documented(
            "https://github.com/okta/okta-developer-docs/blob/ecf85338c0d88aae810ca6c2624090735b6f6688/packages/@okta/vuepress-site/docs/reference/api/oidc/index.md",
        )),
        ..Endpoints::NONE
    },
    signatures: &["E0000022"],
    code_lifetime: seconds(300, OIDC),
    bodies: claim(&[Enctype::Form], OIDC),
    client_auth: claim(
        &["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"],
        OIDC,
    ),
    binds_code: Some(OIDC),
    replies: &[
        says(
            "invalid_grant",
            r"^PKCE verification failed\.?$",
            &[PkceMismatch],
            "Verifier does not match the challenge. Reports: a restarted or second login overwrote the stored \
             verifier.",
            community("https://github.com/okta/okta-oidc-js/issues/839"),
        ),
        says(
            "invalid_grant",
            r"^The authorization code is invalid or has expired\.?$",
            &[CodeExpired, CodeReused, CodeUnknown, ClientMismatch],
            "Unknown, expired or already used code; one text for all.",
            community("https://github.com/oktadev/okta-smartfhir-docs/issues/13"),
        ),
        says(
            "invalid_grant",
            r"^The interaction code is invalid or has expired\.?$",
            &[CodeExpired, CodeReused],
            "The interaction code is unknown, has expired or was used.",
            community("https://github.com/okta/okta-idx-swift/issues/109"),
        ),
        says(
            "invalid_grant",
            "'redirect_uri' does not match the redirection URI used in the authorization request",
            &[RedirectUri],
            "redirect_uri differs between authorize and token request.",
            ISSUE_130,
        ),
        says(
            "invalid_client",
            "Browser requests to the token endpoint must use Proof Key for Code Exchange",
            &[PkceMissing, Origin],
            "An Origin header was present (browser, or a tool/proxy that adds one) and no PKCE was used.",
            BROWSER_REQUESTS_TO_THE_TOKEN,
        ),
        says(
            "invalid_client",
            r"^Client authentication failed\. Either the client or the client credentials are invalid",
            &[ClientAuth],
            "Wrong id/secret, or an SPA flow run with the client id of a Web app (which requires a secret).",
            community("https://github.com/okta/okta-auth-js/issues/455"),
        ),
        words(
            "endpoint does not support the provided HTTP method",
            &[Method],
            "E0000022: GET (or other method) on the token endpoint, often after a redirect changed the POST.",
            community("https://github.com/okta/samples-js-vue/issues/91"),
        ),
    ],
    notes: &[
        note(&[RedirectUri], "redirect_uri in the token request: must equal the authorize value.", ISSUE_130),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: required for native and SPA apps, optional for web; methods S256.",
            OIDC,
        ),
        note(
            &[ClientAuth],
            "Client authentication: public clients use method none and send client_id in the body; supplying \
             credentials both in header and body is an invalid_request.",
            OIDC,
        ),
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: default for SPAs; grace period for the previous token 30 s by default, 0..60 s \
             configurable; reuse after that raises a detect_reuse event.",
            documented(
                "https://github.com/okta/okta-developer-docs/blob/468de9c511b5e4009bb5f06c25cbf4b85fecb8d0/packages/@okta/vuepress-site/docs/guides/refresh-tokens/main/index.md",
            ),
        ),
        note(
            &[],
            "Older copies of Okta text still say 60 seconds for the code lifetime; it is 300 since 2021.04.1.",
            documented(
                "https://github.com/okta/okta-developer-docs/blob/468de9c511b5e4009bb5f06c25cbf4b85fecb8d0/packages/@okta/vuepress-site/docs/release-notes/2021/index.md#L711",
            ),
        ),
        note(
            &[Origin],
            "The Origin header decides whether Okta treats the caller as a browser; a tool that adds it to a \
             server-side request triggers the 'must use Proof Key' error.",
            BROWSER_REQUESTS_TO_THE_TOKEN,
        ),
        note(
            &[WrongEndpoint],
            "Org server (/oauth2/v1) and each custom server (/oauth2/{id}/v1) are separate issuers with separate \
             token endpoints; compare the authorize and token path prefixes.",
            OIDC,
        ),
    ],
    ..Provider::NONE
};
