//! Intuit.

use crate::providers::Cause::{ClientAuth, CodeExpired, CodeReused, RedirectUri, RefreshExpired, RefreshReused};
use crate::providers::{Endpoints, Provider, code, community, documented, error, note, says};

pub(super) static PROVIDER: Provider = Provider {
    id: "intuit",
    name: "Intuit",
    endpoints: Endpoints {
        hosts: &["appcenter.intuit.com", "oauth.platform.intuit.com"],
        authorize: &["appcenter.intuit.com/connect/oauth2"],
        token: &["oauth.platform.intuit.com/oauth2/v1/tokens/bearer"],
        source: Some(code(
            "https://github.com/intuit/oauth-jsclient/blob/26853935a71bf1bf5f11ed0ecbb3c0d4ab87ae03/src/OAuthClient.js#L98",
        )),
        ..Endpoints::NONE
    },
    replies: &[
        says(
            "invalid_grant",
            "^Incorrect or invalid refresh token$",
            &[RefreshReused, RefreshExpired],
            "Refresh token wrong, rotated or expired.",
            community("https://github.com/routablehq/python-quickbooks/issues/272"),
        ),
        error(
            "invalid_grant",
            &[CodeExpired, CodeReused, RedirectUri, RefreshReused, RefreshExpired],
            "Grant invalid, expired or revoked; reports include a token call whose redirect_uri differed from the \
             authorize call.",
            documented(
                "https://github.com/intuit/oauth-jsclient/blob/26853935a71bf1bf5f11ed0ecbb3c0d4ab87ae03/README.md#L129",
            ),
        ),
        error(
            "invalid_client",
            &[ClientAuth],
            "Client credentials wrong (one report: a stray space in the environment variable name left the secret \
             empty).",
            community("https://github.com/intuit/oauth-rubyclient/issues/14"),
        ),
    ],
    notes: &[
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: when a new refresh token is returned, previous ones expire 24 hours later; always store \
             the latest.",
            documented(
                "https://github.com/intuit/oauth-jsclient/blob/26853935a71bf1bf5f11ed0ecbb3c0d4ab87ae03/README.md#L542",
            ),
        ),
        note(
            &[],
            "Response header intuit_tid identifies the request for vendor support.",
            documented(
                "https://github.com/intuit/oauth-jsclient/blob/26853935a71bf1bf5f11ed0ecbb3c0d4ab87ae03/README.md#L194",
            ),
        ),
        note(
            &[RedirectUri],
            "Bare invalid_grant on code exchange when the callback URL used at exchange is not the one used at \
             authorize.",
            community("https://github.com/routablehq/python-quickbooks/issues/116"),
        ),
    ],
    ..Provider::NONE
};
