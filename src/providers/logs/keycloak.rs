//! What Keycloak writes into logs.

use crate::providers::Cause::{
    BodyFormat, ChallengeMethod, ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, GrantNotAllowed,
    Parameter, PkceMismatch, PkceUnexpected, RedirectUri, RedirectUriUnregistered, RefreshExpired, RefreshReused,
    VerifierMalformed, VerifierMissing,
};
use crate::providers::{Log, Source, at_authorize, at_token, code};

const CODE_PARSER: Source = code(
    "https://github.com/keycloak/keycloak/blob/09b0c94298fddd9ee62408ccae0a19ca1c69e5aa/services/src/main/java/org/keycloak/protocol/oidc/utils/OAuth2CodeParser.java",
);
const PKCE_UTILS: Source = code(
    "https://github.com/keycloak/keycloak/blob/0042442a1f3a44ae6e3d3b078c9591eaad412965/services/src/main/java/org/keycloak/protocol/oidc/utils/PkceUtils.java",
);
const CODE_GRANT: Source = code(
    "https://github.com/keycloak/keycloak/blob/01e267d710da01ea44f0e2c330815417aeaf6ceb/services/src/main/java/org/keycloak/protocol/oidc/grants/AuthorizationCodeGrantType.java",
);
const ERRORS: Source = code(
    "https://github.com/keycloak/keycloak/blob/049a7fa6c06fcbaaca66630b8db27154cc704149/server-spi-private/src/main/java/org/keycloak/events/Errors.java",
);
const REFRESH: Source = code(
    "https://github.com/keycloak/keycloak/blob/091ec956bb27ecbf692f0bbe4a14d570d6f44b3c/services/src/main/java/org/keycloak/protocol/oidc/grants/RefreshTokenGrantType.java",
);
const TOKEN_MANAGER: Source = code(
    "https://github.com/keycloak/keycloak/blob/90a8409cb32f13c6fd674ee5139a6637e2265a84/services/src/main/java/org/keycloak/protocol/oidc/TokenManager.java",
);
const TOKEN_VERIFIER: Source = code(
    "https://github.com/keycloak/keycloak/blob/03f8a2f6c10521cb35a98530f7649c5590b07554/core/src/main/java/org/keycloak/TokenVerifier.java",
);
const CHECKER: Source = code(
    "https://github.com/keycloak/keycloak/blob/01500c232d3384df3207723ef0ed55632db6fbdf/services/src/main/java/org/keycloak/protocol/oidc/endpoints/AuthorizationEndpointChecker.java",
);

pub(in crate::providers) const LOG: Log = Log { marks: &["org.keycloak", "CODE_TO_TOKEN", "REFRESH_TOKEN", "LOGIN_ERROR", "CLIENT_LOGIN", "OAuth2CodeParser", "PkceUtils"], texts: &[
at_token("Code '{code}' already used for userSession", &[CodeReused], "Keycloak no longer has this code: it was redeemed before. It says the same if another node, or a restart, lost the code.", CODE_PARSER).unmistakable(),
at_token("Invalid format of the code", &[CodeUnknown], "A Keycloak code has three parts separated by dots, but this one doesn't.", CODE_PARSER),
at_token("Code '{code}' is bound to a different session", &[CodeUnknown], "The code belongs to another session of the user.", CODE_PARSER).unmistakable(),
at_token("PKCE code verifier not specified", &[VerifierMissing], "The token request has no `code_verifier`, although a `code_challenge` was sent.", PKCE_UTILS).unmistakable(),
at_token("PKCE code verifier specified but challenge not present in authorization", &[PkceUnexpected], "The token request has a `code_verifier`, but the authorization request had no `code_challenge`.", PKCE_UTILS).unmistakable(),
at_token("PKCE verification failed: Invalid code verifier", &[VerifierMalformed], "The `code_verifier` is shorter than 43 or longer than 128 characters, or has characters that are not allowed.", PKCE_UTILS).unmistakable(),
at_token("Error: PKCE codeVerifier length under lower limit , codeVerifier = {verifier}", &[VerifierMalformed], "The `code_verifier` has fewer than 43 characters.", PKCE_UTILS).unmistakable(),
at_token("Error: PKCE codeVerifier length over upper limit , codeVerifier = {verifier}", &[VerifierMalformed], "The `code_verifier` has more than 128 characters.", PKCE_UTILS).unmistakable(),
at_token("PKCE verification failed: Code mismatch", &[PkceMismatch], "The `code_verifier` does not match the `code_challenge`.", PKCE_UTILS).unmistakable(),
at_token("PKCE verification failed: Unsupported algorithm specified", &[ChallengeMethod], "Keycloak does not know the `code_challenge_method` of the authorization request.", PKCE_UTILS).unmistakable(),
at_token("CODE_TO_TOKEN_ERROR error=invalid_code reason=Missing parameter: code", &[Parameter, BodyFormat], "The token request has no `code`, or Keycloak did not read its body.", CODE_GRANT),
at_token("CODE_TO_TOKEN_ERROR error=invalid_code", &[CodeReused, CodeUnknown], "The code was used before, or Keycloak does not know it. The warning of `OAuth2CodeParser` on the same thread says which.", CODE_GRANT),
at_token("CODE_TO_TOKEN_ERROR error=expired_code", &[CodeExpired], "The code was redeemed too late.", CODE_GRANT),
at_token("CODE_TO_TOKEN_ERROR error=invalid_redirect_uri*Saved redirectUri: {expected}, redirectUri parameter: {got}", &[RedirectUri], "The `redirect_uri` in the token request differs from the authorization request's.", CODE_GRANT),
at_token("CODE_TO_TOKEN_ERROR error=invalid_redirect_uri", &[RedirectUri], "The `redirect_uri` in the token request differs from the authorization request's, or is missing.", CODE_GRANT),
at_token("CODE_TO_TOKEN_ERROR error=code_verifier_missing", &[VerifierMissing], "The token request has no `code_verifier`, although a `code_challenge` was sent.", PKCE_UTILS),
at_token("CODE_TO_TOKEN_ERROR error=invalid_code_verifier", &[VerifierMalformed, PkceUnexpected], "The `code_verifier` is malformed, or there was no `code_challenge`.", PKCE_UTILS),
at_token("CODE_TO_TOKEN_ERROR error=pkce_verification_failed", &[PkceMismatch], "The `code_verifier` does not match the `code_challenge`.", PKCE_UTILS),
at_token("_ERROR error=invalid_client_credentials", &[ClientAuth], "The client's secret is wrong, missing or expired, or a client without a secret is registered as confidential.", ERRORS),
at_token("_ERROR error=client_not_found", &[ClientAuth], "The realm has no client with this name.", ERRORS),
at_token("_ERROR error=client_disabled", &[ClientAuth], "The client is disabled.", ERRORS),
at_token("CODE_TO_TOKEN_ERROR error=invalid_client reason=Auth error: Found different client_id in clientSession", &[ClientMismatch], "The code was issued to another client.", CODE_GRANT),
at_token("CODE_TO_TOKEN_ERROR error=invalid_client_credentials", &[ClientAuth], "The client's secret is wrong, missing or expired, or a client without a secret is registered as confidential.", ERRORS),
at_token("CODE_TO_TOKEN_ERROR error=not_allowed", &[GrantNotAllowed], "The standard flow is switched off for the client.", CODE_GRANT),
at_token("CODE_TO_TOKEN_ERROR error=user_session_not_found", &[], "The user's session is gone: a logout, a restart of Keycloak, or another node.", CODE_GRANT),
at_token("REFRESH_TOKEN_ERROR error=invalid_token reason=Token is not active", &[RefreshExpired], "The refresh token has expired.", TOKEN_VERIFIER),
at_token("REFRESH_TOKEN_ERROR error=invalid_token reason=Session not active", &[RefreshExpired], "The refresh token's session has ended.", TOKEN_MANAGER),
at_token("REFRESH_TOKEN_ERROR error=invalid_token reason=Stale token", &[RefreshReused, RefreshExpired], "The refresh token was replaced or revoked.", TOKEN_MANAGER),
at_token("REFRESH_TOKEN_ERROR error=invalid_token reason=Maximum allowed refresh token reuse exceeded", &[RefreshReused], "The refresh token was used more often than the realm allows.", TOKEN_MANAGER),
at_token("REFRESH_TOKEN_ERROR error=invalid_token", &[RefreshExpired, RefreshReused], "The refresh token has expired, was revoked or was used before.", REFRESH),
at_authorize("LOGIN_ERROR error=invalid_redirect_uri", &[RedirectUriUnregistered], "The `redirect_uri` is not among the client's valid redirect URIs.", ERRORS),
at_authorize("LOGIN_ERROR error=invalid_request reason=Missing parameter: code_challenge_method", &[ChallengeMethod], "The client must use PKCE, but its request has no `code_challenge_method`.", CHECKER),
at_authorize("LOGIN_ERROR error=invalid_code_challenge_method", &[ChallengeMethod], "The `code_challenge_method` is not the one that the client must use.", ERRORS),
at_authorize("LOGIN_ERROR error=client_not_found", &[ClientAuth], "The realm has no client with this name.", ERRORS),
] };
