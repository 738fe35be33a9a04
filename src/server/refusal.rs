//! Why the server, or a client that checks the answers, refuses.

use std::fmt;

use crate::oauth::Cite;
use crate::oauth::part::Message::{AuthorizationResponse, AuthorizeRequest, Callback, TokenRequest, TokenResponse};
use crate::oauth::part::{Component, Part};
use crate::oauth::spec::{
    FETCH, OAUTH21, OIDC_CORE, RFC6749, RFC7523, RFC7636, RFC8628, RFC8693, RFC8707, RFC9126, RFC9207, RFC9449, RFC9700,
};

/// The details of a refusal.
struct Details {
    id: &'static str,
    error: &'static str,
    spec: Cite,
    fields: &'static [Part],
    reason: &'static str,
}

/// Declares each refusal once: name, id, `error`, specification, section, the parts that caused it, the reason.
macro_rules! refusals {
    ($($name:ident $id:literal $error:literal $spec:ident $section:literal [$($field:expr),*] $reason:literal;)*) => {
        /// A refusal, in the order in which a strict server checks.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Refusal {
            $(#[doc = concat!("`", $id, "`: ", $reason, ".")] $name,)*
        }

        impl Refusal {
            /// Every refusal, in this order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            fn details(self) -> Details {
                match self {
                    $(Self::$name => Details {
                        id: $id,
                        error: $error,
                        spec: $spec.at($section),
                        fields: const { &[$($field),*] },
                        reason: $reason,
                    },)*
                }
            }
        }
    };
}

refusals! {
    // The authorization endpoint, and the one for pushed requests.
    AuthorizeParameterRepeated "authorize-parameter-repeated" "invalid_request" RFC6749 "3.1" [AuthorizeRequest.at(Component::Anywhere).whole()]
        "a parameter of the authorization request is sent twice";
    AuthorizeClientIdMissing "authorize-client-id-missing" "" RFC6749 "4.1.1" [AuthorizeRequest.param("client_id")]
        "the authorization request has no `client_id`";
    AuthorizeClientUnknown "authorize-client-unknown" "" RFC6749 "4.1.2.1" [AuthorizeRequest.param("client_id")]
        "no client is registered under the `client_id` of the authorization request";
    RequestUriPushed "request-uri-pushed" "invalid_request" RFC9126 "2.1" [AuthorizeRequest.param("request_uri")]
        "the pushed request itself contains a `request_uri`";
    RequestUriUnknown "request-uri-unknown" "invalid_request_uri" RFC9126 "4" [AuthorizeRequest.param("request_uri")]
        "no request was pushed under this `request_uri`";
    RequestUriOfOtherClient "request-uri-of-other-client" "invalid_request_uri" RFC9126 "2.2" [AuthorizeRequest.param("request_uri"), AuthorizeRequest.param("client_id")]
        "another client pushed the request of this `request_uri`";
    RequestUriReused "request-uri-reused" "invalid_request_uri" RFC9126 "4" [AuthorizeRequest.param("request_uri")]
        "the `request_uri` was used before, and each is valid for one authorization request";
    RequestUriExpired "request-uri-expired" "invalid_request_uri" RFC9126 "2.2" [AuthorizeRequest.param("request_uri")]
        "the `request_uri` has expired";
    RedirectUriNotRegistered "redirect-uri-not-registered" "" RFC9700 "2.1" [AuthorizeRequest.param("redirect_uri")]
        "the `redirect_uri` of the authorization request is not registered for the client";
    RedirectUriNotNamed "redirect-uri-not-named" "" RFC6749 "3.1.2.3" [AuthorizeRequest.param("redirect_uri")]
        "the authorization request has no `redirect_uri`, and the client hasn't registered exactly one";
    ResponseTypeMissing "response-type-missing" "invalid_request" RFC6749 "3.1.1" [AuthorizeRequest.param("response_type")]
        "the authorization request has no `response_type`";
    ResponseTypeUnsupported "response-type-unsupported" "unsupported_response_type" RFC9700 "2.1.2" [AuthorizeRequest.param("response_type")]
        "the `response_type` asks for something other than a code; access tokens don't belong in a redirect";
    AuthorizeScopeRefused "authorize-scope-refused" "invalid_scope" RFC6749 "4.1.2.1" [AuthorizeRequest.param("scope")]
        "the client may not ask for this `scope`";
    ChallengeMissing "challenge-missing" "invalid_request" RFC9700 "2.1.1" [AuthorizeRequest.param("code_challenge")]
        "the authorization request of a public client has no `code_challenge`";
    ChallengeMethodMissing "challenge-method-missing" "invalid_request" RFC7636 "4.3" [AuthorizeRequest.param("code_challenge_method")]
        "without `code_challenge_method`, the method is `plain`, which a strict server doesn't accept";
    ChallengeMethodUnknown "challenge-method-unknown" "invalid_request" RFC7636 "4.4.1" [AuthorizeRequest.param("code_challenge_method")]
        "the `code_challenge_method` is not a known method";
    ChallengeMethodPlain "challenge-method-plain" "invalid_request" RFC9700 "2.1.1" [AuthorizeRequest.param("code_challenge_method")]
        "the `code_challenge_method` is `plain`, which gives the verifier away";
    ChallengeMalformed "challenge-malformed" "invalid_request" RFC7636 "4.2" [AuthorizeRequest.param("code_challenge")]
        "the `code_challenge` has the wrong length or a character that is not allowed (43 to 128 of `A-Z a-z 0-9 - . _ ~`)";
    UserDenied "user-denied" "access_denied" RFC6749 "4.1.2.1" []
        "the user or a policy denied it";

    // The client, on what came back.
    StateMissing "state-missing" "" RFC6749 "4.1.2" [AuthorizationResponse.param("state")]
        "the authorization request had a `state`, but none came back";
    StateUnknown "state-unknown" "" RFC6749 "10.12" [AuthorizationResponse.param("state")]
        "the client no longer knows the `state` that it sent";
    StateDiffers "state-differs" "" RFC6749 "10.12" [AuthorizeRequest.param("state"), AuthorizationResponse.param("state")]
        "the `state` that came back is not the one that was sent";
    IssuerMissing "issuer-missing" "" RFC9207 "2.4" [AuthorizationResponse.param("iss")]
        "the server announces `iss` in its responses, but this one has none";
    CallbackElsewhere "callback-elsewhere" "" RFC6749 "4.1.2" [AuthorizeRequest.param("redirect_uri"), Callback.at(Component::Url).whole()]
        "the callback did not arrive at the `redirect_uri`";
    IssuerDiffers "issuer-differs" "" RFC9207 "2.4" [AuthorizationResponse.param("iss")]
        "the `iss` of the authorization response is not the issuer that the client asked";

    // The token endpoint: the message.
    OriginNotAllowed "origin-not-allowed" "" FETCH "http-cors-protocol" [TokenRequest.header("origin")]
        "the token endpoint doesn't allow the page's origin, so a browser withholds the answer from the page";
    EndpointNotSecure "endpoint-not-secure" "" RFC6749 "3.2" [TokenRequest.at(Component::Url).whole()]
        "the token request is not sent over TLS";
    EndpointDiffers "endpoint-differs" "" RFC6749 "3.2" [TokenRequest.at(Component::Url).whole()]
        "the URL is not the token endpoint's";
    MethodNotPost "method-not-post" "invalid_request" RFC6749 "3.2" [TokenRequest.at(Component::Method).whole()]
        "the token request is not a POST";
    BodyNotForm "body-not-form" "invalid_request" RFC6749 "B" [TokenRequest.at(Component::Body).whole(), TokenRequest.header("content-type")]
        "the body of the token request is not a form (`application/x-www-form-urlencoded`), so the server reads no \
         parameters";
    ParameterRepeated "parameter-repeated" "invalid_request" RFC6749 "3.2" [TokenRequest.at(Component::Anywhere).whole()]
        "a parameter of the token request is sent twice";
    ParametersInQuery "parameters-in-query" "invalid_request" OAUTH21 "3.2.2" [TokenRequest.at(Component::Query).whole()]
        "parameters of the token request are in the URL, not in the body";
    GrantTypeMissing "grant-type-missing" "invalid_request" RFC6749 "4.1.3" [TokenRequest.param("grant_type")]
        "the token request has no `grant_type`";
    GrantTypeUnsupported "grant-type-unsupported" "unsupported_grant_type" RFC6749 "5.2" [TokenRequest.param("grant_type")]
        "the `grant_type` is not a known grant type";

    // The client.
    AuthenticationRepeated "authentication-repeated" "invalid_request" RFC6749 "2.3" [TokenRequest.header("authorization"), TokenRequest.param("client_secret")]
        "the client authenticates in more than one way";
    ClientIdMissing "client-id-missing" "invalid_client" RFC6749 "3.2.1" [TokenRequest.param("client_id")]
        "the request doesn't say which client sends it";
    ClientIdsContradict "client-ids-contradict" "invalid_client" RFC6749 "2.3.1" [TokenRequest.param("client_id"), TokenRequest.header("authorization")]
        "the request names two clients";
    ClientUnknown "client-unknown" "invalid_client" RFC6749 "5.2" [TokenRequest.param("client_id")]
        "no client is registered under the `client_id` of the request";
    AuthenticationMissing "authentication-missing" "invalid_client" RFC6749 "3.2.1" [TokenRequest.param("client_secret")]
        "the client is registered to authenticate but doesn't";
    AuthenticationMethodDiffers "authentication-method-differs" "invalid_client" RFC6749 "2.3" [TokenRequest.header("authorization"), TokenRequest.param("client_secret")]
        "the client authenticates by a different method than it is registered for";
    SecretFromPublicClient "secret-from-public-client" "invalid_client" RFC6749 "2.3" [TokenRequest.param("client_secret")]
        "a public client sends a secret";
    BasicNotEncoded "basic-not-encoded" "invalid_client" RFC6749 "2.3.1" [TokenRequest.header("authorization")]
        "identifier and secret are in the Authorization header without being form-encoded";
    SecretDiffers "secret-differs" "invalid_client" RFC6749 "2.3.1" [TokenRequest.param("client_secret")]
        "the secret is not the client's";
    AssertionTypeDiffers "assertion-type-differs" "invalid_client" RFC7523 "2.2" [TokenRequest.param("client_assertion_type")]
        "the `client_assertion_type` is not the one for a JWT \
         (`urn:ietf:params:oauth:client-assertion-type:jwt-bearer`)";
    AssertionKeyUnknown "assertion-key-unknown" "invalid_client" RFC7523 "3" [TokenRequest.param("client_assertion")]
        "the key that signed the `client_assertion` is not registered for the client";
    AssertionMalformed "assertion-malformed" "invalid_client" RFC7523 "3" [TokenRequest.param("client_assertion")]
        "the `client_assertion` is not a JWT with `iss`, `sub`, `aud` and `exp`";
    AssertionOfOtherClient "assertion-of-other-client" "invalid_client" RFC7523 "3" [TokenRequest.param("client_assertion")]
        "the `iss` or `sub` of the `client_assertion` is not the client";
    AssertionAudienceDiffers "assertion-audience-differs" "invalid_client" RFC7523 "3" [TokenRequest.param("client_assertion")]
        "the `aud` of the `client_assertion` names another server";
    AssertionExpired "assertion-expired" "invalid_client" RFC7523 "3" [TokenRequest.param("client_assertion")]
        "the `client_assertion` has expired or is not valid yet";
    AssertionReused "assertion-reused" "invalid_client" RFC7523 "3" [TokenRequest.param("client_assertion")]
        "a `client_assertion` with this `jti` was used before";
    GrantNotAllowed "grant-not-allowed" "unauthorized_client" RFC6749 "5.2" [TokenRequest.param("grant_type")]
        "the client may not use this grant";

    // The proof of possession.
    ProofRepeated "proof-repeated" "invalid_dpop_proof" RFC9449 "4.3" [TokenRequest.header("dpop")]
        "the request has more than one DPoP proof";
    ProofMalformed "proof-malformed" "invalid_dpop_proof" RFC9449 "4.3" [TokenRequest.header("dpop")]
        "the DPoP proof is not a JWT of the type `dpop+jwt` with a public key, `jti`, `htm`, `htu` and `iat`";
    ProofMethodDiffers "proof-method-differs" "invalid_dpop_proof" RFC9449 "4.3" [TokenRequest.header("dpop.htm"), TokenRequest.at(Component::Method).whole()]
        "the `htm` of the DPoP proof is not the method of the request";
    ProofUrlDiffers "proof-url-differs" "invalid_dpop_proof" RFC9449 "4.3" [TokenRequest.header("dpop.htu"), TokenRequest.at(Component::Url).whole()]
        "the `htu` of the DPoP proof is not the URL of the request";
    ProofNonceMissing "proof-nonce-missing" "use_dpop_nonce" RFC9449 "8" [TokenRequest.header("dpop.nonce")]
        "the DPoP proof has no nonce, but the server asks for one";
    ProofNonceDiffers "proof-nonce-differs" "use_dpop_nonce" RFC9449 "8" [TokenRequest.header("dpop.nonce")]
        "the nonce in the DPoP proof is not the one that the server issued";
    ProofNotFresh "proof-not-fresh" "invalid_dpop_proof" RFC9449 "4.3" [TokenRequest.header("dpop.iat")]
        "the `iat` of the DPoP proof is too far from the server's time";
    ProofReused "proof-reused" "invalid_dpop_proof" RFC9449 "11.1" [TokenRequest.header("dpop.jti")]
        "a DPoP proof with this `jti` was used before";

    // The code.
    CodeMissing "code-missing" "invalid_request" RFC6749 "4.1.3" [TokenRequest.param("code")]
        "the token request has no `code`";
    CodeUnknown "code-unknown" "invalid_grant" RFC6749 "5.2" [TokenRequest.param("code"), AuthorizationResponse.param("code")]
        "the server never issued this `code`";
    CodeOfOtherClient "code-of-other-client" "invalid_grant" RFC6749 "4.1.3" [AuthorizeRequest.param("client_id"), TokenRequest.param("client_id")]
        "the `code` was issued to another client";
    CodeReused "code-reused" "invalid_grant" RFC6749 "4.1.2" [TokenRequest.param("code")]
        "the `code` was redeemed before";
    CodeExpired "code-expired" "invalid_grant" RFC6749 "4.1.2" [TokenRequest.param("code")]
        "the `code` has expired";
    RedirectUriMissing "redirect-uri-missing" "invalid_request" RFC6749 "4.1.3" [AuthorizeRequest.param("redirect_uri"), TokenRequest.param("redirect_uri")]
        "the authorization request named a `redirect_uri`, but the token request doesn't";
    RedirectUriDiffers "redirect-uri-differs" "invalid_grant" RFC6749 "4.1.3" [AuthorizeRequest.param("redirect_uri"), TokenRequest.param("redirect_uri")]
        "the `redirect_uri` differs from the authorization request's";
    VerifierUnexpected "verifier-unexpected" "invalid_grant" RFC9700 "2.1.1" [AuthorizeRequest.param("code_challenge"), TokenRequest.param("code_verifier")]
        "there is a `code_verifier`, but the authorization request had no `code_challenge`";
    VerifierMissing "verifier-missing" "invalid_grant" RFC7636 "4.5" [AuthorizeRequest.param("code_challenge"), TokenRequest.param("code_verifier")]
        "the authorization request had a `code_challenge`, but there is no `code_verifier`";
    VerifierMalformed "verifier-malformed" "invalid_request" RFC7636 "4.1" [TokenRequest.param("code_verifier")]
        "the `code_verifier` has the wrong length or a character that is not allowed (43 to 128 of `A-Z a-z 0-9 - . _ ~`)";
    VerifierNotChallenge "verifier-not-challenge" "invalid_grant" RFC7636 "4.6" [AuthorizeRequest.param("code_challenge"), TokenRequest.param("code_verifier")]
        "the `code_verifier` is not the `code_challenge`, whose method is `plain`";
    VerifierDiffers "verifier-differs" "invalid_grant" RFC7636 "4.6" [AuthorizeRequest.param("code_challenge"), TokenRequest.param("code_verifier")]
        "`BASE64URL(SHA256(code_verifier))` is not the `code_challenge`";
    ResourceNotGranted "resource-not-granted" "invalid_target" RFC8707 "2.2" [AuthorizeRequest.param("resource"), TokenRequest.param("resource")]
        "the token request names a `resource` that the authorization request didn't ask for";

    // The refresh token.
    RefreshTokenMissing "refresh-token-missing" "invalid_request" RFC6749 "6" [TokenRequest.param("refresh_token")]
        "the request has no `refresh_token`";
    RefreshTokenUnknown "refresh-token-unknown" "invalid_grant" RFC6749 "6" [TokenRequest.param("refresh_token")]
        "the server never issued this `refresh_token`";
    RefreshTokenOfOtherClient "refresh-token-of-other-client" "invalid_grant" RFC6749 "6" [TokenRequest.param("refresh_token"), TokenRequest.param("client_id")]
        "the `refresh_token` was issued to another client";
    RefreshTokenReused "refresh-token-reused" "invalid_grant" RFC9700 "4.14.2" [TokenRequest.param("refresh_token")]
        "the `refresh_token` was used before, and a newer one was issued for it";
    RefreshTokenRevoked "refresh-token-revoked" "invalid_grant" RFC9700 "4.14.2" [TokenRequest.param("refresh_token")]
        "the `refresh_token` was revoked";
    RefreshTokenExpired "refresh-token-expired" "invalid_grant" RFC6749 "5.2" [TokenRequest.param("refresh_token")]
        "the `refresh_token` has expired";

    // The key that a code or token is bound to.
    ProofMissing "proof-missing" "invalid_dpop_proof" RFC9449 "5" [TokenRequest.header("dpop")]
        "the code or token is bound to a key, but the request has no DPoP proof";
    ProofKeyDiffers "proof-key-differs" "invalid_grant" RFC9449 "5" [TokenRequest.header("dpop.jwk"), AuthorizeRequest.param("dpop_jkt")]
        "the DPoP proof is signed with a different key than the code or token is bound to";

    // Other grants, and the scope of any.
    DeviceCodeMissing "device-code-missing" "invalid_request" RFC8628 "3.4" [TokenRequest.param("device_code")]
        "the request has no `device_code`";
    DeviceCodeUnknown "device-code-unknown" "invalid_grant" RFC8628 "3.4" [TokenRequest.param("device_code")]
        "the server never issued this `device_code` to this client, or it was redeemed";
    DeviceCodeExpired "device-code-expired" "expired_token" RFC8628 "3.5" [TokenRequest.param("device_code")]
        "the `device_code` has expired";
    PollTooEarly "poll-too-early" "slow_down" RFC8628 "3.5" [TokenRequest.at(Component::Anywhere).whole()]
        "the client polls sooner than the server allows";
    AuthorizationPending "authorization-pending" "authorization_pending" RFC8628 "3.5" [TokenRequest.param("device_code")]
        "the user has not decided yet";
    GrantAssertionMissing "grant-assertion-missing" "invalid_request" RFC7523 "2.1" [TokenRequest.param("assertion")]
        "the request has no `assertion`";
    GrantAssertionMalformed "grant-assertion-malformed" "invalid_grant" RFC7523 "3" [TokenRequest.param("assertion")]
        "the `assertion` is not a JWT with `iss`, `aud` and `exp`";
    GrantAssertionAudienceDiffers "grant-assertion-audience-differs" "invalid_grant" RFC7523 "3" [TokenRequest.param("assertion")]
        "the `aud` of the `assertion` names another server";
    GrantAssertionExpired "grant-assertion-expired" "invalid_grant" RFC7523 "3" [TokenRequest.param("assertion")]
        "the `assertion` has expired or is not valid yet";
    SubjectTokenMissing "subject-token-missing" "invalid_request" RFC8693 "2.1" [TokenRequest.param("subject_token")]
        "the request has no `subject_token`";
    SubjectTokenTypeMissing "subject-token-type-missing" "invalid_request" RFC8693 "2.1" [TokenRequest.param("subject_token_type")]
        "the request has no `subject_token_type`";
    SubjectTokenTypeDiffers "subject-token-type-differs" "invalid_request" RFC8693 "3" [TokenRequest.param("subject_token_type"), TokenRequest.param("subject_token")]
        "the `subject_token_type` doesn't match the `subject_token`";
    SubjectTokenExpired "subject-token-expired" "invalid_grant" RFC8693 "2.1" [TokenRequest.param("subject_token")]
        "the `subject_token` has expired";
    PasswordGrant "password-grant" "unsupported_grant_type" RFC9700 "2.4" [TokenRequest.param("grant_type")]
        "a strict server doesn't offer the password grant";
    UserCredentialsMissing "user-credentials-missing" "invalid_request" RFC6749 "4.3.2" [TokenRequest.param("username"), TokenRequest.param("password")]
        "the request has no `username` or no `password`";
    UserCredentialsRefused "user-credentials-refused" "invalid_grant" RFC6749 "4.3.2" [TokenRequest.param("username"), TokenRequest.param("password")]
        "no user has this `username` and `password`";
    ScopeMissing "scope-missing" "invalid_scope" RFC6749 "3.3" [TokenRequest.param("scope")]
        "the request has no `scope`, and this server has no default";
    ScopeRefused "scope-refused" "invalid_scope" RFC6749 "5.2" [TokenRequest.param("scope")]
        "the client may not ask for this `scope`";
    ScopeWidened "scope-widened" "invalid_scope" RFC6749 "6" [TokenRequest.param("scope")]
        "the `scope` goes beyond what was granted";

    // The client, on the token response.
    AnswerNotJson "answer-not-json" "" RFC6749 "5.1" [TokenResponse.at(Component::Body).whole()]
        "the token endpoint answers with a page, not with JSON";
    IdTokenIssuerDiffers "id-token-issuer-differs" "" OIDC_CORE "3.1.3.7" [TokenResponse.param("id_token.iss")]
        "the `iss` of the ID token is not the issuer that the client asked";
    IdTokenAudienceDiffers "id-token-audience-differs" "" OIDC_CORE "3.1.3.7" [TokenResponse.param("id_token.aud")]
        "the `aud` of the ID token is not the client";
    IdTokenExpired "id-token-expired" "" OIDC_CORE "3.1.3.7" [TokenResponse.param("id_token.exp")]
        "the ID token has expired";
    NonceMissing "nonce-missing" "" OIDC_CORE "3.1.3.7" [AuthorizeRequest.param("nonce"), TokenResponse.param("id_token.nonce")]
        "the authorization request had a `nonce`, but the ID token has none";
    NonceDiffers "nonce-differs" "" OIDC_CORE "3.1.3.7" [AuthorizeRequest.param("nonce"), TokenResponse.param("id_token.nonce")]
        "the `nonce` in the ID token is not the one that was sent";
}

impl Refusal {
    /// Returns its name: `verifier-differs`.
    pub fn id(self) -> &'static str {
        self.details().id
    }

    /// Returns the `error` of the answer (RFC 6749 §4.1.2.1 and §5.2, RFC 9449 §5); empty if a client or a browser stops, or
    /// where a server answers with an HTTP status alone.
    pub fn error(self) -> &'static str {
        self.details().error
    }

    /// Returns the section that requires it.
    pub fn spec(self) -> Cite {
        self.details().spec
    }

    /// Returns the parts of the messages that caused it: `token_request.code_verifier`.
    pub fn fields(self) -> &'static [Part] {
        self.details().fields
    }

    /// Returns whether it is a client's refusal of an answer.
    pub fn is_of_client(self) -> bool {
        let came_back = [AuthorizationResponse, TokenResponse, Callback];
        let is_back = |field: &Part| came_back.contains(&field.section.message);
        self.error().is_empty() && self.fields().iter().any(is_back)
    }

    /// Returns the HTTP status with which a token endpoint says it (RFC 6749 §5.2): 401 to a client that it does not accept.
    pub fn status(self) -> u16 {
        match self {
            Self::EndpointDiffers | Self::EndpointNotSecure => 404,
            Self::MethodNotPost => 405,
            _ if self.error() == "invalid_client" => 401,
            _ => 400,
        }
    }
}

/// Says the reason, without a full stop.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.details().reason)
    }
}

impl std::error::Error for Refusal {}
