//! What would decide between the causes that words leave open.

use crate::providers::Cause;

/// Returns what to look at to see whether this is the cause.
pub(super) fn by(cause: Cause) -> Option<&'static str> {
    Some(match cause {
        Cause::CodeReused => {
            "Look for a second token request with the same code: a reload, a retry, an effect that runs twice."
        }
        Cause::CodeExpired => "Compare the times of the callback and the token request.",
        Cause::CodeUnknown => "Compare the code in the token request with the one in the callback, letter by letter.",
        Cause::ClientMismatch => "Compare the `client_id` in the two requests.",
        Cause::RedirectUri | Cause::RedirectUriMissing => {
            "Compare the `redirect_uri` in the two requests, character by character."
        }
        Cause::RedirectUriUnregistered => {
            "Compare the `redirect_uri` with the client's registration, character by character."
        }
        Cause::PkceMismatch | Cause::VerifierOfOtherFlow => {
            "Run `oauth-doctor pkce verify` with the `code_verifier` and the `code_challenge`."
        }
        Cause::PkceMissing | Cause::VerifierMissing | Cause::PkceUnexpected => {
            "Check whether the authorization request has a `code_challenge` and the token request a `code_verifier`."
        }
        Cause::VerifierMalformed => "Count the characters of the `code_verifier`: 43 to 128 of A-Z a-z 0-9 - . _ ~",
        Cause::ChallengeMethod => "Check `code_challenge_method` in the authorization request: it should be `S256`.",
        Cause::BodyFormat => "Check the `Content-Type` and body of the token request: they should be a form, not JSON.",
        Cause::Parameter | Cause::ClientIdMissing | Cause::GrantType => {
            "Check the body of the token request: which parameter is missing?"
        }
        Cause::Method => "Check the method of the token request: it should be POST.",
        Cause::ClientAuth | Cause::PublicSecret => {
            "Compare client id, secret and type with the client's registration at this server."
        }
        Cause::AuthMethod | Cause::AuthRepeated | Cause::AuthEncoding => {
            "Compare where the request carries the secret (header or body) with the registered `token_endpoint_auth_method`."
        }
        Cause::WrongEndpoint | Cause::Insecure => {
            "Compare the URL of the token request with `token_endpoint` in the server's metadata."
        }
        Cause::NotJson => "Look at the status and the first line of the token endpoint's answer.",
        Cause::AnswerIncomplete => {
            "Compare the token endpoint's answer with what RFC 6749 §5.1 requires: `access_token` and `token_type`."
        }
        Cause::RefreshExpired => {
            "Find out when the refresh token was issued, when it was last used, and whether the user logged out."
        }
        Cause::RefreshReused => "Look for two requests with the same refresh token: two tabs, two processes, a retry.",
        Cause::StateLost => {
            "Check in the browser whether the callback carries the cookie that the login set: same host, `SameSite`, not blocked."
        }
        Cause::StateMismatch | Cause::StateMissing => {
            "Compare `state` in the authorization request and in the callback."
        }
        Cause::Nonce => "Compare `nonce` in the authorization request and in the ID token.",
        Cause::Issuer | Cause::IdTokenIssuer | Cause::MetadataIssuer => {
            "Compare the configured issuer with `issuer` in the server's metadata, character by character."
        }
        Cause::IdTokenAudience => "Compare the configured client id with `aud` in the ID token.",
        Cause::IdTokenKey => "Look for the `kid` of the ID token among the keys behind the server's `jwks_uri`.",
        Cause::AccessExpired => "Compare `exp` of the access token with the time of the request.",
        Cause::AccessAudience => {
            "Compare `aud` of the access token with the identifier that the resource is configured for."
        }
        Cause::IdTokenExpired | Cause::Clock => "Compare the clocks of client and server.",
        Cause::Discovery => "Open the metadata URL: `/.well-known/openid-configuration` below the issuer.",
        Cause::GrantNotAllowed | Cause::Scope | Cause::Resource | Cause::Origin => {
            "Check what the client's registration allows."
        }
        Cause::Registration => "Look at the answer of the registration endpoint.",
        Cause::Preflight | Cause::HiddenAnswer | Cause::AuthorizeByScript => {
            "Send the request with curl, or through a proxy: a browser hides the answer from the page."
        }
        Cause::Denied => return None,
    })
}
