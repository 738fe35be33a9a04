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
/// # Ok::<(), oauth_doctor::FileError>(())
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

/// Why a file cannot be used that says what the user knows or wants.
#[derive(Debug, thiserror::Error)]
#[error("{}{reason}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct FileError {
    /// The line, where it is known; the first is 1.
    pub line: Option<usize>,
    /// What is wrong. It holds no value of the file, as a capture may have been given in its place.
    pub reason: String,
}

impl FileError {
    /// Says it in the words of the file.
    pub(crate) fn of(text: &str, error: &toml::de::Error) -> Self {
        let before = |start| text.bytes().take(start).filter(|byte| *byte == b'\n').count();
        Self {
            line: error.span().map(|span| 1 + before(span.start)),
            reason: plain(error.message()),
        }
    }
}

impl Facts {
    /// Reads a facts file (TOML).
    pub fn parse(text: &str) -> Result<Self, FileError> {
        let facts: Self = toml::from_str(text).map_err(|error| FileError::of(text, &error))?;
        match facts.contradiction() {
            Some(reason) => Err(FileError { line: None, reason }),
            None => Ok(facts),
        }
    }

    /// Returns what cannot be so: a wrong fact would be the proof of a wrong verdict.
    pub(crate) fn contradiction(&self) -> Option<String> {
        for (index, client) in self.clients.iter().enumerate() {
            if let Some(reason) = client.contradiction() {
                return Some(reason);
            }
            let id = client.client_id.as_deref();
            if id.is_some()
                && self
                    .clients
                    .iter()
                    .take(index)
                    .any(|other| other.client_id.as_deref() == id)
            {
                return Some("a `client_id` has two tables `[[client]]`; put its keys into one".to_owned());
            }
        }
        None
    }
}

/// Returns what was expected, in place of a value of the file and a type of Rust.
fn plain(message: &str) -> String {
    let expected = message.rsplit_once(", expected ");
    match expected.filter(|(found, _)| found.starts_with("invalid ") || found.starts_with("unknown variant ")) {
        Some((_, "a sequence")) => {
            "expected a list: `[[client]]` begins a client, `[\"https://…\"]` lists URIs".to_owned()
        }
        Some((_, "u32")) => "expected a whole number of seconds, without quotes".to_owned(),
        Some((_, expected)) => format!("expected {expected}"),
        None => match message.strip_prefix("unknown field ") {
            Some(rest) => unknown_key(rest),
            None => message.replace("missing field", "missing key"),
        },
    }
}

/// Says which key was meant by `fail_on`, of those that serde lists behind it.
fn unknown_key(listed: &str) -> String {
    let mut names = listed.split('`').skip(1).step_by(2);
    let key = names.next().unwrap_or_default();
    let likeness = |name: &str| strsim::jaro_winkler(key, name);
    let nearest = names.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let nearest = nearest.filter(|name| likeness(name) > 0.8);
    let meant = nearest
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default();
    format!("unknown key {listed}{meant}")
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
        assert!(refused(twice).contains("two tables"));
        let two = "[[client]]\nclient_id = 'a'\n[[client]]\nclient_id = 'b'\n[[client]]\nclient_type = 'public'";
        assert_eq!(Facts::parse(two).unwrap().clients.len(), 3);
    }

    #[test]
    fn the_type_of_a_client_follows_from_its_method() {
        let facts = Facts::parse("[[client]]\ntoken_endpoint_auth_method = 'none'\n").unwrap();
        assert_eq!(facts.clients[0].client_type(), Some(crate::oauth::ClientType::Public));
    }
}
