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
    /// Verifier and challenge do not belong together, or one is malformed.
    PkceMismatch,
    /// PKCE is required and not used, or the verifier is missing.
    PkceMissing,
    /// A verifier without a challenge.
    PkceUnexpected,
    /// The server did not read the body.
    BodyFormat,
    /// A parameter is missing, doubled or misspelt.
    Parameter,
    /// The method is not POST.
    Method,
    /// The client is unknown, or its authentication failed.
    ClientAuth,
    /// A public client sent a secret.
    PublicSecret,
    /// Another endpoint, tenant, region or realm.
    WrongEndpoint,
    /// The browser's origin does not fit the client's registration.
    Origin,
    /// The refresh token has expired or was revoked.
    RefreshExpired,
    /// The refresh token was used before.
    RefreshReused,
}

impl Cause {
    /// Returns the ids of the rules that look into it.
    pub fn rules(self) -> &'static [&'static str] {
        match self {
            Self::CodeReused => &["code-reused"],
            Self::CodeExpired => &["code-expired"],
            Self::CodeUnknown => &[
                "code-altered",
                "code-double-encoded",
                "code-of-other-flow",
                "token-endpoint-wrong",
            ],
            Self::ClientMismatch => &["client-id-mismatch"],
            Self::RedirectUri => &[
                "redirect-uri-mismatch",
                "redirect-uri-missing",
                "redirect-uri-rewritten",
                "redirect-uri-unregistered",
            ],
            Self::PkceMismatch => &[
                "pkce-challenge-altered",
                "pkce-challenge-double-encoded",
                "pkce-challenge-hex",
                "pkce-challenge-not-as-documented",
                "pkce-challenge-not-hashed",
                "pkce-challenge-padded",
                "pkce-challenge-standard-base64",
                "pkce-challenge-stringified",
                "pkce-challenge-wrong-hash",
                "pkce-challenge-wrong-input",
                "pkce-method-missing",
                "pkce-method-plain",
                "pkce-method-unknown",
                "pkce-verifier-altered",
                "pkce-verifier-is-challenge",
                "pkce-verifier-malformed",
                "pkce-verifier-mismatch",
                "pkce-verifier-missing",
                "pkce-verifier-of-other-flow",
            ],
            Self::PkceMissing => &[
                "pkce-absent",
                "pkce-verifier-missing",
                "pkce-verifier-malformed",
                "parameter-misnamed",
            ],
            Self::PkceUnexpected => &["pkce-verifier-unexpected"],
            Self::BodyFormat => &[
                "token-body-json",
                "token-body-multipart",
                "token-body-stringified",
                "token-body-text-plain",
                "token-params-in-query",
            ],
            Self::Parameter => &[
                "client-id-missing",
                "grant-type-wrong",
                "parameter-duplicated",
                "parameter-misnamed",
                "parameter-whitespace",
                "pkce-verifier-missing",
                "redirect-uri-missing",
                "token-body-json",
                "token-body-multipart",
                "token-body-stringified",
                "token-body-text-plain",
                "token-params-in-query",
            ],
            Self::Method => &["token-request-get", "token-endpoint-redirected"],
            Self::ClientAuth => &[
                "client-auth-basic-encoding",
                "client-auth-duplicated",
                "client-auth-method-mismatch",
                "client-auth-refused",
                "client-id-mismatch",
                "client-id-missing",
                "client-secret-from-public-client",
            ],
            Self::PublicSecret => &["client-secret-from-public-client", "client-auth-method-mismatch"],
            Self::WrongEndpoint => &["token-endpoint-wrong"],
            Self::Origin => &[],
            Self::RefreshExpired => &["refresh-token-stale"],
            Self::RefreshReused => &["refresh-token-reused", "refresh-token-stale"],
        }
    }
}
