//! Firebase Authentication and Identity Platform: the endpoint that exchanges refresh tokens.

use crate::providers::Cause::{ClientMismatch, GrantType, Parameter, RefreshExpired};
use crate::providers::{Enctype, Endpoints, Provider, Source, claim, community, documented, note, words};

const REST: Source = documented("https://firebase.google.com/docs/reference/rest/auth#section-refresh-token");

pub(super) static PROVIDER: Provider = Provider {
    id: "firebase-auth",
    name: "Firebase Authentication",
    endpoints: Endpoints {
        hosts: &["securetoken.googleapis.com"],
        token: &["/v1/token"],
        source: Some(REST),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Form], REST),
    replies: &[
        words(
            "^TOKEN_EXPIRED$",
            &[RefreshExpired],
            "The user's credential is no longer valid, as after a change of the password: the user must sign in again.",
            REST,
        ),
        words("^USER_DISABLED$", &[], "An administrator disabled the account.", REST),
        words(
            "^USER_NOT_FOUND$",
            &[],
            "The user of the refresh token is not found: probably the account was deleted.",
            REST,
        ),
        words(
            "^INVALID_REFRESH_TOKEN$",
            &[],
            "The refresh token is none of this service: it is cut, altered, or another kind of token.",
            REST,
        ),
        words("^MISSING_REFRESH_TOKEN$", &[Parameter], "The request has no refresh_token.", REST),
        words("^INVALID_GRANT_TYPE$", &[GrantType], "The grant_type is not refresh_token.", REST),
        words(
            "^PROJECT_NUMBER_MISMATCH$",
            &[ClientMismatch],
            "The refresh token belongs to a different project than the API key in the URL.",
            REST,
        ),
        words("^API key not valid", &[], "The API key in the URL is none of a project.", REST),
    ],
    notes: &[
        note(
            &[RefreshExpired],
            "The client is the API key in the URL; there is no client_id, and the token to use is id_token.",
            REST,
        ),
        note(
            &[],
            "An error is an object with the code of HTTP, and its message is the reason: {\"error\":{\"code\":400,\"message\":\
             \"TOKEN_EXPIRED\",\"status\":\"INVALID_ARGUMENT\"}}.",
            community("https://github.com/awinogrodzki/next-firebase-auth-edge/issues/21"),
        ),
    ],
    ..Provider::NONE
};
