//! What is public, and what is not, by its name.

/// What the value of a public parameter should be. It is shown as far as it is that.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// The name of a client.
    Identifier,
    /// An address, or another URI.
    Uri,
    /// Words with spaces between them: scopes, prompts, types, error codes.
    Words,
    /// A digest: of a verifier or a key.
    Digest,
}

/// Returns what a parameter of this name should be; `None` where its value is not public.
pub(crate) fn role(name: &str) -> Option<Role> {
    // The name in a URL that was HTML-escaped.
    let name = name.trim_start_matches("amp;");
    PUBLIC.iter().find(|(public, _)| *public == name).map(|(_, role)| *role)
}

/// The parameters whose values are no credentials, and what they should be.
pub(crate) const PUBLIC: &[(&str, Role)] = &[
    ("client_id", Role::Identifier),
    ("client_key", Role::Identifier),
    ("redirect_uri", Role::Uri),
    ("request_uri", Role::Uri),
    ("resource", Role::Uri),
    ("audience", Role::Uri),
    ("iss", Role::Uri),
    ("code_challenge", Role::Digest),
    ("dpop_jkt", Role::Digest),
    ("response_type", Role::Words),
    ("response_mode", Role::Words),
    ("scope", Role::Words),
    ("grant_type", Role::Words),
    ("code_challenge_method", Role::Words),
    ("error", Role::Words),
    ("prompt", Role::Words),
    ("token_type", Role::Words),
    ("expires_in", Role::Words),
    ("token_endpoint_auth_method", Role::Words),
    ("client_assertion_type", Role::Words),
    ("requested_token_type", Role::Words),
    ("subject_token_type", Role::Words),
    ("actor_token_type", Role::Words),
    ("display", Role::Words),
    ("max_age", Role::Words),
    ("ui_locales", Role::Words),
    ("acr_values", Role::Words),
    ("access_type", Role::Words),
];

/// Returns whether a parameter, member, header or cookie of this name holds a credential, or who somebody is.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let is_public = role(name).is_some() || PUBLIC_ENDINGS.iter().any(|ending| plain.ends_with(ending));
    !is_public
        && (SECRET_NAMES.contains(&plain.as_str()) || SECRET_WORDS.iter().any(|word| plain.contains(word)))
}

/// Returns whether a word of a sentence is what a credential is called, so that the next one may be its value.
pub(crate) fn names_secret(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    SPOKEN.iter().any(|name| lower.ends_with(name))
}

/// Returns whether it is a word of the protocol, in lower case.
pub(crate) fn is_public_word(word: &str) -> bool {
    PUBLIC_WORDS.contains(&word)
}

/// What the name of a credential contains.
const SECRET_WORDS: &[&str] = &[
    "password", "passwd", "passphrase", "passcode", "secret", "token", "apikey", "accesskey", "privatekey", "authkey",
    "credential", "session", "sessid", "jwt", "assertion", "verifier", "samlresponse", "samlrequest", "csrf", "xsrf",
    "cookie", "ticket", "nonce", "signature", "username", "otp",
];
/// What a credential, or somebody, is called.
const SECRET_NAMES: &[&str] = &[
    "pwd", "pass", "pw", "pin", "key", "code", "authcode", "auth", "sid", "state", "sig", "user", "userid", "login", "email",
    "phone", "mobile", "identifier", "account", "devicecode", "usercode", "hint", "loginhint", "authorization", "bearer",
];
/// How the names of public values end that contain such a word.
const PUBLIC_ENDINGS: &[&str] = &[
    "type", "endpoint", "method", "methods", "supported", "uri", "uris", "url", "expires", "expiresin", "alg", "format",
    "lifetime", "required", "values", "error", "description", "status",
];
/// What a credential is called in a sentence.
const SPOKEN: &[&str] = &[
    "password", "passwd", "passphrase", "passcode", "pwd", "secret", "token", "code", "verifier", "assertion", "api_key",
    "apikey", "api-key", "key", "pin", "otp", "credential", "credentials", "nonce", "state", "session", "cookie", "user",
    "username", "login", "account", "bearer", "basic", "dpop",
];

/// The long words of the protocol, and of those who speak of it: none of them is a piece of a secret.
pub(crate) const PUBLIC_WORDS: &[&str] = &[
    "access_denied", "access_token", "account_selection_required", "application", "assertion", "audience", "authenticate",
    "authenticated", "authentication", "authorization", "authorization_code", "authorization_pending", "authorize",
    "authorized", "bearer", "callback", "challenge", "client", "client_assertion", "client_assertion_type", "client_credentials",
    "client_id", "client_secret", "client_secret_basic", "client_secret_post", "code_challenge", "code_challenge_method",
    "code_verifier", "configuration", "connection", "consent_required", "content_type", "credential", "credentials", "description",
    "device_code", "document", "endpoint", "error_description", "error_uri", "example", "exchange", "expected", "expires_in", "fragment",
    "grant_type", "id_token", "identifier", "incorrect", "interaction_required", "internal", "introspection", "invalid",
    "invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "invalid_target", "invalid_token", "javascript",
    "localhost", "login", "login_required", "mismatch", "missing", "netlify", "offline_access", "oauth2callback", "openid",
    "openid-configuration", "organization", "organizations", "parameter", "password", "permission", "placeholder", "production",
    "profile", "protocol", "provider", "received", "redirect", "redirect_uri", "redirect_uri_mismatch", "refresh_token",
    "registered", "registration", "request", "request_uri", "required", "resource", "response", "response_mode",
    "response_type", "revocation", "scope", "secret", "security", "server_error", "service", "session", "signature",
    "slow_down", "subject_token", "supported", "temporarily_unavailable", "timestamp", "token", "token_endpoint", "token_type",
    "unauthorized", "unauthorized_client", "undefined", "unsupported", "unsupported_grant_type", "unsupported_response_type",
    "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:token-type:access_token", "use_dpop_nonce",
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "user_code", "username", "verification", "verifier", "website",
];
