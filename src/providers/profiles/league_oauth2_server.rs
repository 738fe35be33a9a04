//! league/oauth2-server.

use crate::providers::Cause::{BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing, PkceUnexpected, RedirectUri, RedirectUriMissing, VerifierMalformed, VerifierMissing};
use crate::providers::{Provider, Source, code, community, note, says};

const AUTH_CODE_GRANT: Source = code(
    "https://github.com/thephpleague/oauth2-server/blob/9d2f6fc0a0b5aa1bb02506971d3a4ecff2c6526c/src/Grant/AuthCodeGrant.php",
);
const OAUTH_SERVER_EXCEPTION: Source = code(
    "https://github.com/thephpleague/oauth2-server/blob/9d2f6fc0a0b5aa1bb02506971d3a4ecff2c6526c/src/Exception/OAuthServerException.php",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "league-oauth2-server",
    name: "league/oauth2-server",
    signatures: &[
        "Failed to verify `code_verifier`.",
        "Check the `code_verifier` parameter",
        "Check the `redirect_uri` parameter",
        "Check the `code` parameter",
        "Authorization code has been revoked",
    ],
    replies: &[
        says(
            "invalid_grant",
            "Authorization code has expired",
            &[CodeExpired],
            "The code has expired.",
            AUTH_CODE_GRANT,
        ),
        says(
            "invalid_grant",
            "Authorization code has been revoked",
            &[CodeReused],
            "The code was used already, or revoked.",
            AUTH_CODE_GRANT,
        ),
        says(
            "invalid_request",
            "Authorization code was not issued to this client",
            &[ClientMismatch],
            "The code was issued to another client.",
            AUTH_CODE_GRANT,
        ),
        says(
            "invalid_request",
            "Invalid redirect URI",
            &[RedirectUri],
            "The redirect_uri in the token request differs from the authorization request's.",
            AUTH_CODE_GRANT,
        ),
        says(
            "invalid_request",
            "Check the `redirect_uri` parameter",
            &[RedirectUriMissing],
            "The token request has no redirect_uri.",
            AUTH_CODE_GRANT,
        ),
        says(
            "invalid_grant",
            r"Failed to verify `code_verifier`\.",
            &[PkceMismatch],
            "The code_verifier does not match the code_challenge.",
            AUTH_CODE_GRANT,
        ),
        says(
            "invalid_request",
            "Check the `code_verifier` parameter",
            &[VerifierMissing],
            "The token request has no code_verifier, although a code_challenge was sent.",
            AUTH_CODE_GRANT,
        ),
        says(
            "invalid_request",
            r"Code Verifier must follow the specifications of RFC-7636\.",
            &[VerifierMalformed],
            "The code_verifier has a length or characters that PKCE does not allow.",
            AUTH_CODE_GRANT,
        ),
        says(
            "invalid_request",
            "code_verifier received when no code_challenge is present",
            &[PkceUnexpected],
            "The token request has a code_verifier, but the authorization request had no code_challenge.",
            AUTH_CODE_GRANT,
        ),
        says(
            "invalid_grant",
            "Cannot validate the provided authorization code",
            &[CodeUnknown],
            "The code's content can't be used.",
            AUTH_CODE_GRANT,
        ),
        says(
            "invalid_request",
            "Issue decrypting the authorization code|Authorization code malformed",
            &[CodeUnknown],
            "Code altered, truncated or double-encoded, or the encryption key changed.",
            AUTH_CODE_GRANT,
        ),
        says(
            "invalid_request",
            "Check the `code` parameter",
            &[Parameter, BodyFormat],
            "The token request has no code.",
            AUTH_CODE_GRANT,
        ),
        says(
            "unsupported_grant_type",
            "Check that all required parameters have been provided",
            &[Parameter, BodyFormat],
            "grant_type not seen, commonly an unparsed JSON body.",
            OAUTH_SERVER_EXCEPTION,
        ),
        says(
            "invalid_client",
            "^Client authentication failed$",
            &[ClientAuth, RedirectUri],
            "Client auth failed; a maintainer notes it also appears when redirect_uri is not registered.",
            OAUTH_SERVER_EXCEPTION,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: exact.",
            AUTH_CODE_GRANT,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: required for public clients by default; methods S256 and plain.",
            AUTH_CODE_GRANT,
        ),
        note(
            &[CodeUnknown],
            "Codes are encrypted payloads (long). Any truncation or '+'/space damage shows as a decryption problem, \
             not as an unknown code.",
            AUTH_CODE_GRANT,
        ),
        note(
            &[RedirectUri, ClientAuth],
            "invalid_client can mean an unregistered redirect_uri.",
            community("https://github.com/thephpleague/oauth2-server/issues/1234"),
        ),
    ],
    ..Provider::NONE
};
