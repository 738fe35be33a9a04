//! Supabase Auth.

use crate::providers::Cause::{
    BodyFormat, ChallengeMethod, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, GrantNotAllowed, Parameter,
    PkceMismatch, PkceMissing, RedirectUri, RefreshExpired, RefreshReused, Resource, VerifierMissing,
};
use crate::providers::{
    Enctype, Endpoints, Provider, Source, claim, code, community, documented, logs, note, says, words,
};

const SERVER: Source = code(
    "https://github.com/supabase/auth/blob/bc32168e13fdc928c98b449fc76bc3fdb9a293c5/internal/api/oauthserver/handlers.go",
);
const MODEL: Source = code(
    "https://github.com/supabase/auth/blob/bc32168e13fdc928c98b449fc76bc3fdb9a293c5/internal/models/oauth_authorization.go",
);

const FLOW_STATE: Source = code(
    "https://github.com/supabase/auth/blob/00c9a11bcbde4a3d3d8856e7aa797f0142995895/internal/models/flow_state.go",
);
const ERROR_CODES: Source = documented("https://supabase.com/docs/guides/auth/debugging/error-codes");
const TOKEN: Source =
    code("https://github.com/supabase/auth/blob/00b3ccb61143b01de70d176e8b5ab07c2c3b3ebb/internal/api/token.go");

pub(super) static PROVIDER: Provider = Provider {
    id: "supabase-auth",
    name: "Supabase Auth",
    endpoints: Endpoints {
        hosts: &["*.supabase.co"],
        authorize: &["/auth/v1/authorize", "/auth/v1/oauth/authorize"],
        token: &["/auth/v1/token", "/auth/v1/oauth/token"],
        source: Some(community("https://horizon-ui.com/docs-boilerplate/features/google-oauth")),
        ..Endpoints::NONE
    },
    signatures: &[
        "both auth code and code verifier should be non-empty",
        "code challenge does not match previously saved code verifier",
        "invalid flow state, ",
        "code_verifier is required when PKCE challenge is present",
        "Authorization code resource does not match the resource parameter",
    ],
    bodies: claim(&[Enctype::Json, Enctype::Query], TOKEN),
    own_grant: claim("pkce", TOKEN),
    replies: &[
        words(
            "both auth code and code verifier should be non-empty",
            &[PkceMissing, Parameter],
            "The verifier cookie/storage entry was not available when the callback ran (other browser, other origin, \
             cleared cookie).",
            community("https://github.com/supabase/supabase/issues/28342"),
        ),
        words(
            "code challenge does not match previously saved code verifier",
            &[PkceMismatch],
            "The code_verifier does not belong to the challenge that this login started with.",
            FLOW_STATE,
        ),
        words(
            "^invalid flow state, no valid flow state found$",
            &[CodeUnknown, CodeReused],
            "The server has no login for this code: it was redeemed before, is another project's, or was cleaned up.",
            TOKEN,
        ),
        words("^invalid flow state, flow state has expired$", &[CodeExpired], "The login began too long ago.", TOKEN),
        words(
            "code_verifier is required when PKCE challenge is present",
            &[VerifierMissing],
            "The token request has no code_verifier, although a code_challenge was sent.",
            MODEL,
        ),
        says("invalid_grant", "^Authorization code has expired$", &[CodeExpired], "The code has expired.", SERVER),
        says(
            "invalid_grant",
            "^Authorization code was not issued for this client$",
            &[ClientMismatch],
            "The code was issued to another client.",
            SERVER,
        ),
        says(
            "invalid_grant",
            "^Authorization code resource does not match the resource parameter$",
            &[Resource],
            "The token request names a different resource than the authorization request.",
            SERVER,
        ),
        says(
            "invalid_grant",
            "^Invalid redirect_uri$",
            &[RedirectUri],
            "The redirect_uri is not the one of the authorization request.",
            SERVER,
        ),
        says(
            "invalid_grant",
            "^Invalid authorization code$",
            &[CodeUnknown, CodeReused],
            "The server doesn't know the code: it was redeemed before, or is another project's.",
            SERVER,
        ),
        says(
            "unsupported_grant_type",
            "^Client is not allowed to use grant type: ",
            &[GrantNotAllowed],
            "The client is not registered for this grant.",
            SERVER,
        ),
        words(
            "Invalid Refresh Token: Refresh Token Not Found",
            &[RefreshExpired],
            "The session of this refresh token is gone: the user signed out, or the session ended.",
            ERROR_CODES,
        ),
        words(
            "Invalid Refresh Token: Already Used",
            &[RefreshReused],
            "The refresh token was used before, longer ago than the server's reuse interval.",
            ERROR_CODES,
        ),
        words(
            "code challenge method not supported",
            &[ChallengeMethod],
            "code_challenge_method is neither s256 nor plain.",
            FLOW_STATE,
        ),
    ],
    notes: &[
        note(
            &[CodeExpired],
            "As an authorization server (/auth/v1/oauth/), it takes ordinary token requests, as a form or JSON; a login began no \
             longer than 10 minutes ago by default.",
            SERVER,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "The verifier is bound to browser storage of the origin that started the login; a callback on another host or \
             device has none.",
            community("https://github.com/supabase/supabase/issues/28110"),
        ),
        note(
            &[BodyFormat],
            "A code is redeemed with grant_type=pkce in the URL and a JSON body of auth_code and code_verifier; there is no \
             client_id.",
            TOKEN,
        ),
    ],
    log: logs::supabase_auth::LOG,
    ..Provider::NONE
};
