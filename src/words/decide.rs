//! What would decide between the causes that words leave open.

use crate::providers::Cause;

/// Returns what to look at to see whether this is the cause.
pub(super) fn by(cause: Cause) -> Option<&'static str> {
    Some(match cause {
        Cause::CodeReused => {
            "Look for a second token request with the same code: a reload, a retry, an effect that runs twice."
        }
        Cause::CodeExpired => "Compare the time of the callback with that of the token request.",
        Cause::CodeUnknown => "Compare the code of the token request with that of the callback, letter by letter.",
        Cause::ClientMismatch => "Compare the `client_id` of the two requests.",
        Cause::RedirectUri | Cause::RedirectUriMissing => {
            "Compare the `redirect_uri` of the two requests, character by character."
        }
        Cause::RedirectUriUnregistered => {
            "Compare the `redirect_uri` with those of the client's registration, character by character."
        }
        Cause::PkceMismatch | Cause::VerifierOfOtherFlow => {
            "Give `code_verifier` and `code_challenge` to `oauth-doctor pkce verify`."
        }
        Cause::PkceMissing | Cause::VerifierMissing | Cause::PkceUnexpected => {
            "See whether the authorization request has a `code_challenge` and the token request a `code_verifier`."
        }
        Cause::VerifierMalformed => "Count the characters of the `code_verifier`: 43 to 128 of A-Z a-z 0-9 - . _ ~",
        Cause::ChallengeMethod => "Look at `code_challenge_method` of the authorization request: `S256`.",
        Cause::BodyFormat => "Look at `Content-Type` and body of the token request: a form, no JSON.",
        Cause::Parameter | Cause::ClientIdMissing | Cause::GrantType => {
            "Look at the body of the token request: which parameter is missing?"
        }
        Cause::Method => "Look at the method of the token request: POST.",
        Cause::ClientAuth | Cause::PublicSecret => {
            "Compare client id, secret and type with the client's registration at this server."
        }
        Cause::AuthMethod | Cause::AuthRepeated | Cause::AuthEncoding => {
            "Compare where the request carries the secret (header or body) with `token_endpoint_auth_method` of the registration."
        }
        Cause::WrongEndpoint | Cause::Insecure => {
            "Compare the address of the token request with `token_endpoint` of the server's metadata."
        }
        Cause::NotJson => "Look at the status and the first line of what the token endpoint answered.",
        Cause::RefreshExpired => {
            "See when the refresh token was issued, when it was last used, and whether the user logged out."
        }
        Cause::RefreshReused => "Look for two requests with the same refresh token: two tabs, two processes, a retry.",
        Cause::StateLost => {
            "See in the browser whether the callback carries the cookie that the login set: same host, `SameSite`, not blocked."
        }
        Cause::StateMismatch | Cause::StateMissing => {
            "Compare `state` of the authorization request with that of the callback."
        }
        Cause::Nonce => "Compare `nonce` of the authorization request with that of the ID token.",
        Cause::Issuer | Cause::IdTokenIssuer | Cause::MetadataIssuer => {
            "Compare the configured issuer with `issuer` of the server's metadata, character by character."
        }
        Cause::IdTokenAudience => "Compare the configured client id with `aud` of the ID token.",
        Cause::IdTokenExpired | Cause::Clock => "Compare the clocks of client and server.",
        Cause::Discovery => "Open the address of the metadata: `/.well-known/openid-configuration` below the issuer.",
        Cause::GrantNotAllowed | Cause::Scope | Cause::Resource | Cause::Origin => {
            "Look at what the client's registration allows."
        }
        Cause::Registration => "Look at the answer of the registration endpoint.",
        Cause::Preflight | Cause::HiddenAnswer | Cause::AuthorizeByScript => {
            "Send the request with curl, or through a proxy: a browser hides the answer from the page."
        }
        Cause::Denied => return None,
    })
}
