//! What a fixture says of itself: a HAR in `log.comment` and `log._expect`, a text in lines of its own at the top, of which the
//! last is `Expected: `.

use oauth_doctor::Checked;
use serde_json::Value;

/// What a fixture says of itself.
pub(crate) struct Said {
    /// Where it is from, what the mistake is.
    pub(crate) comment: String,
    /// How its logins end, and the verdict of each: `failed code-reused, succeeded none`, or `no login`.
    pub(crate) expected: String,
    /// How many bytes at the start are about the capture and no part of it.
    pub(crate) top: usize,
}

impl Said {
    pub(crate) fn by_har(bytes: &[u8]) -> Option<Self> {
        let har: Value = serde_json::from_slice(bytes).ok()?;
        let end = |end: &Value| Some(format!("{} {}", end[0].as_str()?, end[1].as_str().unwrap_or("none")));
        let ends: Option<Vec<String>> = har["log"]["_expect"].as_array()?.iter().map(end).collect();
        Some(Self { comment: har["log"]["comment"].as_str()?.to_owned(), expected: listed(&ends?), top: 0 })
    }

    pub(crate) fn by_text(text: &str) -> Option<Self> {
        let (mut words, mut top) = (Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            top += line.len();
            let line = line.trim_end();
            let markdown = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->"));
            let line = markdown.or_else(|| line.strip_prefix("# "))?;
            let Some(expected) = line.strip_prefix("Expected: ") else {
                words.push(line);
                continue;
            };
            return Some(Self { comment: words.join(" "), expected: expected.to_owned(), top });
        }
        None
    }
}

/// Tells how the logins of a capture end, in the words of a fixture.
pub(crate) fn ends(checked: &Checked) -> String {
    if let Some(error) = &checked.error {
        return format!("error: {error}");
    }
    let ends = checked.logins.iter().map(|login| {
        let verdict = login.verdict().map_or("none", |verdict| verdict.rule.id);
        format!("{} {verdict}", login.outcome.as_str())
    });
    listed(&ends.collect::<Vec<_>>())
}

fn listed(ends: &[String]) -> String {
    if ends.is_empty() {
        return "no login".to_owned();
    }
    ends.join(", ")
}
