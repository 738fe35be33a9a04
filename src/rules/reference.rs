//! What the rules say of themselves: the page of a rule, and `docs/rules.md`.

use std::fmt::Write;

use crate::rules::{Check, Rule, TOPICS};

/// Returns the page of a rule as Markdown.
pub fn page(rule: &Rule) -> String {
    let mut out = String::new();
    let specs = rule
        .spec
        .iter()
        .map(|cite| format!("[{}]({})", cite.title(), cite.url()))
        .collect::<Vec<_>>()
        .join(", ");
    let looks_at = match rule.check {
        Check::Authorize(_) | Check::Authorization(_) => "the authorization request",
        Check::Response(_) => "the authorization response",
        Check::Token(_) | Check::Request(_) => "the token request and its answer",
        Check::Refresh(_) => "the refresh request and its answer",
        Check::Login(_) | Check::Any(_) => "the login as a whole",
    };
    let mut summary = rule.summary.to_owned();
    if let Some(first) = summary.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "### {}\n\n**{summary}.**\n\n{}\n\n**Fix.** {}\n\nSeverity {} · looks at {looks_at} · {specs} · since {}\n",
        rule.id,
        rule.why,
        rule.fix,
        rule.severity.as_str(),
        rule.since
    );
    out
}

/// Returns the whole reference, `docs/rules.md`.
pub fn reference() -> String {
    let mut out = String::from(HEAD);
    for (topic, rules) in TOPICS {
        let _ = write!(out, "\n## {topic}\n");
        for rule in *rules {
            out.push('\n');
            out.push_str(&page(rule));
        }
    }
    out
}

const HEAD: &str = "# Rules

<!-- Written by `BLESS=1 cargo test`; edit src/rules/ instead. -->

What `oauth-doctor check` looks for, in the order in which a login meets it. `oauth-doctor rule ID` prints one of these pages.
The severity is that of a login that failed: on one that worked an error counts as a warning.
";
