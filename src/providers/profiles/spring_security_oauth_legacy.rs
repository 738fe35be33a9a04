//! Spring Security OAuth (legacy).

use crate::providers::Cause::{
    BodyFormat, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, RedirectUri,
};
use crate::providers::{Endpoints, Provider, Source, code, community, note, says, words};

const AUTHORIZATION_CODE_TOKEN_GRANTER: Source = code(
    "https://github.com/spring-attic/spring-security-oauth/blob/01c041c2f297f0f179a12ee4ffade898c78e4ebf/spring-security-oauth2/src/main/java/org/springframework/security/oauth2/provider/code/AuthorizationCodeTokenGranter.java",
);
const RANDOM_VALUE_AUTHORIZATION_CODE: Source = code(
    "https://github.com/spring-attic/spring-security-oauth/blob/28d63705894feca4ed8a5cf268fcd0f4264e21b8/spring-security-oauth2/src/main/java/org/springframework/security/oauth2/provider/code/RandomValueAuthorizationCodeServices.java",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "spring-security-oauth-legacy",
    name: "Spring Security OAuth (legacy)",
    endpoints: Endpoints {
        hosts: &["allegro.pl"],
        authorize: &["/oauth/authorize"],
        token: &["/auth/oauth/token"],
        source: Some(community("https://github.com/lelylan/simple-oauth2/issues/144")),
        ..Endpoints::NONE
    },
    burns_code: Some(AUTHORIZATION_CODE_TOKEN_GRANTER),
    replies: &[
        says(
            "invalid_grant",
            r"^Invalid authorization code: \S+",
            &[CodeReused, CodeUnknown, CodeExpired, RedirectUri, ClientMismatch],
            "Code unknown or already consumed (the store removes it on first lookup); the text echoes the code.",
            RANDOM_VALUE_AUTHORIZATION_CODE,
        ),
        words(
            r"^Redirect URI mismatch\.$",
            &[RedirectUri],
            "The redirect_uri in the token request differs from the authorization request's.",
            AUTHORIZATION_CODE_TOKEN_GRANTER,
        ),
        says(
            "invalid_client",
            "^Client ID mismatch$",
            &[ClientMismatch],
            "The code was issued to another client.",
            AUTHORIZATION_CODE_TOKEN_GRANTER,
        ),
        words(
            r"^An authorization code must be supplied\.$",
            &[Parameter, BodyFormat],
            "The token request has no code.",
            AUTHORIZATION_CODE_TOKEN_GRANTER,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: exact String.equals when the authorize request carried one.",
            AUTHORIZATION_CODE_TOKEN_GRANTER,
        ),
        note(
            &[CodeReused],
            "The code is removed before redirect_uri and client are compared: the first response names the fault, a \
             retry says 'Invalid authorization code'.",
            AUTHORIZATION_CODE_TOKEN_GRANTER,
        ),
        note(
            &[],
            "The code is printed in error_description: redact when sharing.",
            RANDOM_VALUE_AUTHORIZATION_CODE,
        ),
        note(
            &[CodeReused],
            "Allegro support saw a successful exchange for the same login behind such an error: the failing call was \
             the second one.",
            community("https://github.com/allegro/allegro-api/issues/11420"),
        ),
    ],
    ..Provider::NONE
};
