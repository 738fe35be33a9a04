//! The explanation of a PKCE pair, as JSON.

use serde::Serialize;

use crate::explain::Explanation;

/// How one value became the other, as `check` and `pkce verify` write it.
#[derive(Serialize)]
pub(crate) struct ExplanationView<'a> {
    steps: Vec<&'a str>,
    text: &'a str,
    code: Vec<CodeView>,
}

#[derive(Serialize)]
struct CodeView {
    language: &'static str,
    wrong: &'static str,
    right: &'static str,
}

impl<'a> From<&'a Explanation> for ExplanationView<'a> {
    fn from(explanation: &'a Explanation) -> Self {
        let code = explanation.code.iter().map(|code| CodeView {
            language: code.language.as_str(),
            wrong: code.wrong,
            right: code.right,
        });
        Self {
            steps: explanation.steps.iter().map(|step| step.as_str()).collect(),
            text: &explanation.text,
            code: code.collect(),
        }
    }
}
