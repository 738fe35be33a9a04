//! Supabase Auth.

use crate::providers::Cause::{BodyFormat, ChallengeMethod, Parameter, PkceMismatch, PkceMissing, RefreshExpired, RefreshReused};
use crate::providers::{
    logs, Endpoints, Provider, Enctype, Source, claim, code, community, documented, note, words,
};

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
        authorize: &["/auth/v1/authorize"],
        token: &["/auth/v1/token"],
        source: Some(community(
            "https://horizon-ui.com/docs-boilerplate/features/google-oauth",
        )),
        ..Endpoints::NONE
    },
    signatures: &[
        "both auth code and code verifier should be non-empty",
        "code challenge does not match previously saved code verifier",
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
