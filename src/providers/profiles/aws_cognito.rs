//! Amazon Cognito.

use crate::providers::Cause::{
    BodyFormat, ClientAuth, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing, RedirectUri,
    RefreshExpired,
};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, community, documented, error, note, seconds};

const TOKEN_ENDPOINT: Source = documented(
    "https://github.com/awsdocs/amazon-cognito-developer-guide/blob/0b4d5467ecf06a602c89f6c91b5eabe3d89e9d73/doc_source/token-endpoint.md",
);
const COGNITO_RETURNS_INVALID_REQUEST_AND: Source = community(
    "https://repost.aws/zh-Hant/questions/QUribd4ytZTnmoxKt_B7DXFg/cognito-returns-invalid-request-and-unauthorized-client",
);
const AUTHORIZATION_ENDPOINT: Source = documented(
    "https://github.com/awsdocs/amazon-cognito-developer-guide/blob/85b058f5b3d0454507340693252862e857575cc2/doc_source/authorization-endpoint.md",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "aws-cognito",
    name: "Amazon Cognito",
    endpoints: Endpoints {
        hosts: &["*.auth.*.amazoncognito.com"],
        authorize: &["/oauth2/authorize", "/login"],
        token: &["/oauth2/token"],
        source: Some(documented(
            "https://github.com/awsdocs/amazon-cognito-developer-guide/blob/0b4d5467ecf06a602c89f6c91b5eabe3d89e9d73/doc_source/token-endpoint.md",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(
        300,
        documented(
            "https://github.com/awsdocs/amazon-cognito-developer-guide/blob/85b058f5b3d0454507340693252862e857575cc2/doc_source/authorization-endpoint.md#L96",
        ),
    ),
    bodies: claim(&[Enctype::Form], TOKEN_ENDPOINT),
    client_auth: claim(
        &["client_secret_basic", "client_secret_post", "none"],
        documented("https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html"),
    ),
    burns_code: Some(COGNITO_RETURNS_INVALID_REQUEST_AND),
    replies: &[
        error(
            "invalid_grant",
            &[CodeReused, CodeUnknown, CodeExpired, RefreshExpired],
            "Code already consumed or does not exist, or refresh token revoked. Also what a retry returns after a \
             first attempt failed for another reason.",
            TOKEN_ENDPOINT,
        ),
        error(
            "invalid_request",
            &[Parameter, PkceMismatch, RedirectUri, BodyFormat],
            "Parameter missing or malformed, and per a re:Post answer the first attempt with a bad redirect_uri/PKCE \
             value.",
            TOKEN_ENDPOINT,
        ),
        error(
            "invalid_client",
            &[ClientAuth],
            "Client authentication failed (also: secret missing for a client that has one).",
            TOKEN_ENDPOINT,
        ),
        error(
            "unauthorized_client",
            &[],
            "Client may not use the code or refresh grant; also reported for a wrongly URL-encoded redirect_uri.",
            TOKEN_ENDPOINT,
        ),
        error(
            "unsupported_grant_type",
            &[],
            "grant_type is not one of the supported values.",
            TOKEN_ENDPOINT,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: must be the value used to get the code.",
            AUTHORIZATION_ENDPOINT,
        ),
        note(
            &[RedirectUri],
            "redirect_uri against the registration: https required, except http://localhost.",
            AUTHORIZATION_ENDPOINT,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional; methods S256.",
            TOKEN_ENDPOINT,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: Content-Type must always be application/x-www-form-urlencoded.",
            TOKEN_ENDPOINT,
        ),
        note(
            &[CodeReused],
            "First attempt and retry differ: a bad parameter gives invalid_request and consumes the code; the retry \
             then gives invalid_grant. Diagnose the first response.",
            COGNITO_RETURNS_INVALID_REQUEST_AND,
        ),
        note(
            &[RedirectUri],
            "unauthorized_client was traced to a wrongly encoded redirect_uri, not to client permissions.",
            COGNITO_RETURNS_INVALID_REQUEST_AND,
        ),
    ],
    ..Provider::NONE
};
