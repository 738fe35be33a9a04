//! What a fixture says of itself: a HAR in `log.comment` and `log._expect`, a text in lines of its own at the top, of which the
//! last is `Expected: `.

use std::path::Path;

use oauth_doctor::Checked;
use serde_json::Value;

/// A capture, and what it says of itself.
pub(crate) struct Fixture {
    pub(crate) bytes: Vec<u8>,
    /// Where it is from, what the mistake is.
    pub(crate) comment: String,
    /// How its logins end, and the verdict of each: `failed code-reused, succeeded none`, or `no login`.
    pub(crate) expected: String,
    /// How many bytes at the start are about the capture and no part of it.
    top: usize,
}

impl Fixture {
    pub(crate) fn read(file: &Path) -> Self {
        let bytes = std::fs::read(file).expect("fixtures can be read");
        let is_har = file.extension().is_some_and(|extension| extension == "har");
        let said = if is_har {
            said_by_har(&bytes)
        } else {
            said_by_text(&bytes)
        };
        let (comment, expected, top) = said.unwrap_or_else(|| panic!("{}: nothing is expected", file.display()));
        Self {
            bytes,
            comment,
            expected,
            top,
        }
    }

    /// Returns the capture without what it says of itself.
    pub(crate) fn recorded(&self) -> &[u8] {
        &self.bytes[self.top..]
    }
}

fn said_by_har(bytes: &[u8]) -> Option<(String, String, usize)> {
    let har: Value = serde_json::from_slice(bytes).ok()?;
    let end = |end: &Value| Some(format!("{} {}", end[0].as_str()?, end[1].as_str().unwrap_or("none")));
    let ends: Option<Vec<String>> = har["log"]["_expect"].as_array()?.iter().map(end).collect();
    Some((har["log"]["comment"].as_str()?.to_owned(), listed(&ends?), 0))
}

fn said_by_text(bytes: &[u8]) -> Option<(String, String, usize)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (mut words, mut top) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        top += line.len();
        let line = line.trim_end();
        let markdown = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->"));
        let line = markdown.or_else(|| line.strip_prefix("# "))?;
        match line.strip_prefix("Expected: ") {
            Some(expected) => return Some((words.join(" "), expected.to_owned(), top)),
            None => words.push(line),
        }
    }
    None
}

/// Tells how the logins of a capture end, in the words of a fixture.
pub(crate) fn ends(checked: &Checked) -> String {
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
