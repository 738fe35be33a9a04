//! A login in which secrets are planted.

use data_encoding::BASE64;
use serde_json::Value;

use crate::support::{Exchange, form, har};

pub(super) const REDIRECT: &str = "https://app.example/cb";
pub(super) const VERIFIER: &str = "inventedVerifier-0123456789-0123456789-0123";
/// The S256 challenge of another verifier.
pub(super) const CHALLENGE: &str = "eGodEjjfFLL3yWPb57eQvBqm0eWASFb0fFJDRmWdbRI";

/// A login before the server repeats anything.
#[derive(Default)]
pub(super) struct Login {
    pub(super) before: Vec<Exchange>,
    /// Parameters of the authorization request, in place of the usual ones of these names.
    pub(super) asks: Vec<(String, String)>,
    /// Parameters of the token request.
    pub(super) sends: Vec<(String, String)>,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Login {
    pub(super) fn before(exchange: Exchange) -> Self {
        Self { before: vec![exchange], ..Self::default() }
    }

    pub(super) fn header(name: &'static str, value: String) -> Self {
        Self { headers: vec![(name, value)], ..Self::default() }
    }

    pub(super) fn asks(name: &str, value: &str) -> Self {
        Self { asks: vec![(name.to_owned(), value.to_owned())], ..Self::default() }
    }

    pub(super) fn sends(name: &str, value: &str) -> Self {
        Self { sends: vec![(name.to_owned(), value.to_owned())], ..Self::default() }
    }

    /// Returns the recording of the login, whose token request is refused with these words, and so is another one at its
    /// authorization endpoint.
    pub(super) fn refused_with(&self, words: &str) -> Vec<u8> {
        let asks = [
            ("response_type", "code"),
            ("client_id", "spa"),
            ("redirect_uri", REDIRECT),
            ("scope", "openid"),
            ("state", "inventedState1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let sends = [
            ("grant_type", "authorization_code"),
            ("code", "inventedCode1"),
            ("client_id", "spa"),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        let state = self.asks.iter().find(|(name, _)| name == "state").map_or("inventedState1", |(_, value)| value);
        let asked = format!("https://as.example/authorize?{}", with(&asks, &self.asks));
        let came_back = format!("{REDIRECT}?{}", form(&[("code", "inventedCode1"), ("state", state)]));
        let mut token = Exchange::post("https://as.example/token", &with(&sends, &self.sends)).at(1100);
        for (name, value) in &self.headers {
            token = token.header(name, value);
        }
        let denied = form(&[("error", "access_denied"), ("error_description", words), ("state", "inventedState2")]);
        let mut exchanges = self.before.clone();
        exchanges.extend([
            Exchange::get(&asked).at(0).redirects(&came_back),
            Exchange::get(&came_back).at(1000),
            token.refuses("invalid_grant", words),
            Exchange::get("https://as.example/authorize?response_type=code&client_id=spa&state=inventedState2")
                .at(9000)
                .redirects(&format!("{REDIRECT}?{denied}")),
        ]);
        har(&exchanges)
    }
}

/// Encodes parameters, in which others may stand in the place of those of the same name.
fn with(usual: &[(&str, &str)], others: &[(String, String)]) -> String {
    let is_other = |name: &str| others.iter().any(|(other, _)| other == name);
    let own = usual.iter().copied().filter(|(name, _)| !is_other(name));
    let others = others.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    form(&own.chain(others).filter(|(name, value)| !(value.is_empty() && *name == "code_verifier")).collect::<Vec<_>>())
}

pub(super) fn json_post(body: &Value) -> Exchange {
    let post = Exchange { method: "POST".to_owned(), ..Exchange::get("https://as.example/session") };
    post.sends("application/json", &body.to_string())
}

pub(super) fn basic(credentials: &str) -> String {
    format!("Basic {}", BASE64.encode(credentials.as_bytes()))
}

pub(super) fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// A cookie has neither blanks nor semicolons.
pub(super) fn cookie(secret: &str) -> String {
    secret.replace(' ', "%20")
}
