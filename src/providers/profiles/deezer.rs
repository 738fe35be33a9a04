//! Deezer.

use crate::providers::{Endpoints, Provider, code, note};

pub(super) static PROVIDER: Provider = Provider {
    id: "deezer",
    name: "Deezer",
    endpoints: Endpoints {
        hosts: &["connect.deezer.com"],
        authorize: &["/oauth/auth.php"],
        token: &["/oauth/access_token.php"],
        source: Some(code(
            "https://github.com/simov/grant/blob/500ab2066e177f14856fd50bf0b507651111692b/config/oauth.json",
        )),
        ..Endpoints::NONE
    },
    notes: &[
        note(
            &[],
            "Token responses are form-encoded but declared text/html unless output=json is added; a JSON parser fails \
             on a good answer. expires_in is called expires.",
            code(
                "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationHandlers.Exchange.cs#L260",
            ),
        ),
        note(
            &[],
            "Authorize errors use error_reason instead of error.",
            code(
                "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationHandlers.cs#L241",
            ),
        ),
    ],
    ..Provider::NONE
};
