//! Grant types.

use std::fmt;

use oauth_doctor_wire::spelling;

/// The `grant_type` of a code that a credential offer contains (OpenID for Verifiable Credential Issuance 1.0 §6.1).
pub const PRE_AUTHORIZED: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// What a token request exchanges for a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Grant {
    /// An authorization code (RFC 6749 §4.1).
    AuthorizationCode,
    /// A refresh token (RFC 6749 §6).
    RefreshToken,
    /// The client's own credentials (RFC 6749 §4.4).
    ClientCredentials,
    /// A user's password (RFC 6749 §4.3).
    Password,
    /// A device code (RFC 8628).
    DeviceCode,
    /// A login that the client began at the server, and the user decides about on a device of theirs (OpenID Connect CIBA).
    Ciba,
    /// A JWT or SAML assertion (RFC 7523, RFC 7522).
    Assertion,
    /// A token for another token (RFC 8693).
    TokenExchange,
    /// A grant that the server or another specification defines (RFC 6749 §4.5).
    Extension,
    /// Tokens straight from the authorization endpoint (RFC 6749 §4.2).
    Implicit,
}

impl Grant {
    /// Reads a `grant_type`; `None` for one that no specification defines.
    pub fn parse(grant_type: &str) -> Option<Self> {
        Some(match grant_type {
            "authorization_code" => Self::AuthorizationCode,
            "refresh_token" => Self::RefreshToken,
            "client_credentials" => Self::ClientCredentials,
            "password" => Self::Password,
            "urn:ietf:params:oauth:grant-type:device_code" | "device_code" => Self::DeviceCode,
            "urn:openid:params:grant-type:ciba" => Self::Ciba,
            "urn:ietf:params:oauth:grant-type:jwt-bearer" | "urn:ietf:params:oauth:grant-type:saml2-bearer" => {
                Self::Assertion
            }
            "urn:ietf:params:oauth:grant-type:token-exchange" => Self::TokenExchange,
            _ => return None,
        })
    }

    /// Returns what `grant_type` says for this grant; `None` if it may be anything.
    pub fn grant_type(self) -> Option<&'static str> {
        Some(match self {
            Self::AuthorizationCode | Self::RefreshToken | Self::ClientCredentials | Self::Password => self.as_str(),
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
            Self::Ciba => "urn:openid:params:grant-type:ciba",
            Self::Assertion => "urn:ietf:params:oauth:grant-type:jwt-bearer",
            Self::TokenExchange => "urn:ietf:params:oauth:grant-type:token-exchange",
            Self::Extension | Self::Implicit => return None,
        })
    }

    /// Returns the grant that a misspelt `grant_type` is meant to name.
    pub fn like(grant_type: &str) -> Option<Self> {
        let plain = |text: &str| spelling::plain(text.rsplit(':').next().unwrap_or(text));
        let sent = plain(grant_type);
        let near = |name: &str| sent.len() <= 40 && strsim::damerau_levenshtein(&plain(name), &sent) <= 1;
        NAMED.into_iter().find(|grant| grant.grant_type().is_some_and(near))
    }

    /// Returns the parameters that a token request of this grant must have, beside `grant_type` and what names the client.
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Self::AuthorizationCode => &["code"],
            Self::RefreshToken => &["refresh_token"],
            Self::Password => &["username", "password"],
            Self::DeviceCode => &["device_code"],
            Self::Ciba => &["auth_req_id"],
            Self::Assertion => &["assertion"],
            Self::TokenExchange => &["subject_token", "subject_token_type"],
            Self::ClientCredentials | Self::Extension | Self::Implicit => &[],
        }
    }

    /// Returns whether the client asks again and again while the user decides on another device.
    pub fn is_polled(self) -> bool {
        matches!(self, Self::DeviceCode | Self::Ciba)
    }

    /// Returns the name as a person says it.
    pub fn title(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "a code",
            Self::RefreshToken => "a refresh token",
            Self::ClientCredentials => "client credentials",
            Self::Password => "a user's password",
            Self::DeviceCode => "a device code",
            Self::Ciba => "a backchannel login (CIBA)",
            Self::Assertion => "an assertion",
            Self::TokenExchange => "a token exchange",
            Self::Extension => "a grant of the server's own",
            Self::Implicit => "an implicit login",
        }
    }

    /// Returns the name that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::Password => "password",
            Self::DeviceCode => "device_code",
            Self::Ciba => "ciba",
            Self::Assertion => "assertion",
            Self::TokenExchange => "token_exchange",
            Self::Extension => "extension",
            Self::Implicit => "implicit",
        }
    }
}

/// The grants that a `grant_type` names.
const NAMED: [Grant; 8] = [
    Grant::AuthorizationCode,
    Grant::RefreshToken,
    Grant::ClientCredentials,
    Grant::Password,
    Grant::DeviceCode,
    Grant::Ciba,
    Grant::Assertion,
    Grant::TokenExchange,
];

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
