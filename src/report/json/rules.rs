//! What the rules say of themselves, as JSON.

use serde::Serialize;

use super::document::{SCHEMA, TOOL, Tool};
use super::explanation::CodeView;
use crate::rules::{Rule, TOPICS};

/// The rules, in the order of evaluation.
#[derive(Serialize)]
pub(crate) struct RulesView {
    schema: u32,
    tool: Tool,
    rules: Vec<RuleView>,
}

#[derive(Serialize)]
struct RuleView {
    id: &'static str,
    topic: &'static str,
    summary: &'static str,
    severity: &'static str,
    why: &'static str,
    fix: &'static str,
    looks_at: &'static str,
    errors: Vec<&'static str>,
    sections: Vec<SectionView>,
    since: &'static str,
    code: Vec<CodeView>,
}

#[derive(Serialize)]
struct SectionView {
    title: String,
    url: String,
}

impl RulesView {
    /// Shows one rule, or all of them.
    pub(crate) fn new(only: Option<&Rule>) -> Self {
        let rules = TOPICS.iter().flat_map(|(topic, rules)| rules.iter().map(move |rule| (*topic, rule)));
        let asked = rules.filter(|(_, rule)| only.is_none_or(|only| only.id == rule.id));
        Self { schema: SCHEMA, tool: TOOL, rules: asked.map(|(topic, rule)| RuleView::new(topic, rule)).collect() }
    }
}

impl RuleView {
    fn new(topic: &'static str, rule: &Rule) -> Self {
        let sections = rule.spec.iter().map(|cite| SectionView { title: cite.title(), url: cite.url() });
        Self {
            id: rule.id,
            topic,
            summary: rule.summary,
            severity: rule.optional.severity.as_str(),
            why: rule.why,
            fix: rule.fix,
            looks_at: rule.looks_at(),
            // What stands in brackets is no code of an error.
            errors: rule.errors.iter().copied().filter(|error| !error.starts_with('(')).collect(),
            sections: sections.collect(),
            since: rule.optional.since,
            code: rule.code().iter().map(CodeView::from).collect(),
        }
    }
}
