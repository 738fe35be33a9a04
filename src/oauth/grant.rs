//! Grant types.

use std::fmt;

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
    /// A JWT or SAML assertion (RFC 7523, RFC 7522).
    Assertion,
    /// A token for another token (RFC 8693).
    TokenExchange,
    /// Tokens straight from the authorization endpoint (RFC 6749 §4.2).
    Implicit,
}

impl Grant {
    /// Reads a `grant_type`; `None` for one that no specification defines.
    pub fn of(grant_type: &str) -> Option<Self> {
        Some(match grant_type {
            "authorization_code" => Self::AuthorizationCode,
            "refresh_token" => Self::RefreshToken,
            "client_credentials" => Self::ClientCredentials,
            "password" => Self::Password,
            "urn:ietf:params:oauth:grant-type:device_code" | "device_code" => Self::DeviceCode,
            "urn:ietf:params:oauth:grant-type:jwt-bearer" | "urn:ietf:params:oauth:grant-type:saml2-bearer" => {
                Self::Assertion
            }
            "urn:ietf:params:oauth:grant-type:token-exchange" => Self::TokenExchange,
            _ => return None,
        })
    }

    /// Returns the name that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::Password => "password",
            Self::DeviceCode => "device_code",
            Self::Assertion => "assertion",
            Self::TokenExchange => "token_exchange",
            Self::Implicit => "implicit",
        }
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
