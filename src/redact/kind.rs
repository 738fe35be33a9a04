//! The kinds of values that are replaced.

/// What a replaced value was; decides the line of the report that counts it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Kind {
    /// An authorization, device or user code.
    Code,
    /// A code verifier.
    Verifier,
    /// A code challenge.
    Challenge,
    /// A state or nonce.
    State,
    /// A token, assertion or other credential that was issued.
    Token,
    /// A client secret, password, one-time password or API key.
    Password,
    /// A cookie.
    Cookie,
    /// What names a person: an address, a telephone number, a name, a subject.
    Personal,
    /// What looks random, under whatever name.
    Opaque,
    /// A host.
    Host,
}

impl Kind {
    /// All kinds, in the order of a report.
    pub const ALL: &'static [Self] = &[
        Self::Code,
        Self::Verifier,
        Self::Challenge,
        Self::State,
        Self::Token,
        Self::Password,
        Self::Cookie,
        Self::Personal,
        Self::Opaque,
        Self::Host,
    ];

    /// Returns the name in reports: `code`, `verifier` …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Verifier => "verifier",
            Self::Challenge => "challenge",
            Self::State => "state",
            Self::Token => "token",
            Self::Password => "password",
            Self::Cookie => "cookie",
            Self::Personal => "personal",
            Self::Opaque => "opaque",
            Self::Host => "host",
        }
    }
    /// Returns the name for people: `authorization code`, `code verifier` …
    pub fn title(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Verifier => "code verifier",
            Self::Challenge => "code challenge",
            Self::State => "state or nonce",
            Self::Token => "token",
            Self::Password => "password or client secret",
            Self::Cookie => "cookie",
            Self::Personal => "personal datum",
            Self::Opaque => "random value",
            Self::Host => "host",
        }
    }
    /// Returns a number of them for people: `1 code`, `2 state or nonce values` …
    pub fn counted(self, number: usize) -> String {
        let several = match self {
            Self::Code => "codes",
            Self::Verifier => "code verifiers",
            Self::Challenge => "code challenges",
            Self::State => "states and nonces",
            Self::Token => "tokens",
            Self::Password => "passwords and client secrets",
            Self::Cookie => "cookies",
            Self::Personal => "personal data",
            Self::Opaque => "random values",
            Self::Host => "hosts",
        };
        format!("{number} {}", if number == 1 { self.title() } else { several })
    }
}
