//! Reddit.

use crate::providers::Cause::{ClientAuth, PkceMismatch, PublicSecret};
use crate::providers::{Endpoints, Provider, Source, claim, code, note};

const OPEN_IDDICT_CLIENT_WEB_INTEGRATION: Source = code(
    "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationHandlers.cs#L462",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "reddit",
    name: "Reddit",
    endpoints: Endpoints {
        hosts: &["www.reddit.com", "ssl.reddit.com"],
        authorize: &["/api/v1/authorize"],
        token: &["www.reddit.com/api/v1/access_token"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/reddit.ts",
        )),
        ..Endpoints::NONE
    },
    client_auth: claim(&["client_secret_basic"], OPEN_IDDICT_CLIENT_WEB_INTEGRATION),
    notes: &[
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: Basic is required for every client type; an app without a secret sends client_id \
             with an empty password.",
            OPEN_IDDICT_CLIENT_WEB_INTEGRATION,
        ),
        note(
            &[PkceMismatch, ClientAuth],
            "A public client that puts client_id in the body (the usual PKCE shape) is refused: Reddit wants a Basic \
             header with an empty password.",
            OPEN_IDDICT_CLIENT_WEB_INTEGRATION,
        ),
    ],
    ..Provider::NONE
};
