//! Nextcloud as an authorization server: its app OAuth 2.0.

use crate::providers::Cause::{
    ChallengeMethod, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, GrantType, PkceMismatch,
    RefreshReused, VerifierMalformed, VerifierMissing,
};
use crate::providers::{Anywhere, Endpoints, Provider, Source, code, error, note, seconds};

const API: Source = code(
    "https://github.com/nextcloud/server/blob/00238c3a80c5e00fe78ab69e83e6d6a069fcbc71/apps/oauth2/lib/Controller/OauthApiController.php",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "nextcloud-oauth2",
    name: "Nextcloud (OAuth 2.0)",
    endpoints: Endpoints {
        authorize: &["/apps/oauth2/authorize"],
        token: &["/apps/oauth2/api/v1/token"],
        anywhere: Anywhere::Path,
        source: Some(code(
            "https://github.com/nextcloud/server/blob/01f0c334340eb1eb94b1d9869b9084f954f0c95d/apps/oauth2/appinfo/routes.php",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(600, API),
    replies: &[
        error(
            "invalid_request",
            &[CodeUnknown, CodeReused, CodeExpired, VerifierMissing, RefreshReused],
            "The server has no such code or refresh token, it was used, the code is older than ten minutes, or the verifier is \
             missing: the answer doesn't say which.",
            API,
        ),
        error(
            "invalid_grant",
            &[PkceMismatch, VerifierMalformed, ChallengeMethod, GrantType],
            "The verifier is malformed or doesn't match the challenge, its method is not S256, or the grant_type is unknown.",
            API,
        ),
        error(
            "invalid_client",
            &[ClientAuth, ClientMismatch],
            "The client's secret is wrong, or the code is another client's.",
            API,
        ),
    ],
    notes: &[note(
        &[CodeUnknown, CodeReused, CodeExpired],
        "A wrong code is invalid_request here, not invalid_grant, and errors have no error_description; each slows down the next \
         request from the same address.",
        API,
    )],
    ..Provider::NONE
};
