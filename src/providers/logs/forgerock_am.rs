//! What ForgeRock AM and `OpenAM` write into logs.

use crate::providers::Cause::{CodeExpired, RedirectUri};
use crate::providers::{Log, Source, at_token, code};

const GRANT: Source = code(
    "https://github.com/OpenIdentityPlatform/OpenAM/blob/958688e013a6eb9615ce2519fb160f168b510a66/openam-oauth2/src/main/java/org/forgerock/oauth2/core/AuthorizationCodeGrantTypeHandler.java",
);

pub(in crate::providers) const LOG: Log = Log {
    marks: &["forgerock", "oauth2", "OAuth2", "openam"],
    texts: &[
        at_token("Authorization code expired.", &[CodeExpired], "The code was redeemed too late.", GRANT),
        at_token(
            "RedirectUriMismatchException",
            &[RedirectUri],
            "The `redirect_uri` in the token request differs from the authorization request's.",
            GRANT,
        ),
    ],
};
