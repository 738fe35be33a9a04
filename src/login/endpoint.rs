//! Whether the token endpoint answered as one.

use oauth_doctor_wire::url::UrlParts;

use super::Login;
use crate::flow::TokenExchange;
use crate::oauth::AnswerBody;

impl<'a> Login<'a> {
    /// Returns the token endpoint of the server's metadata, where the request went to another.
    pub(crate) fn other_endpoint(&self, token: &TokenExchange) -> Option<&'a str> {
        let right = self.metadata()?.token_endpoint.as_deref()?;
        // Metadata may sit behind another name of the same server; an OAuth error says that it is one.
        let is_alias =
            token.answer.error.is_some() && UrlParts::parse(right).path == UrlParts::parse(&token.endpoint).path;
        (right != token.endpoint && !is_alias).then_some(right)
    }

    /// Returns what came back in place of JSON, where no token did.
    pub(crate) fn answered_in_place_of_json(&self, token: &TokenExchange) -> Option<&'static str> {
        let status = token.answer.status;
        match token.answer.body {
            _ if self.succeeded(token) => None,
            AnswerBody::Html => Some("a page (HTML)"),
            // A short text with an error status is an error message, however it is labelled.
            AnswerBody::Text => status.is_none_or(|status| status < 400).then_some("plain text"),
            AnswerBody::Empty => (status == Some(200)).then_some("an empty body"),
            AnswerBody::Json | AnswerBody::Form | AnswerBody::Missing => None,
        }
    }
}
