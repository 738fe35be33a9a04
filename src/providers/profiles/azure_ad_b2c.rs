//! Azure AD B2C.

use crate::providers::Cause::{BodyFormat, ChallengeMethod, ClientAuth, ClientIdMissing, CodeExpired, Method, Parameter, PkceMismatch, PkceMissing, PublicSecret, RedirectUriUnregistered, RefreshExpired, WrongEndpoint};
use crate::providers::{Endpoints, Provider, Source, code, community, documented, note, seconds, words};

const ERROR_CODES: Source = documented(
    "https://github.com/MicrosoftDocs/azure-docs/blob/014bcff1b6be45da9d913bb24e2aa4d1d823fee5/articles/active-directory-b2c/error-codes.md",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "azure-ad-b2c",
    name: "Azure AD B2C",
    endpoints: Endpoints {
        hosts: &["*.b2clogin.com"],
        authorize: &["/*/*/oauth2/v2.0/authorize", "/*/oauth2/v2.0/authorize"],
        token: &["/*/*/oauth2/v2.0/token", "/*/oauth2/v2.0/token"],
        source: Some(code(
            "https://github.com/nextauthjs/next-auth/blob/a1a16a5a7780488c7449feece410033f445d0b31/packages/core/src/providers/azure-ad-b2c.ts",
        )),
        ..Endpoints::NONE
    },
    signatures: &["AADB2C"],
    code_lifetime: seconds(
        600,
        community("https://learn.microsoft.com/en-us/answers/questions/1127615/azure-adb2c-pkce-flow"),
    ),
    replies: &[
        words(
            r"\bAADB2C90182\b",
            &[PkceMismatch],
            "code_verifier does not match code_challenge.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90183\b",
            &[PkceMismatch],
            "code_verifier is invalid.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90184\b",
            &[ChallengeMethod],
            "code_challenge_method not supported; plain or S256.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C99059\b",
            &[PkceMissing],
            "The request must present a code_challenge (SPA redirect URI).",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90006\b",
            &[RedirectUriUnregistered],
            "redirect_uri is not registered for the client.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90008\b",
            &[ClientIdMissing],
            "No client_id in the request.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90018\b",
            &[ClientAuth, WrongEndpoint],
            "The client_id is not registered in this tenant.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90058\b",
            &[ClientAuth],
            "The application is not configured to allow public clients.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90079\b",
            &[ClientAuth, Parameter],
            "Clients must send a client_secret when redeeming a confidential grant.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90081\b",
            &[ClientAuth],
            "The client_secret does not match.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90083\b",
            &[Parameter, BodyFormat],
            "A required parameter is missing.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90084\b",
            &[PublicSecret],
            "Public clients should not send a client_secret.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90080\b",
            &[CodeExpired, RefreshExpired],
            "The provided grant has expired.",
            ERROR_CODES,
        ),
        words(r"\bAADB2C90086\b", &[], "grant_type not supported.", ERROR_CODES),
        words(
            r"\bAADB2C90087\b",
            &[WrongEndpoint],
            "The grant was not issued for this version of the protocol endpoint.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90088\b",
            &[WrongEndpoint],
            "The grant was not issued for this endpoint.",
            ERROR_CODES,
        ),
        words(
            r"\bAADB2C90128\b",
            &[],
            "The account behind the grant no longer exists.",
            ERROR_CODES,
        ),
        words(r"\bAADB2C90129\b", &[], "The grant has been revoked.", ERROR_CODES),
        words(
            r"\bAADB2C90226\b",
            &[Method],
            "Token endpoint accepts POST only.",
            ERROR_CODES,
        ),
    ],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: required for SPA; methods S256 and plain.",
            ERROR_CODES,
        ),
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: AADB2C90084 for a secret from a public client, AADB2C90079 when a confidential \
             client sends none.",
            ERROR_CODES,
        ),
        note(
            &[WrongEndpoint],
            "AADB2C90087/90088 say the grant belongs to another protocol version or endpoint: compare the token path \
             with the authorize path before looking at the code.",
            ERROR_CODES,
        ),
    ],
    ..Provider::NONE
};
