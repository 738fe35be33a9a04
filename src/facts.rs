//! Facts that no recording shows but the user knows: the client's registration, the lifetime of a code, the server's metadata.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::oauth::{Contradiction, Metadata, Registration};

/// The user's facts about the clients and the server.
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
/// # Ok::<(), oauth_doctor::FileError>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The registrations of clients; the first one about a client counts.
    #[serde(default, rename = "client")]
    pub clients: Vec<Registration>,
    /// The authorization server.
    #[serde(default)]
    pub server: Server,
}

/// The user's facts about the authorization server.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// How many seconds an authorization code lives.
    pub code_lifetime: Option<u32>,
    /// The file with the metadata; a path from the facts file.
    #[serde(rename = "metadata")]
    pub metadata_path: Option<String>,
    /// What is in that file, which [`Facts::parse`] does not open.
    #[serde(skip)]
    pub metadata: Option<Metadata>,
}

/// Why a file with facts or a configuration can't be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{}{kind}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
#[non_exhaustive]
pub struct FileError {
    /// The line, if known; the first is 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub kind: FileErrorKind,
}

/// What is wrong with a file. Contains none of its values, because the file may be a capture by mistake.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FileErrorKind {
    /// This is not TOML.
    #[error("{message}")]
    Syntax {
        /// What the parser says.
        message: String,
    },
    /// The file has no such key.
    #[error("unknown key {listed}{}", meant(.similar.as_deref()))]
    UnknownKey {
        /// The key, and the known ones.
        listed: String,
        /// The key with the most similar spelling.
        similar: Option<String>,
    },
    /// A key is missing.
    #[error("missing key `{key}`")]
    MissingKey {
        /// The key.
        key: String,
    },
    /// The key doesn't accept this value.
    #[error("{expected}")]
    Value {
        /// What is expected there.
        expected: String,
    },
    /// No rule has this id.
    #[error("no rule has this id{}", meant(*.similar))]
    UnknownRule {
        /// The id with the most similar spelling.
        similar: Option<&'static str>,
    },
    /// A client can't be registered like this: a wrong fact would prove a wrong verdict.
    #[error(transparent)]
    Contradiction(#[from] Contradiction),
}

impl From<Contradiction> for FileError {
    fn from(contradiction: Contradiction) -> Self {
        Self { line: None, kind: contradiction.into() }
    }
}

impl FileError {
    /// Says what is wrong at this byte of the text.
    pub(crate) fn new(text: &str, at: Option<usize>, kind: FileErrorKind) -> Self {
        let before = |start| text.bytes().take(start).filter(|byte| *byte == b'\n').count();
        Self { line: at.map(|start| 1 + before(start)), kind }
    }
}

/// Reads TOML; errors use the terms of the file, not those of Rust.
pub(crate) fn parse_toml<T: DeserializeOwned>(text: &str) -> Result<T, FileError> {
    let at = |error: &toml::de::Error| error.span().map(|span| span.start);
    let document = toml::Deserializer::parse(text).map_err(|error| {
        let message = expected(error.message()).unwrap_or_else(|| error.message().to_owned());
        FileError::new(text, at(&error), FileErrorKind::Syntax { message })
    })?;
    T::deserialize(document).map_err(|error| FileError::new(text, at(&error), kind(error.message())))
}

impl Facts {
    /// Reads a facts file (TOML).
    pub fn parse(text: &str) -> Result<Self, FileError> {
        let facts: Self = parse_toml(text)?;
        facts.check()?;
        Ok(facts)
    }

    /// Refuses impossible facts.
    pub(crate) fn check(&self) -> Result<(), Contradiction> {
        let mut ids = BTreeSet::new();
        for client in &self.clients {
            client.check()?;
            if client.client_id.as_ref().is_some_and(|id| !ids.insert(id)) {
                return Err(Contradiction::TwoTables);
            }
        }
        Ok(())
    }
}

/// Returns what was expected instead of a value of the file, which the message quotes.
fn expected(message: &str) -> Option<String> {
    let quotes = message.starts_with("invalid ") || message.starts_with("unknown variant ");
    let (_, expected) = message.rsplit_once(", expected ").filter(|_| quotes)?;
    let expected = match expected {
        "a sequence" => "a list: `[[client]]` starts a client, `[\"https://…\"]` lists URIs",
        "u32" => "a whole number of seconds, without quotes",
        expected => expected,
    };
    Some(format!("expected {expected}"))
}

/// Reads what serde says.
fn kind(message: &str) -> FileErrorKind {
    if let Some(expected) = expected(message) {
        return FileErrorKind::Value { expected };
    }
    if let Some(listed) = message.strip_prefix("unknown field ") {
        return FileErrorKind::UnknownKey { listed: listed.to_owned(), similar: similar_key(listed) };
    }
    match message.strip_prefix("missing field `").and_then(|key| key.strip_suffix('`')) {
        Some(key) => FileErrorKind::MissingKey { key: key.to_owned() },
        None => FileErrorKind::Value { expected: message.to_owned() },
    }
}

/// Returns which key was meant by `fail_on`, of those that serde lists behind it.
fn similar_key(listed: &str) -> Option<String> {
    let mut names = listed.split('`').skip(1).step_by(2);
    let key = names.next().unwrap_or_default();
    let likeness = |name: &str| strsim::jaro_winkler(key, name);
    let nearest = names.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    nearest.filter(|name| likeness(name) > 0.8).map(str::to_owned)
}

fn meant(similar: Option<&str>) -> String {
    similar.map(|similar| format!("; did you mean `{similar}`?")).unwrap_or_default()
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
        assert!(said.starts_with("line 2: unknown key `code_lifetime_s`"), "{said}");
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
    fn a_wrong_type_is_refused_in_the_words_of_the_file() {
        let said = refused("[server]\ncode_lifetime = 'hunter2, expected x'\n");
        assert_eq!(said, "line 2: expected a whole number of seconds, without quotes");
        let said = refused("[client]\nclient_id = 'orders-spa'\n");
        assert!(said.starts_with("line 1: expected a list: `[[client]]`"), "{said}");
        let said = refused("[[client]]\nclient_type = 'spa'\n");
        assert_eq!(said, "line 2: expected `public` or `confidential`");
    }

    #[test]
    fn what_cannot_be_registered_is_no_fact() {
        assert!(refused("[[client]]\ntoken_endpoint_auth_method = 'basic'").contains("`client_secret_basic`"));
        assert!(refused("[[client]]\nredirect_uris = ['']").contains("empty"));
        let both = "client_type = 'public'\ntoken_endpoint_auth_method = 'client_secret_post'";
        assert!(refused(&format!("[[client]]\n{both}")).contains("contradict"));
        let twice = "[[client]]\nclient_id = 'a'\n[[client]]\nclient_id = 'a'\n";
        assert!(refused(twice).contains("two `[[client]]` tables"));
        let two = "[[client]]\nclient_id = 'a'\n[[client]]\nclient_id = 'b'\n[[client]]\nclient_type = 'public'";
        assert_eq!(Facts::parse(two).unwrap().clients.len(), 3);
    }

    #[test]
    fn what_is_wrong_is_told_by_its_kind() {
        let kind = |text| Facts::parse(text).map(|_| ()).unwrap_err().kind;
        assert!(matches!(kind("[server"), FileErrorKind::Syntax { .. }));
        assert!(matches!(kind("[server]\nlifetime = 1"), FileErrorKind::UnknownKey { .. }));
        assert!(matches!(kind("[server]\ncode_lifetime = ''"), FileErrorKind::Value { .. }));
        let contradiction = kind("[[client]]\nredirect_uris = ['']");
        assert_eq!(contradiction, Contradiction::EmptyRedirectUri.into());
    }

    #[test]
    fn the_type_of_a_client_follows_from_its_method() {
        let facts = Facts::parse("[[client]]\ntoken_endpoint_auth_method = 'none'\n").unwrap();
        assert_eq!(facts.clients[0].client_type(), Some(crate::oauth::ClientType::Public));
    }
}
