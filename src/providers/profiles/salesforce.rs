//! Salesforce.
//!
//! Not known: 15 minutes for the code is repeated in third-party code comments but no readable vendor page stated it;
//! left out.

use crate::providers::Cause::{
    ClientAuth, CodeExpired, CodeReused, PkceMismatch, PkceMissing, PkceUnexpected, PublicSecret, RedirectUri,
    RefreshExpired, RefreshReused,
};
use crate::providers::{Endpoints, Provider, Source, code, community, documented, note, says};

const ISSUE_169: Source = community("https://github.com/omniphx/forrest/issues/169");
const INTRO_UNDERSTANDING_REFRESH_TOKEN: Source = documented(
    "https://developer.salesforce.com/docs/atlas.en-us.222.0.api_rest.meta/api/intro_understanding_refresh_token_oauth.htm",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "salesforce",
    name: "Salesforce",
    endpoints: Endpoints {
        hosts: &["login.salesforce.com", "test.salesforce.com", "*.my.salesforce.com"],
        authorize: &["/services/oauth2/authorize"],
        token: &["/services/oauth2/token"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/salesforce.ts",
        )),
        ..Endpoints::NONE
    },
    replies: &[
        says(
            "invalid_grant",
            "^expired authorization code$",
            &[CodeExpired, CodeReused],
            "Expired, and also what a second use of the same code returns.",
            ISSUE_169,
        ),
        says(
            "invalid_grant",
            "^invalid code verifier$",
            &[PkceMismatch],
            "The code_verifier does not match the code_challenge.",
            community("https://github.com/n8n-io/n8n/issues/32421"),
        ),
        says(
            "invalid_grant",
            "unexpected code verifier",
            &[PkceUnexpected],
            "A verifier was sent although authorize had no challenge.",
            community("https://github.com/forcedotcom/sfdx-core/issues/166"),
        ),
        says(
            "invalid_grant",
            "^authentication failure$",
            &[],
            "User or credentials refused (username/password and session policies), not a code fault.",
            community("https://github.com/jsforce/jsforce/issues/482"),
        ),
        says(
            "invalid_grant",
            "^expired access/refresh token$",
            &[RefreshExpired, RefreshReused],
            "The refresh token has expired or was revoked, or an earlier request used it up.",
            community("https://github.com/jsforce/jsforce/issues/1656"),
        ),
        says(
            "invalid_grant",
            "^inactive user$",
            &[],
            "The user of the tokens was deactivated.",
            community("https://github.com/restforce/restforce/issues/303"),
        ),
        says(
            "invalid_client_id",
            "^client identifier invalid$",
            &[ClientAuth],
            "This organisation doesn't know the client_id: a sandbox has other ones, and a new app takes minutes to be known. Some \
             logins say so because the client authenticates in the header.",
            community("https://github.com/pozil/salesforce-react-integration/issues/15"),
        ),
        says(
            "invalid_client",
            "^invalid client credentials$",
            &[ClientAuth],
            "The client's secret is wrong.",
            community("https://github.com/restforce/restforce/issues/338"),
        ),
        says(
            "redirect_uri_mismatch",
            "redirect_uri must match configuration",
            &[RedirectUri],
            "redirect_uri is not one of the app's callback URLs.",
            community("https://github.com/petewarden/salesforce_restphp_example/issues/1"),
        ),
    ],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional; newer orgs can enforce it with no per-app opt-out; methods S256.",
            code(
                "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationHandlers.Discovery.cs#L202",
            ),
        ),
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: client_secret required for the web server flow unless 'Require Secret for Web \
             Server Flow' is off.",
            INTRO_UNDERSTANDING_REFRESH_TOKEN,
        ),
        note(
            &[CodeReused, CodeExpired],
            "'expired authorization code' is also the answer to a reused code: check for a duplicate token request \
             before blaming the clock.",
            ISSUE_169,
        ),
        note(
            &[],
            "The token response can be requested as urlencoded, json or xml (format parameter or Accept header).",
            INTRO_UNDERSTANDING_REFRESH_TOKEN,
        ),
    ],
    ..Provider::NONE
};
