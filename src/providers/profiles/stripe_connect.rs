//! Stripe Connect OAuth.

use crate::providers::Cause::{
    ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, PublicSecret, RefreshExpired, WrongEndpoint,
};
use crate::providers::{Endpoints, Provider, Source, code, documented, error, note, says};

const INVALID_GRANT_ERROR: Source = documented("https://rubydoc.info/gems/stripe/Stripe/OAuth/InvalidGrantError");

pub(super) static PROVIDER: Provider = Provider {
    id: "stripe-connect",
    name: "Stripe Connect OAuth",
    endpoints: Endpoints {
        hosts: &["connect.stripe.com"],
        authorize: &["/oauth/authorize", "/express/oauth/authorize"],
        token: &["/oauth/token"],
        source: Some(code(
            "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationProviders.xml#L1665",
        )),
        ..Endpoints::NONE
    },
    replies: &[
        says(
            "invalid_grant",
            "^Authorization code does not exist",
            &[CodeUnknown, CodeReused, ClientMismatch],
            "The server does not know the code.",
            code(
                "https://github.com/stripe/stripe-go/blob/a1e3932f68a22e2bbd8300a30d6a0b54625ff50a/oauth/client_test.go#L209",
            ),
        ),
        error(
            "invalid_grant",
            &[
                CodeUnknown,
                CodeExpired,
                CodeReused,
                ClientMismatch,
                WrongEndpoint,
                RefreshExpired,
            ],
            "Code does not exist, is expired, used or not yours; refresh token faults; or live/test mode of the API \
             key does not match the code.",
            INVALID_GRANT_ERROR,
        ),
    ],
    notes: &[
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: the platform's secret API key is sent as client_secret in the form body.",
            code(
                "https://github.com/stripe/stripe-go/blob/a1e3932f68a22e2bbd8300a30d6a0b54625ff50a/oauth/client_test.go#L190",
            ),
        ),
        note(
            &[WrongEndpoint, ClientAuth],
            "A test-mode secret key with a live-mode code (or the reverse) is reported as invalid_grant.",
            INVALID_GRANT_ERROR,
        ),
    ],
    ..Provider::NONE
};
