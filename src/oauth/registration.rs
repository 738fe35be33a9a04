//! What a client is registered as.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::disclose::Secret;
use crate::oauth::jwt;

/// The registration of a client: what the server keeps of it, in the words of RFC 7591 §2.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// `client_id`.
    pub client_id: Option<String>,
    /// Whether it can keep a secret (RFC 6749 §2.1).
    pub client_type: Option<ClientType>,
    /// `redirect_uris`, all of them; empty if they are unknown.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// `token_endpoint_auth_method`.
    pub token_endpoint_auth_method: Option<String>,
    /// `client_secret`, as the answer of a registration endpoint gives it out (RFC 7591 §3.2.1); no user writes it down.
    #[serde(skip)]
    pub client_secret: Option<Secret>,
    /// `client_secret_expires_at` of that answer, in seconds since 1970; `None` if it never expires.
    #[serde(skip)]
    pub client_secret_expires_at: Option<i64>,
}

/// How a client may authenticate (RFC 7591 §2, OpenID Connect Core §9, RFC 8705 §2).
const AUTH_METHODS: &[&str] = &[
    "none",
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
    "attest_jwt_client_auth",
];

/// Why a client cannot be registered so.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Contradiction {
    /// A URI of `redirect_uris` is empty.
    #[error("a redirect URI is empty")]
    EmptyRedirectUri,
    /// No specification has this `token_endpoint_auth_method`.
    #[error("the `token_endpoint_auth_method` is unknown; expected `{}`", AUTH_METHODS.join("`, `"))]
    UnknownAuthMethod,
    /// A public client that authenticates.
    #[error("`public` and `{method}` contradict each other: a public client can't authenticate")]
    PublicWithAuthMethod {
        /// The `token_endpoint_auth_method`.
        method: &'static str,
    },
    /// A client that is registered twice.
    #[error("a `client_id` has two `[[client]]` tables; merge them into one")]
    TwoTables,
}

/// Whether a client can keep a secret (RFC 6749 §2.1).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum ClientType {
    /// It cannot: a page, an app on the user's device.
    Public,
    /// It can, and authenticates with it.
    Confidential,
}

impl ClientType {
    /// Returns `public` or `confidential`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Confidential => "confidential",
        }
    }
}

impl Registration {
    /// Reads the answer of a registration endpoint (RFC 7591 §3.2.1).
    pub fn of_answer(answer: &Map<String, Value>) -> Self {
        let member = |name: &str| Some(answer.get(name)?.as_str()?.to_owned());
        let uris = answer.get("redirect_uris").and_then(Value::as_array);
        Self {
            client_id: member("client_id"),
            client_type: None,
            redirect_uris: uris.into_iter().flatten().filter_map(|uri| Some(uri.as_str()?.to_owned())).collect(),
            token_endpoint_auth_method: member("token_endpoint_auth_method"),
            client_secret: member("client_secret").map(Secret::new),
            // 0 is for a secret that does not expire.
            client_secret_expires_at: jwt::time(answer, "client_secret_expires_at").filter(|expires| *expires > 0),
        }
    }

    /// Refuses what no server registers.
    pub(crate) fn check(&self) -> Result<(), Contradiction> {
        if self.redirect_uris.iter().any(|uri| uri.trim().is_empty()) {
            return Err(Contradiction::EmptyRedirectUri);
        }
        let Some(method) = self.token_endpoint_auth_method.as_deref() else {
            return Ok(());
        };
        let known = AUTH_METHODS.iter().find(|known| **known == method);
        let method = known.ok_or(Contradiction::UnknownAuthMethod)?;
        if self.client_type == Some(ClientType::Public) && *method != "none" {
            return Err(Contradiction::PublicWithAuthMethod { method });
        }
        Ok(())
    }

    /// Returns the type of the client: as it is said, or as the authentication method tells.
    pub fn client_type(&self) -> Option<ClientType> {
        let by_method = || match self.token_endpoint_auth_method.as_deref()? {
            "none" => Some(ClientType::Public),
            _ => Some(ClientType::Confidential),
        };
        self.client_type.or_else(by_method)
    }
}
