//! Authlib.

use crate::providers::Cause::{BodyFormat, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing, PkceUnexpected, RedirectUri, VerifierMalformed, VerifierMissing};
use crate::providers::{Provider, Source, code, note, says};

const AUTHORIZATION_CODE: Source = code(
    "https://github.com/authlib/authlib/blob/772bc72fe8440e6c5dd0a6615fb42d7466f85546/authlib/oauth2/rfc6749/grants/authorization_code.py",
);
const CHALLENGE: Source = code(
    "https://github.com/authlib/authlib/blob/772bc72fe8440e6c5dd0a6615fb42d7466f85546/authlib/oauth2/rfc7636/challenge.py",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "authlib",
    name: "Authlib",
    signatures: &[
        "Invalid 'code' in request",
        "Invalid 'redirect_uri' in request",
        "Missing 'code' in request",
        "Code challenge failed.",
    ],
    replies: &[
        says(
            "invalid_grant",
            r"^Invalid 'code' in request\.?$",
            &[CodeUnknown, CodeExpired, CodeReused, ClientMismatch],
            "The code is unknown, has expired, was used, or belongs to another client.",
            AUTHORIZATION_CODE,
        ),
        says(
            "invalid_grant",
            r"^Invalid 'redirect_uri' in request\.?$",
            &[RedirectUri],
            "The redirect_uri in the token request differs from the authorization request's.",
            AUTHORIZATION_CODE,
        ),
        says(
            "invalid_request",
            r"^Missing 'code' in request\.?$",
            &[Parameter, BodyFormat],
            "The token request has no code.",
            AUTHORIZATION_CODE,
        ),
        says(
            "invalid_request",
            "^Missing 'code_verifier'$",
            &[VerifierMissing],
            "The token request has no code_verifier, although a code_challenge was sent.",
            CHALLENGE,
        ),
        says(
            "invalid_request",
            "^Invalid 'code_verifier'$",
            &[VerifierMalformed],
            "The code_verifier has a length or characters that PKCE does not allow.",
            CHALLENGE,
        ),
        says(
            "invalid_grant",
            r"^Code challenge failed\.$",
            &[PkceMismatch],
            "The code_verifier does not match the code_challenge.",
            CHALLENGE,
        ),
        says(
            "invalid_request",
            r"^The authorization request had no 'code_challenge', but a 'code_verifier' was provided\.$",
            &[PkceUnexpected],
            "The token request has a code_verifier, but the authorization request had no code_challenge.",
            CHALLENGE,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: exact when the authorize request had one.",
            AUTHORIZATION_CODE,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: CodeChallenge extension; required for method 'none' by default; methods plain and S256; without \
             code_challenge_method it is plain.",
            CHALLENGE,
        ),
        note(
            &[PkceMismatch],
            "A missing code_challenge_method is treated as 'plain', so a client that hashes but forgets the method \
             parameter gets 'Code challenge failed.'.",
            CHALLENGE,
        ),
    ],
    ..Provider::NONE
};
