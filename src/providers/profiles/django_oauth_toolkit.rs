//! Django OAuth Toolkit.

use crate::providers::Cause::{BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing, PkceUnexpected, PublicSecret, RedirectUri, RefreshExpired, RefreshReused, VerifierMissing};
use crate::providers::{logs, 
    Anywhere, Endpoints, Provider, Source, by_default, claim, code, community, documented, error, note, says,
};

const SETTINGS: Source = code(
    "https://github.com/jazzband/django-oauth-toolkit/blob/0a5ffdbca596d1b21e7f98ea56ead2cec76192c7/oauth2_provider/settings.py",
);
const OAUTH2_VALIDATORS: Source = code(
    "https://github.com/jazzband/django-oauth-toolkit/blob/0a5ffdbca596d1b21e7f98ea56ead2cec76192c7/oauth2_provider/oauth2_validators.py",
);
const ERRORS: Source = code(
    "https://github.com/oauthlib/oauthlib/blob/40b0ab56da3682c2484a4b78bbff309f8025d950/oauthlib/oauth2/rfc6749/errors.py",
);
const AUTHORIZATION_CODE: Source = code(
    "https://github.com/oauthlib/oauthlib/blob/40b0ab56da3682c2484a4b78bbff309f8025d950/oauthlib/oauth2/rfc6749/grant_types/authorization_code.py",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "django-oauth-toolkit",
    name: "Django OAuth Toolkit",
    endpoints: Endpoints {
        authorize: &["/o/authorize/"],
        token: &["/o/token/"],
        anywhere: Anywhere::Pair,
        source: Some(documented(
            "https://github.com/jazzband/django-oauth-toolkit/blob/0a5ffdbca596d1b21e7f98ea56ead2cec76192c7/docs/getting_started.rst#L324",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: by_default(60, SETTINGS),
    client_auth: claim(
        &["client_secret_basic", "client_secret_post", "none"],
        OAUTH2_VALIDATORS,
    ),
    replies: &[
        says(
            "invalid_request",
            r"^Mismatching redirect URI\.$",
            &[RedirectUri],
            "The redirect_uri in the token request differs from the authorization request's; the error is \
             invalid_request, not invalid_grant.",
            ERRORS,
        ),
        says(
            "invalid_request",
            r"^Missing redirect URI\.$",
            &[Parameter],
            "No redirect_uri and no default.",
            ERRORS,
        ),
        says(
            "invalid_request",
            r"^Code verifier required\.$",
            &[VerifierMissing],
            "The token request has no code_verifier, although a code_challenge was sent.",
            ERRORS,
        ),
        says(
            "invalid_grant",
            "^Challenge not found$",
            &[PkceUnexpected],
            "PKCE required, verifier sent, but no challenge was stored.",
            AUTHORIZATION_CODE,
        ),
        says(
            "invalid_grant",
            "^Challenge method not found$",
            &[PkceMismatch],
            "Challenge stored without a method.",
            AUTHORIZATION_CODE,
        ),
        says(
            "invalid_request",
            r"^Missing code parameter\.$",
            &[Parameter, BodyFormat],
            "The token request has no code.",
            AUTHORIZATION_CODE,
        ),
        error(
            "invalid_grant",
            &[CodeUnknown, CodeExpired, CodeReused, ClientMismatch, PkceMismatch],
            "Bare invalid_grant: unknown/expired/used code, code of another application, or PKCE mismatch.",
            AUTHORIZATION_CODE,
        ),
        error("invalid_client", &[ClientAuth], "Client authentication failed.", ERRORS),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: scheme, host, path equal and registered query a subset; port ignored \
             for http 127.0.0.1/::1; omitted value falls back to the app's default redirect URI.",
            code(
                "https://github.com/jazzband/django-oauth-toolkit/blob/0a5ffdbca596d1b21e7f98ea56ead2cec76192c7/oauth2_provider/models.py",
            ),
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: PKCE_REQUIRED default True; methods S256 and plain.",
            SETTINGS,
        ),
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: if Basic credentials or a client_secret are sent, they are checked even for \
             public clients.",
            OAUTH2_VALIDATORS,
        ),
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: ROTATE_REFRESH_TOKEN True, REFRESH_TOKEN_GRACE_PERIOD_SECONDS 0, REUSE_PROTECTION False.",
            SETTINGS,
        ),
        note(
            &[PkceMismatch],
            "An unset code_challenge_method silently means 'plain' for many clients: a report shows sending the \
             challenge itself as verifier then 'works'.",
            community("https://github.com/django-oauth/django-oauth-toolkit/issues/1207"),
        ),
    ],
    log: logs::django_oauth_toolkit::LOG,
    ..Provider::NONE
};
