//! How the authorization endpoint refused a request, in its own words.

use super::login::Login;
use super::outcome::is_denial;

/// A refusal of the authorization endpoint: on a page of its own, or in a redirect.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizeRefusal {
    /// The HTTP status of a page.
    pub(crate) status: Option<u16>,
    /// `error`.
    pub(crate) error: Option<String>,
    /// What else it says.
    pub(crate) said: String,
}

impl AuthorizeRefusal {
    /// Returns whether its words hold one of these, in lower case.
    pub(crate) fn says(&self, words: &[&str]) -> bool {
        let said = self.said.to_lowercase();
        let error = self.error.as_deref().unwrap_or_default();
        words.iter().any(|word| said.contains(word) || error.contains(word))
    }

    /// Returns status, error and words for a sentence: HTTP 400 `invalid_request` (“…”).
    pub(crate) fn answered(&self) -> String {
        let status = self.status.map(|status| format!("HTTP {status}"));
        let error = self.error.as_ref().map(|error| format!("`{error}`"));
        let said = (!self.said.is_empty()).then(|| format!("(\u{201c}{}\u{201d})", self.said.trim_end_matches('.')));
        let parts: Vec<String> = [status, error, said].into_iter().flatten().collect();
        if parts.is_empty() { "an error".to_owned() } else { parts.join(" ") }
    }
}

impl Login<'_> {
    /// Returns how the authorization endpoint refused the request, where no code came of it.
    pub(crate) fn authorize_refusal(&self) -> Option<AuthorizeRefusal> {
        let flow = self.flow;
        if flow.delivered_code().is_some() || !flow.tokens.is_empty() || self.is_silent_refusal() {
            return None;
        }
        if let Some(response) = flow.error_response() {
            let value = |name: &str| response.params.value(name).map(str::to_owned);
            let error = value("error").filter(|error| !is_denial(error))?;
            let said = value("error_description").unwrap_or_default();
            return Some(AuthorizeRefusal { status: None, error: Some(error), said });
        }
        let page = flow.authorize.as_ref()?.answers.last().filter(|page| page.refused)?;
        let said = page.error_text.clone().unwrap_or_default();
        Some(AuthorizeRefusal { status: page.status, error: page.error.clone(), said })
    }
}
