//! What the server knows about a client.

use oauth_doctor_wire::url::UrlParts;

use super::read::scopes;
use crate::disclose::Secret;
use crate::oauth::Grant;

/// A client's registration (RFC 7591 §2).
#[derive(Clone, Debug)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// How it authenticates.
    pub method: Method,
    /// Its secret.
    pub secret: Option<Secret>,
    /// The key that signs its assertions is registered.
    pub knows_key: bool,
    /// Where codes for it may be sent.
    pub redirect_uris: Vec<String>,
    /// The grants that it may use; `None` allows all that the server has.
    pub grants: Option<Vec<Grant>>,
    /// The scopes that it may ask for; `None` allows all.
    pub scopes: Option<Vec<String>>,
}

/// How a client authenticates (`token_endpoint_auth_method`, RFC 7591 §2, OpenID Connect Core §9).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// Not: a public client.
    None,
    /// `client_secret_basic`.
    Basic,
    /// `client_secret_post`.
    Post,
    /// `private_key_jwt` or `client_secret_jwt`.
    Assertion,
    /// By the certificate of the connection, or in another way that a request does not show.
    Unseen,
}

impl Client {
    /// Returns a client that cannot keep a secret.
    pub fn public<'a>(id: &str, redirect_uris: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            id: id.to_owned(),
            method: Method::None,
            secret: None,
            knows_key: true,
            redirect_uris: redirect_uris.into_iter().map(str::to_owned).collect(),
            grants: None,
            scopes: None,
        }
    }

    /// Returns a client that authenticates with a secret.
    pub fn confidential<'a>(
        id: &str,
        method: Method,
        secret: &str,
        redirect_uris: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self { method, secret: Some(Secret::new(secret)), ..Self::public(id, redirect_uris) }
    }

    /// Returns whether each scope of a list is one that the client may ask for.
    pub(crate) fn may_ask(&self, asked: &str) -> bool {
        let allowed = |all: &Vec<String>| scopes(asked).all(|scope| all.iter().any(|known| known == scope));
        self.scopes.as_ref().is_none_or(allowed)
    }

    /// Returns whether a redirect URI is registered: by comparing the strings (RFC 9700 §2.1); the port of a loopback address is
    /// free (RFC 8252 §7.3).
    pub(crate) fn has_redirect_uri(&self, asked: &str) -> bool {
        let without_port = |uri: &str| {
            let parts = UrlParts::parse(uri);
            let (start, path) = uri.split_at(parts.base.len() - parts.path.len());
            let start = start.strip_suffix(parts.port.unwrap_or_default()).unwrap_or(start).trim_end_matches(':');
            parts.is_loopback().then(|| format!("{start}{path}"))
        };
        let asked_anywhere = without_port(asked);
        self.redirect_uris.iter().any(|registered| {
            registered == asked || asked_anywhere.is_some() && without_port(registered) == asked_anywhere
        })
    }
}

impl Method {
    /// Reads a `token_endpoint_auth_method`.
    pub fn parse(method: &str) -> Self {
        match method {
            "none" => Self::None,
            "client_secret_basic" => Self::Basic,
            "client_secret_post" => Self::Post,
            "private_key_jwt" | "client_secret_jwt" => Self::Assertion,
            _ => Self::Unseen,
        }
    }
}
