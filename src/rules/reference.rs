//! What the rules say of themselves: `docs/rules.md`.

use std::fmt::Write;

use crate::explain::{self, CodeExample};
use crate::rules::{Check, Rule, TOPICS};

impl Rule {
    /// Returns what the rule looks at.
    pub fn looks_at(&self) -> &'static str {
        match self.check {
            Check::Authorize(_) | Check::Authorization(_) => "the authorization request",
            Check::Response(_) => "the authorization response",
            Check::Token(_) | Check::Request(_) => "the token request and its answer",
            Check::Refresh(_) => "the refresh request and its answer",
            Check::Login(_) | Check::Any(_) => "the login as a whole",
        }
    }

    /// Returns code that makes the mistake, by language; none if the mistake is not one of derivation.
    pub fn code(&self) -> Vec<CodeExample> {
        let fault = super::pkce::challenge::fault(self.id);
        fault.map(explain::pkce::examples).unwrap_or_default()
    }

    /// Returns what `check` prints of a capture with this mistake; empty for a rule that is newer than the reference.
    pub fn example(&self) -> &'static str {
        let of_rule = REFERENCE.split_once(&format!("\n### {}\n", self.id)).map(|(_, rest)| rest);
        let section = of_rule.and_then(|rest| rest.split("\n### ").next()).unwrap_or_default();
        let fenced = section.split_once(FENCE).and_then(|(_, rest)| rest.split_once("```"));
        fenced.map(|(example, _)| example.trim_end()).unwrap_or_default()
    }
}

/// Returns the whole reference, `docs/rules.md`; `example` gives what `check` prints of a capture with a mistake.
pub fn reference(example: impl Fn(&Rule) -> String) -> String {
    let mut out = String::from(HEAD);
    for (topic, rules) in TOPICS {
        let _ = write!(out, "\n## {topic}\n");
        for rule in *rules {
            out.push('\n');
            out.push_str(&page(rule, &example(rule)));
        }
    }
    out
}

/// Returns the page of a rule as Markdown.
pub fn page(rule: &Rule, example: &str) -> String {
    let mut out = String::new();
    let specs =
        rule.spec.iter().map(|cite| format!("[{}]({})", cite.title(), cite.url())).collect::<Vec<_>>().join(", ");
    let mut summary = rule.summary.to_owned();
    // The name of a parameter keeps its case.
    let is_name = summary.split(' ').next().is_some_and(|word| word.contains('_'));
    if let Some(first) = summary.get_mut(..1).filter(|_| !is_name) {
        first.make_ascii_uppercase();
    }
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "### {}\n\n**{summary}.**\n\n{}\n\n**Fix.** {}\n\nSeverity {} · looks at {} · {specs} · since {}\n",
        rule.id,
        rule.why,
        rule.fix,
        rule.optional.severity.as_str(),
        rule.looks_at(),
        rule.optional.since
    );
    if !example.is_empty() {
        let _ = write!(out, "\n{FENCE}{example}\n```\n");
    }
    let code = rule.code();
    if !code.is_empty() {
        out.push_str("\nIn code, as it is often written and as it should be:\n\n");
    }
    for (index, line) in code.iter().enumerate() {
        if index == 0 || code[index - 1].language != line.language {
            let _ = writeln!(out, "- {}, right: `{}`", line.language.as_str(), line.right);
        }
        let _ = writeln!(out, "  - `{}`", line.wrong);
    }
    out
}

const FENCE: &str = "```text\n";

/// The examples are made by running the checks on fixtures, which a program that is installed does not have.
const REFERENCE: &str = include_str!("../../docs/rules.md");

const HEAD: &str = "# Rules

<!-- Written by `BLESS=1 cargo test --test it docs::`; edit src/rules/ instead. -->

`oauth-doctor check` looks for these mistakes, listed in the order in which a login meets them. Each comes with the output for
a capture that contains it. `oauth-doctor rule ID` prints one of these pages. The severity applies to logins that failed: in a
login that worked, an error counts as a warning.
";
