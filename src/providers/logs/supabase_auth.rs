//! What Supabase Auth writes into logs.

use crate::providers::Cause::{
    CodeExpired, CodeReused, PkceMismatch, RefreshExpired, RefreshReused, StateMismatch, StateMissing, VerifierMissing,
    VerifierOfOtherFlow,
};
use crate::providers::{Log, Source, at_client, at_token, code};

const CODES: Source = code(
    "https://github.com/supabase/auth/blob/bc32168e13fdc928c98b449fc76bc3fdb9a293c5/internal/api/apierrors/errorcode.go",
);
const PKCE: Source =
    code("https://github.com/supabase/auth/blob/bc32168e13fdc928c98b449fc76bc3fdb9a293c5/internal/security/pkce.go");
const EXTERNAL: Source = code(
    "https://github.com/supabase/auth/blob/bc32168e13fdc928c98b449fc76bc3fdb9a293c5/internal/api/external_oauth.go",
);
const TOKEN: Source =
    code("https://github.com/supabase/auth/blob/bc32168e13fdc928c98b449fc76bc3fdb9a293c5/internal/api/token.go");

pub(in crate::providers) const LOG: Log = Log {
    marks: &[
        "supabase",
        "gotrue",
        "\"component\"",
        "component=api",
        "flow state",
        "bad_code_verifier",
        "flow_state_",
        "error_code",
        "/callback",
    ],
    texts: &[
        at_token(
            "code challenge does not match previously saved code verifier",
            &[PkceMismatch],
            "The `code_verifier` does not match the `code_challenge`.",
            PKCE,
        )
        .unmistakable(),
        at_token(
            "bad_code_verifier",
            &[PkceMismatch],
            "The `code_verifier` does not match the `code_challenge`.",
            CODES,
        )
        .unmistakable(),
        at_token(
            "flow_state_not_found",
            &[VerifierOfOtherFlow, CodeReused],
            "The server has no login for this code: it was used, or belongs to another one.",
            CODES,
        )
        .unmistakable(),
        at_token("flow_state_expired", &[CodeExpired], "The code was redeemed too late.", CODES).unmistakable(),
        at_token(
            "both auth code and code verifier should be non-empty",
            &[VerifierMissing],
            "The page found no `code_verifier` in its storage.",
            TOKEN,
        )
        .unmistakable(),
        at_token(
            "refresh_token_not_found",
            &[RefreshExpired, RefreshReused],
            "The server has no such refresh token.",
            CODES,
        ),
        at_token("refresh_token_already_used", &[RefreshReused], "The refresh token was used before.", CODES)
            .unmistakable(),
        at_client(
            "bad_oauth_state",
            &[StateMissing, StateMismatch],
            "The `state` that came back from the external provider is missing or different.",
            CODES,
        )
        .unmistakable(),
        at_client(
            "bad_oauth_callback",
            &[StateMissing, StateMismatch],
            "The external provider's callback lacks required parameters.",
            CODES,
        )
        .unmistakable(),
        at_token(
            "Unable to exchange external code: {code}",
            &[],
            "The external provider refused the code that Supabase redeemed there; its answer says why.",
            EXTERNAL,
        )
        .unmistakable(),
    ],
};
