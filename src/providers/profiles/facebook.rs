//! Facebook.

use crate::providers::Cause::{CodeReused, CodeUnknown, PkceMismatch, PkceMissing, RedirectUri};
use crate::providers::{Endpoints, Enctype, Provider, Source, claim, code, community, documented, note, says};

const ISSUE_19: Source = community("https://github.com/freizl/hoauth2/issues/19");

const MANUAL_FLOW: Source =
    documented("https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow#exchangecode");

pub(super) static PROVIDER: Provider = Provider {
    id: "facebook",
    name: "Facebook",
    endpoints: Endpoints {
        hosts: &["www.facebook.com", "graph.facebook.com"],
        authorize: &["www.facebook.com/dialog/oauth", "www.facebook.com/v*/dialog/oauth"],
        token: &[
            "graph.facebook.com/oauth/access_token",
            "graph.facebook.com/v*/oauth/access_token",
        ],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/facebook.ts",
        )),
        ..Endpoints::NONE
    },
    signatures: &[
        "Error validating verification code. Please make sure your redirect_uri is identical",
        "This authorization code has been used",
    ],
    bodies: claim(&[Enctype::Get], MANUAL_FLOW),
    no_grant_type: Some(MANUAL_FLOW),
    replies: &[
        says(
            "OAuthException",
            r"Error validating verification code\. Please make sure your redirect_uri is identical",
            &[RedirectUri],
            "redirect_uri in the exchange differs from the dialog request (query parameters and trailing slash count).",
            ISSUE_19,
        ),
        says(
            "OAuthException",
            "This authorization code has been used",
            &[CodeReused],
            "The code was used twice.",
            community("https://github.com/facebook-csharp-sdk/facebook-csharp-sdk/issues/388"),
        ),
        says(
            "OAuthException",
            "Invalid verification code format",
            &[CodeUnknown],
            "Code damaged, truncated or still carrying '#_=_'.",
            code(
                "https://github.com/jaredhanson/passport-facebook/blob/586d535e7db6b972d4c36618762cd0e8125faddb/test/strategy.test.js#L149",
            ),
        ),
    ],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: supported by a client library's configuration; methods S256.",
            code(
                "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationProviders.xml#L635",
            ),
        ),
        note(
            &[RedirectUri],
            "The callback URL gets '#_=_' appended; naive string handling sends it along with the code or treats the \
             URL as different.",
            community("https://github.com/jaredhanson/passport-facebook/issues/128"),
        ),
        note(
            &[RedirectUri],
            "Any query parameter added to the callback (state stored in redirect_uri, tracking) makes the exchange \
             fail with the 'identical redirect_uri' text.",
            community("https://github.com/facebookarchive/php-graph-sdk/issues/1051"),
        ),
        note(
            &[],
            "Errors are nested under error.message, not OAuth's error/error_description.",
            ISSUE_19,
        ),
    ],
    ..Provider::NONE
};
