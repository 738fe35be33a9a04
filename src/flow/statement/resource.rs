//! What a text says of a resource that refused a token.

use crate::capture::{Content, Exchange};
use crate::flow::Seen;
use crate::flow::statement::statement::{StatedFacts, Statement};
use crate::oauth::Answer;
use crate::providers::{Check, written};

/// Reads an answer that a text shows without its request: `invalid_token` is what a resource says (RFC 6750 §3.1), unless the text
/// names a grant.
pub(crate) fn read(exchange: &Exchange, seen: Seen) -> Option<Statement> {
    let request = &exchange.request;
    let hints = &exchange.recorder;
    let has_params = request.body.as_ref().is_some_and(|body| !matches!(body.content, Content::Missing { .. }));
    if !hints.excerpt || hints.grant.is_some() || !request.url.as_str().is_empty() || has_params {
        return None;
    }
    let answer = Answer::read(exchange.response.as_ref()?);
    if !answer.is_error("invalid_token") {
        return None;
    }
    let words = answer.description.clone().unwrap_or_default();
    // As a challenge has it.
    let challenge = format!("error=\"invalid_token\", error_description=\"{words}\"");
    Some(Statement {
        seen,
        check: Check::Resource,
        meaning: written(&challenge, &[]).map(|found| found.meaning),
        provider: None,
        said: words,
        witnesses: 1,
        facts: StatedFacts { status: answer.status, error: answer.error, ..StatedFacts::default() },
        record: 0,
        thread: None,
        ids: Vec::new(),
    })
}
