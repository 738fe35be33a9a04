//! Supabase Auth.

use crate::providers::Cause::{Parameter, PkceMismatch, PkceMissing};
use crate::providers::{Provider, community, note, words};

pub(super) static PROVIDER: Provider = Provider {
    id: "supabase-auth",
    name: "Supabase Auth",
    signatures: &["both auth code and code verifier should be non-empty"],
    replies: &[
        words(
            "both auth code and code verifier should be non-empty",
            &[PkceMissing, Parameter],
            "The verifier cookie/storage entry was not available when the callback ran (other browser, other origin, \
             cleared cookie).",
            community("https://github.com/supabase/supabase/issues/28342"),
        ),
    ],
    notes: &[
        note(
            &[PkceMismatch],
            "The verifier is bound to browser storage of the origin that started the login; a callback on another \
             host or device has none.",
            community("https://github.com/supabase/supabase/issues/28110"),
        ),
    ],
    ..Provider::NONE
};
