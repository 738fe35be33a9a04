//! What a recording cannot show and the user knows: how the client is registered, how long a code lives, the server's metadata.

use serde::Deserialize;

use crate::oauth::{Metadata, Registration};

/// What the user knows of the clients and the server.
///
/// # Example: a facts file
///
/// ```
/// let facts = oauth_doctor::Facts::parse(r#"
///     [[client]]
///     client_id = "orders-spa"    # without it: of every client
///     client_type = "public"      # or "confidential"
///     redirect_uris = ["https://orders.example.com/callback"]
///     token_endpoint_auth_method = "none"
///
///     [server]
///     code_lifetime = 60          # seconds
///     metadata = "openid-configuration.json"
/// "#)?;
/// assert_eq!(facts.server.code_lifetime, Some(60));
/// # Ok::<(), oauth_doctor::FactsError>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The registrations of clients; the first that says something of a client counts.
    #[serde(default, rename = "client")]
    pub clients: Vec<Registration>,
    /// The authorization server.
    #[serde(default)]
    pub server: Server,
}

/// What the user knows of the authorization server.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// How many seconds an authorization code lives.
    pub code_lifetime: Option<u32>,
    /// The file with the metadata; a path from the facts file.
    #[serde(rename = "metadata")]
    pub metadata_path: Option<String>,
    /// What stands in that file, which [`Facts::parse`] does not open.
    #[serde(skip)]
    pub metadata: Option<Metadata>,
}

/// Why a facts file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}{reason}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct FactsError {
    /// The line, where it is known; the first is 1.
    pub line: Option<usize>,
    /// What is wrong. It holds no text of the file, as a capture may have been given in its place.
    pub reason: String,
}

impl Facts {
    /// Reads a facts file (TOML).
    pub fn parse(text: &str) -> Result<Self, FactsError> {
        toml::from_str(text).map_err(|error: toml::de::Error| FactsError {
            line: error
                .span()
                .map(|span| 1 + text[..span.start].bytes().filter(|byte| *byte == b'\n').count()),
            reason: error.message().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Facts::parse(text).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line_and_the_keys_that_there_are() {
        let said = refused("[server]\ncode_lifetime_s = 60\n");
        assert!(said.starts_with("line 2: unknown field `code_lifetime_s`"), "{said}");
        assert!(said.contains("`code_lifetime`"), "{said}");
    }

    #[test]
    fn a_capture_in_the_place_of_facts_is_not_quoted() {
        let said = refused(
            r#"{"log": {"entries": [{"request": {"url": "https://a.example/?code=SplxlOBeZQQYbYS6WxSbIA"}}]}}"#,
        );
        assert!(said.starts_with("line 1: "), "{said}");
        assert!(!said.contains("Splx"), "{said}");
    }

    #[test]
    fn the_type_of_a_client_follows_from_its_method() {
        let facts = Facts::parse("[[client]]\ntoken_endpoint_auth_method = 'none'\n").unwrap();
        assert_eq!(facts.clients[0].client_type(), Some(crate::oauth::ClientType::Public));
    }
}
