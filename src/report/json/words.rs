//! What a message means, as JSON.

use serde::Serialize;

use super::model::SourceView;
use crate::words::Explained;

/// What a message means.
#[derive(Serialize)]
pub(crate) struct WordsView<'a> {
    schema: u32,
    known: bool,
    error: Option<&'a str>,
    by_specification: Option<SpecificationView>,
    meanings: Vec<WriterView>,
    rules: Vec<RuleView>,
    decides: &'a [&'static str],
}

#[derive(Serialize)]
struct SpecificationView {
    text: &'static str,
    title: String,
    url: String,
}

#[derive(Serialize)]
struct WriterView {
    text: &'static str,
    writer: &'static str,
    name: &'static str,
    source: SourceView,
}

#[derive(Serialize)]
struct RuleView {
    id: &'static str,
    summary: &'static str,
}

impl<'a> WordsView<'a> {
    /// Shows what is known of a message; without that, that nothing is.
    pub(crate) fn new(explained: Option<&'a Explained>) -> Self {
        let meanings = explained.map(|explained| explained.meanings.as_slice()).unwrap_or_default();
        let rules = explained.map(|explained| explained.rules.as_slice()).unwrap_or_default();
        Self {
            schema: 1,
            known: explained.is_some(),
            error: explained.and_then(|explained| explained.error.as_deref()),
            by_specification: explained
                .and_then(|explained| explained.by_specification.as_ref())
                .map(|(text, spec)| SpecificationView { text, title: spec.title(), url: spec.url() }),
            meanings: meanings
                .iter()
                .map(|meaning| WriterView {
                    text: meaning.text,
                    writer: meaning.id,
                    name: meaning.name,
                    source: meaning.source.into(),
                })
                .collect(),
            rules: rules.iter().map(|rule| RuleView { id: rule.id, summary: rule.summary }).collect(),
            decides: explained.map(|explained| explained.decides.as_slice()).unwrap_or_default(),
        }
    }
}
