//! LinkedIn.
//!
//! Not known: Code lifetime: 30 minutes is often quoted, a gist says 10; the vendor text was not readable. Left out.

use crate::providers::Cause::{ClientAuth, ClientMismatch, CodeExpired, CodeReused, PkceMismatch, RedirectUri};
use crate::providers::{Endpoints, Provider, Source, claim, code, community, documented, error, note, says, words};

const OPEN_IDDICT_CLIENT_WEB_INTEGRATION: Source = code(
    "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationHandlers.Discovery.cs#L331",
);
const OPEN_IDDICT_CLIENT_WEB_INTEGRATION_2: Source = code(
    "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationHandlers.cs#L297",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "linkedin",
    name: "LinkedIn",
    endpoints: Endpoints {
        hosts: &["www.linkedin.com"],
        authorize: &["/oauth/v2/authorization"],
        token: &["/oauth/v2/accessToken"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/linkedin.ts",
        )),
        ..Endpoints::NONE
    },
    signatures: &["redirect uri/code verifier does not match authorization code"],
    client_auth: claim(&["client_secret_post"], OPEN_IDDICT_CLIENT_WEB_INTEGRATION),
    replies: &[
        says(
            "invalid_redirect_uri",
            r"appid/redirect uri/code verifier does not match authorization code\. Or authorization code expired",
            &[RedirectUri, ClientMismatch, PkceMismatch, CodeExpired, CodeReused],
            "The app id, the redirect_uri or the code_verifier does not match the code, or the code has expired or was used: one text for all.",
            community("https://github.com/d3xt3r2909/linkedin_login/issues/75"),
        ),
        says(
            "invalid_request",
            r"appid/redirect uri/code verifier does not match authorization code\. Or authorization code expired",
            &[CodeExpired, CodeReused, RedirectUri, ClientMismatch, PkceMismatch],
            "The app id, the redirect_uri or the code_verifier does not match the code, or the code has expired: one text for all.",
            community("https://github.com/d3xt3r2909/linkedin_login/issues/77"),
        ),
        words(
            "(?i-u)appid or redirect uri does not match authorization code or authorization code expired",
            &[CodeExpired, CodeReused, RedirectUri, ClientMismatch],
            "The app id or the redirect_uri does not match the code, or the code has expired: one text for all.",
            community("https://github.com/Happyr/LinkedIn-API-client/issues/142"),
        ),
        error(
            "user_cancelled_authorize",
            &[],
            "Authorize side: the member refused consent (non-standard for access_denied).",
            OPEN_IDDICT_CLIENT_WEB_INTEGRATION_2,
        ),
        error(
            "user_cancelled_login",
            &[],
            "Authorize side: the member cancelled sign-in.",
            OPEN_IDDICT_CLIENT_WEB_INTEGRATION_2,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri against the registration: absolute URL; query parameters ignored; '#' not allowed.",
            documented("https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow"),
        ),
        note(
            &[ClientAuth],
            "Client authentication: Basic is not supported.",
            OPEN_IDDICT_CLIENT_WEB_INTEGRATION,
        ),
        note(
            &[RedirectUri],
            "The error code (invalid_redirect_uri vs invalid_request) does not narrow the cause; both carry the \
             identical text.",
            community("https://github.com/pennersr/django-allauth/issues/2758"),
        ),
        note(
            &[CodeReused],
            "A second exchange by accident (init called twice, callback reloaded) yields this text.",
            community("https://github.com/r-everse/linkedin-php/issues/3"),
        ),
    ],
    ..Provider::NONE
};
