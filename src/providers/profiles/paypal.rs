//! PayPal.

use crate::providers::Cause::{CodeExpired, CodeReused, CodeUnknown, WrongEndpoint};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, code, community, error, note, says, seconds};

const ISSUE_167: Source = community("https://github.com/paypal/PayPal-node-SDK/issues/167");
const ISSUE_385: Source = community("https://github.com/paypal/PayPal-iOS-SDK/issues/385");

pub(super) static PROVIDER: Provider = Provider {
    id: "paypal",
    name: "PayPal",
    endpoints: Endpoints {
        hosts: &[
            "www.paypal.com",
            "www.sandbox.paypal.com",
            "api.paypal.com",
            "api.sandbox.paypal.com",
            "api-m.sandbox.paypal.com",
        ],
        authorize: &["/webapps/auth/protocol/openidconnect/v1/authorize", "/signin/authorize"],
        source: Some(code(
            "https://github.com/simov/grant/blob/500ab2066e177f14856fd50bf0b507651111692b/config/oauth.json",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(180, ISSUE_167),
    bodies: claim(&[Enctype::Form], ISSUE_385),
    client_auth: claim(&["client_secret_basic"], ISSUE_385),
    replies: &[
        says(
            "access_denied",
            "^Invalid authorization code$",
            &[CodeExpired, CodeReused, CodeUnknown, WrongEndpoint],
            "Code expired, used or unknown. The error is access_denied, although the user consented.",
            ISSUE_167,
        ),
        says(
            "invalid_request",
            "^Invalid auth code$",
            &[CodeUnknown, CodeReused, CodeExpired],
            "Code refused (mobile future-payments flow).",
            community("https://github.com/paypal/PayPal-iOS-SDK/issues/168"),
        ),
        error(
            "invalid_authz_code",
            &[WrongEndpoint, CodeUnknown],
            "Code redeemed at /v1/oauth2/token instead of /v1/identity/openidconnect/tokenservice.",
            community("https://github.com/opencart/opencart/issues/3977"),
        ),
    ],
    notes: &[
        note(
            &[],
            "access_denied at the token endpoint means a bad code here, not a refused consent.",
            ISSUE_167,
        ),
        note(
            &[WrongEndpoint],
            "Sandbox and live have different hosts and credentials; codes do not cross.",
            community("https://github.com/opencart/opencart/issues/3640"),
        ),
        note(
            &[WrongEndpoint],
            "The sandbox discovery document lists the production endpoints, so a client that trusts discovery sends \
             sandbox codes to production.",
            code(
                "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationHandlers.Discovery.cs#L421",
            ),
        ),
    ],
    ..Provider::NONE
};
