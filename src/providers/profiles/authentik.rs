//! authentik.

use crate::providers::Cause::{
    BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing,
    PkceUnexpected, PublicSecret, RedirectUri,
};
use crate::providers::{logs, 
    Anywhere, Endpoints, Provider, Enctype, Source, by_default, claim, code, error, note, says,
};

const TOKEN: Source = code(
    "https://github.com/goauthentik/authentik/blob/005f3a9fdf3a0047465a4789ee016cbacb3a3777/authentik/providers/oauth2/views/token.py",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "authentik",
    name: "authentik",
    endpoints: Endpoints {
        authorize: &["/application/o/authorize/"],
        token: &["/application/o/token/"],
        anywhere: Anywhere::Path,
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/authentik.ts",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: by_default(
        60,
        code(
            "https://github.com/goauthentik/authentik/blob/014e22c3d0949e6826125bb82525f4d1bbaa5c55/authentik/providers/oauth2/models.py",
        ),
    ),
    bodies: claim(&[Enctype::Form], TOKEN),
    client_auth: claim(&["client_secret_basic", "client_secret_post", "none"], TOKEN),
    replies: &[
        says(
            "invalid_client",
            "^Client authentication failed",
            &[ClientAuth, RedirectUri],
            "Wrong secret, unknown client, OR redirect_uri not in the allow-list: token.py raises invalid_client for \
             a redirect_uri that matches nothing.",
            TOKEN,
        ),
        says(
            "invalid_grant",
            "^The provided authorization grant or refresh token is invalid, expired, revoked",
            &[
                CodeUnknown,
                CodeExpired,
                CodeReused,
                ClientMismatch,
                PkceMismatch,
                PkceMissing,
                PkceUnexpected,
                Parameter,
            ],
            "One text for missing, unknown, expired, other-provider code and every PKCE fault (missing, wrong, \
             unexpected).",
            TOKEN,
        ),
        error(
            "unsupported_grant_type",
            &[Parameter, BodyFormat],
            "grant_type missing or unknown (possibly because the body was not form-encoded).",
            TOKEN,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: checked against the provider's allow-list (strict or full-match \
             regex), not against the authorize request.",
            TOKEN,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional; methods S256 and plain.",
            TOKEN,
        ),
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: confidential secret compared first; public clients are not checked for a secret.",
            TOKEN,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: reads Django request.POST only.",
            TOKEN,
        ),
        note(
            &[RedirectUri, ClientAuth],
            "redirect_uri mismatch on the token endpoint is reported as invalid_client ('Client authentication \
             failed'): it sends people to the secret. The admin log gets a 'Invalid redirect URI used by provider' \
             configuration event.",
            TOKEN,
        ),
        note(
            &[RedirectUri, ClientAuth],
            "Secret comparison happens before redirect_uri and code checks, so invalid_grant implies the secret and \
             redirect_uri were accepted.",
            TOKEN,
        ),
    ],
    log: logs::authentik::LOG,
    ..Provider::NONE
};
