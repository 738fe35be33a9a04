//! X (Twitter).

use crate::providers::Cause::{
    AuthMethod, ClientAuth, CodeExpired, CodeReused, CodeUnknown, PkceMismatch, PkceMissing, RedirectUri,
    VerifierMissing,
};
use crate::providers::{Enctype, Endpoints, Provider, Source, claim, community, documented, note, says, seconds};

const AUTHORIZATION_CODE: Source = documented(
    "https://github.com/xdevplatform/docs/blob/287132819074964da9c1c410ba02df5a06c932d3/fundamentals/authentication/oauth-2-0/authorization-code.mdx#L103",
);
const USER_ACCESS_TOKEN: Source = documented(
    "https://github.com/xdevplatform/docs/blob/287132819074964da9c1c410ba02df5a06c932d3/fundamentals/authentication/oauth-2-0/user-access-token.mdx",
);
const DEVELOPER_APPS: Source = documented(
    "https://github.com/xdevplatform/docs/blob/287132819074964da9c1c410ba02df5a06c932d3/fundamentals/developer-apps.mdx",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "x-twitter",
    name: "X (Twitter)",
    endpoints: Endpoints {
        hosts: &["x.com", "twitter.com", "api.x.com", "api.twitter.com"],
        authorize: &["/i/oauth2/authorize"],
        token: &["api.x.com/2/oauth2/token"],
        source: Some(documented(
            "https://github.com/xdevplatform/docs/blob/287132819074964da9c1c410ba02df5a06c932d3/fundamentals/authentication/oauth-2-0/authorization-code.mdx",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(30, AUTHORIZATION_CODE),
    bodies: claim(&[Enctype::Form], USER_ACCESS_TOKEN),
    client_auth: claim(&["client_secret_basic", "none"], USER_ACCESS_TOKEN),
    signatures: &[
        "Value passed for the authorization code was invalid",
        "Value passed for the code verifier did not match the code challenge",
        "Missing required parameter [code_verifier]",
    ],
    replies: &[
        says(
            "invalid_request",
            r"^Value passed for the authorization code was invalid\.$",
            &[CodeExpired, CodeReused, PkceMismatch, CodeUnknown],
            "The server doesn't accept the code: it lives for 30 seconds, and works once. A wrong code_verifier was answered like this, too.",
            community("https://github.com/plhery/node-twitter-api-v2/issues/496"),
        ),
        says(
            "invalid_request",
            r"^Value passed for the code verifier did not match the code challenge\.$",
            &[PkceMismatch],
            "The code_verifier doesn't match the code_challenge.",
            community("https://github.com/xdevplatform/twitter-api-typescript-sdk/issues/26"),
        ),
        says(
            "invalid_request",
            r"^Missing required parameter \[code_verifier\]",
            &[VerifierMissing],
            "The token request has no code_verifier, or an empty one.",
            community("https://github.com/tweepy/tweepy/issues/2021"),
        ),
        says(
            "unauthorized_client",
            "^Missing valid authorization header$",
            &[ClientAuth, AuthMethod],
            "A confidential client authenticates in the Authorization header, and the request has no valid one.",
            community("https://github.com/tweepy/tweepy/issues/2035"),
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri against the registration: exact, including a trailing slash; use 127.0.0.1 instead of \
             localhost.",
            DEVELOPER_APPS,
        ),
        note(&[PkceMismatch, PkceMissing], "PKCE: required; methods S256 and plain.", USER_ACCESS_TOKEN),
        note(
            &[CodeExpired],
            "30 seconds is the shortest documented lifetime here (with Box): any manual copy step expires the code.",
            AUTHORIZATION_CODE,
        ),
        note(
            &[RedirectUri],
            "For local callbacks the vendor page says to use http://127.0.0.1, not localhost.",
            DEVELOPER_APPS,
        ),
    ],
    ..Provider::NONE
};
