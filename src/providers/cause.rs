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
