//! Which rules are about what a refusal is about.

use crate::diagnosis::Finding;
use crate::server::model::Refusal;

/// Finds what was found about the cause of a refusal, and can be corrected.
pub(super) fn cause(refusal: Refusal, findings: &[Finding]) -> Option<&Finding> {
    findings
        .iter()
        .find(|finding| is_about(refusal, finding.rule.id) && !finding.found.changes.is_empty())
}

/// Returns whether a rule is about what a refusal of the server model is about.
pub fn is_about(refusal: Refusal, rule: &str) -> bool {
    let rules: &[&str] = match refusal {
        Refusal::AuthorizeParameterRepeated | Refusal::ParameterRepeated => {
            &["parameter-duplicated", "redirect-uri-mismatch"]
        }
        Refusal::AuthorizeClientIdMissing | Refusal::ResponseTypeMissing | Refusal::RedirectUriNotNamed => {
            &["authorize-url-mangled", "parameter-misnamed"]
        }
        Refusal::AuthorizeClientUnknown => &["authorize-error", "client-id-mismatch"],
        Refusal::RequestUriUnknown | Refusal::RequestUriOfOtherClient => &["request-object-mismatch"],
        Refusal::RequestUriReused => &["par-request-uri-reused"],
        Refusal::RequestUriExpired => &["par-request-uri-expired"],
        Refusal::RedirectUriNotRegistered => &["redirect-uri-unregistered"],
        Refusal::ResponseTypeUnsupported => &["implicit-flow"],
        Refusal::AuthorizeScopeRefused | Refusal::ScopeRefused => &["scope-refused", "authorize-error"],
        Refusal::ChallengeMissing => &["pkce-absent", "parameter-misnamed", "authorize-url-mangled"],
        Refusal::ChallengeMethodMissing => &["pkce-method-missing"],
        Refusal::ChallengeMethodUnknown => &["pkce-method-unknown"],
        Refusal::ChallengeMethodPlain => &["pkce-method-plain"],
        Refusal::ChallengeMalformed => &["pkce-challenge-"],
        Refusal::UserDenied => &["authorization-denied"],
        Refusal::StateMissing => &["state-missing", "state-mismatch"],
        Refusal::StateUnknown => &["state-cookie-lost"],
        Refusal::StateDiffers => &["state-mismatch"],
        Refusal::IssuerMissing | Refusal::IssuerDiffers => &["issuer-mismatch"],
        Refusal::OriginNotAllowed => &["cors-"],
        Refusal::EndpointNotSecure => &["token-endpoint-insecure", "token-endpoint-redirected"],
        Refusal::EndpointDiffers => &["token-endpoint-"],
        Refusal::MethodNotPost => &["token-request-get", "token-endpoint-redirected"],
        Refusal::BodyNotForm => &["token-body-"],
        Refusal::ParametersInQuery => &["token-params-in-query", "token-request-get"],
        Refusal::GrantTypeMissing | Refusal::CodeMissing | Refusal::RefreshTokenMissing => &[
            "parameter-misnamed",
            "parameter-missing",
            "grant-type-wrong",
            "token-body-",
        ],
        Refusal::GrantTypeUnsupported => &["grant-type-wrong", "parameter-whitespace"],
        Refusal::AuthenticationRepeated => &["client-auth-duplicated"],
        Refusal::ClientIdMissing => &[
            "client-id-missing",
            "parameter-misnamed",
            "parameter-missing",
            "assertion-claims-wrong",
        ],
        Refusal::ClientIdsContradict | Refusal::CodeOfOtherClient | Refusal::RefreshTokenOfOtherClient => {
            &["client-id-mismatch"]
        }
        Refusal::ClientUnknown => &["client-auth-refused", "client-id-mismatch", "parameter-whitespace"],
        Refusal::AuthenticationMissing | Refusal::AuthenticationMethodDiffers => &[
            "client-auth-method-mismatch",
            "client-id-missing",
            "client-auth-refused",
            "parameter-misnamed",
        ],
        Refusal::SecretFromPublicClient => &["client-secret-from-public-client"],
        Refusal::BasicNotEncoded => &["client-auth-basic-encoding"],
        Refusal::SecretDiffers => &[
            "client-auth-refused",
            "client-auth-basic-encoding",
            "parameter-plus-unencoded",
            "parameter-whitespace",
        ],
        Refusal::AssertionMalformed | Refusal::AssertionOfOtherClient => &["assertion-claims-wrong"],
        Refusal::AssertionAudienceDiffers => &["assertion-audience"],
        Refusal::AssertionExpired => &["assertion-expired", "assertion-claims-wrong", "clock-skew"],
        Refusal::AssertionKeyUnknown => &["client-auth-refused"],
        Refusal::AssertionReused => &["assertion-replayed"],
        Refusal::GrantNotAllowed => &["grant-not-allowed"],
        Refusal::ProofNonceMissing | Refusal::ProofNonceDiffers => &["dpop-nonce-ignored"],
        Refusal::ProofMissing
        | Refusal::ProofRepeated
        | Refusal::ProofMalformed
        | Refusal::ProofMethodDiffers
        | Refusal::ProofUrlDiffers
        | Refusal::ProofNotFresh
        | Refusal::ProofReused
        | Refusal::ProofKeyDiffers => &["dpop-proof-mismatch", "clock-skew"],
        Refusal::CodeUnknown => &[
            "code-altered",
            "code-double-encoded",
            "code-of-other-flow",
            "parameter-",
        ],
        Refusal::CodeReused => &["code-reused"],
        Refusal::CodeExpired => &["code-expired"],
        Refusal::RedirectUriMissing => &["redirect-uri-missing", "parameter-misnamed"],
        Refusal::RedirectUriDiffers => &["redirect-uri-mismatch", "parameter-whitespace"],
        Refusal::VerifierUnexpected => &[
            "pkce-verifier-unexpected",
            "parameter-misnamed",
            "authorize-url-mangled",
        ],
        Refusal::VerifierMissing => &["pkce-verifier-missing", "parameter-misnamed"],
        Refusal::VerifierMalformed => &["pkce-verifier-", "parameter-whitespace"],
        Refusal::VerifierDiffers => &[
            "pkce-challenge-",
            "pkce-verifier-",
            "pkce-method-",
            "code-of-other-flow",
        ],
        Refusal::ResourceNotGranted => &["resource-mismatch"],
        Refusal::RefreshTokenUnknown => &[
            "refresh-token-altered",
            "refresh-token-wrong-kind",
            "refresh-token-stale",
            "parameter-",
        ],
        Refusal::RefreshTokenReused => &["refresh-token-reused", "refresh-token-stale"],
        Refusal::RefreshTokenRevoked => &["refresh-token-revoked", "refresh-token-reused"],
        Refusal::RefreshTokenExpired => &["refresh-token-expired"],
        Refusal::DeviceCodeUnknown => &["device-code-wrong"],
        Refusal::DeviceCodeExpired => &["device-code-expired"],
        Refusal::PollTooEarly | Refusal::AuthorizationPending => &["device-polling-too-fast"],
        Refusal::DeviceCodeMissing
        | Refusal::GrantAssertionMissing
        | Refusal::SubjectTokenMissing
        | Refusal::SubjectTokenTypeMissing => &["parameter-missing", "parameter-misnamed", "token-body-"],
        Refusal::GrantAssertionAudienceDiffers => &["assertion-audience"],
        Refusal::GrantAssertionExpired | Refusal::SubjectTokenExpired => &["assertion-expired", "clock-skew"],
        Refusal::CallbackElsewhere => &["redirect-uri-rewritten"],
        Refusal::AnswerNotJson => &["token-response-not-json"],
        Refusal::ScopeMissing => &["parameter-missing"],
        Refusal::PasswordGrant => &["password-grant"],
        Refusal::ScopeWidened => &["refresh-scope-widened"],
        Refusal::IdTokenIssuerDiffers => &["id-token-issuer"],
        Refusal::IdTokenAudienceDiffers => &["id-token-audience"],
        Refusal::IdTokenExpired => &["id-token-expired"],
        Refusal::NonceMissing | Refusal::NonceDiffers => &["nonce-mismatch"],
    };
    rules.iter().any(|known| match known.strip_suffix('-') {
        Some(_) => rule.starts_with(known),
        None => rule == *known,
    })
}

/// Returns what a correct login needs where no request of the capture can be corrected.
pub(super) fn needed(rule: &str) -> Option<&'static str> {
    Some(match rule {
        "code-reused" | "code-expired" => "a fresh `code`, as each is redeemed once and soon: it takes a new login",
        "cors-preflight-blocked" | "cors-response-hidden" => {
            "the leave of the token endpoint for this origin (`Access-Control-Allow-Origin`), which is set at the server"
        }
        "authorize-url-mangled" => "the address of the authorization request as the client made it",
        "authorization-denied" => "the consent of the user",
        "client-auth-method-mismatch" => "the method for which the client is registered, and its secret",
        "client-auth-refused" => "the `client_secret`, or the key, with which the client is registered",
        "device-code-expired" => "a new device code: it takes a new login",
        "token-response-not-json" => "the address of the token endpoint, and an answer of it",
        "client-auth-basic-encoding" | "parameter-plus-unencoded" => "the value as the server expects it",
        "redirect-uri-unregistered" => "the redirect URIs that are registered for the client",
        "token-endpoint-wrong" => "the URL of the token endpoint",
        "grant-not-allowed" => "the grants that the client is registered for",
        "scope-refused" | "authorize-error" => "what the server has registered for the client",
        "state-mismatch" | "state-missing" => "an answer with the `state` that was sent",
        "state-cookie-lost" => "the client's own record of the login, which it lost with its cookie",
        "issuer-mismatch" => "an answer with the `iss` of the server that was asked",
        "nonce-mismatch" | "id-token-audience" | "id-token-issuer" | "id-token-expired" => {
            "an ID token that was issued for this login"
        }
        "dpop-nonce-ignored" | "dpop-proof-mismatch" => "a new DPoP proof, which only the client's key can sign",
        "par-request-uri-expired" | "par-request-uri-reused" => "a newly pushed request and its `request_uri`",
        "refresh-token-expired" | "refresh-token-revoked" => "a new refresh token: it takes a new login",
        "clock-skew" => "the right time on both sides",
        "redirect-uri-rewritten" => "a callback at the `redirect_uri`",
        "request-object-invalid" | "request-object-mismatch" => "a newly signed request object",
        "resource-mismatch" => "a token for the same `resource`",
        "user-credentials-refused" => "the user's password",
        _ => return None,
    })
}

/// Returns whether a rule is about what the model does not look at.
pub(super) fn is_outside(rule: &str) -> bool {
    OUTSIDE.contains(&rule)
}

/// Rules about what is no message of a login to the server: how the client finds it and registers, what a browser does to a page,
/// signatures, and servers that differ from the specification.
const OUTSIDE: &[&str] = &[
    "authorize-by-script",
    "client-registration-refused",
    "discovery-failed",
    "metadata-issuer-mismatch",
    "pkce-challenge-not-as-documented",
    "request-object-invalid",
    "request-object-mismatch",
    "response-mode-lost",
    "token-exchange-missing",
];
