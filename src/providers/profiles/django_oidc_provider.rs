//! django-oidc-provider.

use crate::providers::Cause::{ClientAuth, CodeExpired, PkceMismatch, RedirectUriUnregistered, VerifierMissing};
use crate::providers::{Provider, Source, by_default, code, logs, note};

const TOKEN: Source = code(
    "https://github.com/juanifioren/django-oidc-provider/blob/c20562e6b6eb04f5f6c4311a862e12376ef50353/oidc_provider/lib/endpoints/token.py",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "django-oidc-provider",
    name: "django-oidc-provider",
    code_lifetime: by_default(
        600,
        code(
            "https://github.com/juanifioren/django-oidc-provider/blob/c20562e6b6eb04f5f6c4311a862e12376ef50353/oidc_provider/settings.py",
        ),
    ),
    notes: &[
        note(
            &[ClientAuth, RedirectUriUnregistered],
            "A redirect_uri that the client did not register is answered with invalid_client: look at it before the secret.",
            TOKEN,
        ),
        note(
            &[CodeExpired, PkceMismatch, VerifierMissing],
            "invalid_grant has the sentence of RFC 6749 for every fault of the code and of PKCE; the debug log of \
             oidc_provider tells the faults of the code apart.",
            TOKEN,
        ),
    ],
    log: logs::django_oidc_provider::LOG,
    ..Provider::NONE
};
