//! The explanation of a PKCE pair, as JSON.

use serde::Serialize;

use crate::explain::{CodeExample, Explanation};

/// How one value became the other, as `check` and `pkce verify` write it.
#[derive(Serialize)]
pub(crate) struct ExplanationView<'a> {
    steps: Vec<&'a str>,
    text: &'a str,
    code: Vec<CodeView>,
}

/// Code that makes the mistake, and code that does not.
#[derive(Serialize)]
pub(super) struct CodeView {
    language: &'static str,
    wrong: &'static str,
    right: &'static str,
}

impl<'a> From<&'a Explanation> for ExplanationView<'a> {
    fn from(explanation: &'a Explanation) -> Self {
        Self {
            steps: explanation.steps.iter().map(|step| step.as_str()).collect(),
            text: &explanation.text,
            code: explanation.code.iter().map(CodeView::from).collect(),
        }
    }
}

impl From<&CodeExample> for CodeView {
    fn from(code: &CodeExample) -> Self {
        Self { language: code.language.as_str(), wrong: code.wrong, right: code.right }
    }
}
