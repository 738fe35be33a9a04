//! What a refusal can be about.

/// What a refusal can be about: each stands for the rules that look into it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Cause {
    /// The code was redeemed before.
    CodeReused,
    /// The code is too old.
    CodeExpired,
    /// The server does not know the code.
    CodeUnknown,
    /// The code was issued to another client.
    ClientMismatch,
    /// The `redirect_uri` is another one, is missing, or is not registered.
    RedirectUri,
    /// The token request has no `redirect_uri`.
    RedirectUriMissing,
    /// The `redirect_uri` is not registered for the client.
    RedirectUriUnregistered,
    /// Verifier and challenge do not belong together, or one is malformed.
    PkceMismatch,
    /// PKCE is required and not used, or the verifier is missing.
    PkceMissing,
    /// The token request has no verifier, and the authorization request had a challenge.
    VerifierMissing,
    /// The verifier is too short, too long, or has characters that none has.
    VerifierMalformed,
    /// The verifier is that of another login.
    VerifierOfOtherFlow,
    /// A verifier without a challenge.
    PkceUnexpected,
    /// The server does not know the `code_challenge_method`.
    ChallengeMethod,
    /// The server did not read the body.
    BodyFormat,
    /// A parameter is missing, doubled or misspelt.
    Parameter,
    /// The `grant_type` is missing, or the server does not know it.
    GrantType,
    /// The client may not use this grant.
    GrantNotAllowed,
    /// The server does not grant a scope.
    Scope,
    /// The server does not know the resource.
    Resource,
    /// The method is not POST.
    Method,
    /// The client is unknown, or its authentication failed.
    ClientAuth,
    /// The request does not say which client it is from.
    ClientIdMissing,
    /// The client authenticates differently than it is registered for.
    AuthMethod,
    /// The client authenticates in more than one way.
    AuthRepeated,
    /// The credentials in the `Authorization` header cannot be decoded.
    AuthEncoding,
    /// A public client sent a secret.
    PublicSecret,
    /// Another endpoint, tenant, region or realm.
    WrongEndpoint,
    /// The endpoint is reached without TLS.
    Insecure,
    /// The answer is not JSON.
    NotJson,
    /// The answer has no access token, or lacks another member that it must have.
    AnswerIncomplete,
    /// The browser's origin does not fit the client's registration.
    Origin,
    /// The answer to a preflight does not allow the request.
    Preflight,
    /// The browser keeps the answer from the page.
    HiddenAnswer,
    /// A script asked the authorization endpoint.
    AuthorizeByScript,
    /// The refresh token has expired or was revoked.
    RefreshExpired,
    /// The refresh token was used before.
    RefreshReused,
    /// What the client kept of its authorization request is gone: a cookie, a session, an entry of a storage.
    StateLost,
    /// The `state` that came back is another one.
    StateMismatch,
    /// No `state` came back.
    StateMissing,
    /// The `nonce` of the ID token is another one.
    Nonce,
    /// The `iss` of the authorization response is another one.
    Issuer,
    /// The issuer of the ID token is another one.
    IdTokenIssuer,
    /// The ID token is meant for another client.
    IdTokenAudience,
    /// The ID token has expired.
    IdTokenExpired,
    /// The client does not know the key that signed the ID token.
    IdTokenKey,
    /// The access token has expired.
    AccessExpired,
    /// The access token is meant for another resource.
    AccessAudience,
    /// The clocks of client and server differ.
    Clock,
    /// The metadata of the server cannot be read.
    Discovery,
    /// The metadata names another issuer or resource.
    MetadataIssuer,
    /// The server did not register the client.
    Registration,
    /// The user, or a policy, said no.
    Denied,
}

impl Cause {
    /// Returns the id of the rule that states this and nothing else, where there is one. Others may look into it, too.
    pub fn rule(self) -> Option<&'static str> {
        Some(match self {
            Self::CodeReused => "code-reused",
            Self::CodeExpired => "code-expired",
            Self::ClientMismatch => "client-id-mismatch",
            Self::RedirectUri => "redirect-uri-mismatch",
            Self::RedirectUriMissing => "redirect-uri-missing",
            Self::RedirectUriUnregistered => "redirect-uri-unregistered",
            Self::PkceMismatch => "pkce-verifier-mismatch",
            Self::VerifierMissing => "pkce-verifier-missing",
            Self::VerifierMalformed => "pkce-verifier-malformed",
            Self::VerifierOfOtherFlow => "pkce-verifier-of-other-flow",
            Self::PkceUnexpected => "pkce-verifier-unexpected",
            Self::ChallengeMethod => "pkce-method-unknown",
            Self::GrantType => "grant-type-wrong",
            Self::GrantNotAllowed => "grant-not-allowed",
            Self::Scope => "scope-refused",
            Self::Resource => "resource-mismatch",
            Self::Method => "token-request-get",
            Self::ClientAuth => "client-auth-refused",
            Self::ClientIdMissing => "client-id-missing",
            Self::AuthMethod => "client-auth-method-mismatch",
            Self::AuthRepeated => "client-auth-duplicated",
            Self::AuthEncoding => "client-auth-basic-encoding",
            Self::PublicSecret => "client-secret-from-public-client",
            Self::WrongEndpoint => "token-endpoint-wrong",
            Self::Insecure => "token-endpoint-insecure",
            Self::NotJson => "token-response-not-json",
            Self::AnswerIncomplete => "token-response-incomplete",
            Self::Preflight => "cors-preflight-blocked",
            Self::HiddenAnswer => "cors-response-hidden",
            Self::AuthorizeByScript => "authorize-by-script",
            Self::RefreshExpired => "refresh-token-expired",
            Self::RefreshReused => "refresh-token-reused",
            Self::StateLost => "state-cookie-lost",
            Self::StateMismatch => "state-mismatch",
            Self::StateMissing => "state-missing",
            Self::Nonce => "nonce-mismatch",
            Self::Issuer => "issuer-mismatch",
            Self::IdTokenIssuer => "id-token-issuer",
            Self::IdTokenAudience => "id-token-audience",
            Self::IdTokenExpired => "id-token-expired",
            Self::IdTokenKey => "id-token-key-unknown",
            Self::AccessExpired => "access-token-expired",
            Self::AccessAudience => "token-audience-refused",
            Self::Clock => "clock-skew",
            Self::Discovery => "discovery-failed",
            Self::MetadataIssuer => "metadata-issuer-mismatch",
            Self::Registration => "client-registration-refused",
            Self::Denied => "authorization-denied",
            // Each stands for several mistakes, or for none that a login shows.
            Self::CodeUnknown | Self::PkceMissing | Self::Parameter | Self::BodyFormat | Self::Origin => return None,
        })
    }
}
