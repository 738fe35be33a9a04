//! The hosts of a capture, and what they are called instead.

use std::collections::BTreeSet;
use std::fmt::Write;

use aho_corasick::{AhoCorasick, MatchKind};

use super::texts::texts;
use crate::Checked;

/// The hosts of a capture.
pub(in crate::report) struct Hosts {
    /// Finds them in a text; none where there is none.
    finder: Option<AhoCorasick>,
}

impl Hosts {
    /// Finds the hosts of a capture in what is reported of it: what stands behind `://`, and names that look like one, between
    /// backticks or as a whole value.
    pub(in crate::report) fn new(checked: &mut Checked) -> Self {
        let mut found = Vec::new();
        for login in &checked.logins {
            found.extend(login.server.clone());
        }
        texts(checked, &mut |text| {
            hosts_in(text, &mut found);
            named_in(text, &mut found);
        });
        Self::named(&found)
    }

    /// Names hosts in the order in which they turn up.
    fn named(found: &[String]) -> Self {
        let mut seen = BTreeSet::new();
        let hosts = found.iter().flat_map(|host| with_parents(host));
        let hosts = hosts.filter(|host| seen.insert(host.clone())).take(MOST);
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(hosts.collect::<Vec<_>>());
        Self {
            // So few and short patterns cannot be too many.
            finder: finder.ok(),
        }
    }

    /// Returns a text with its hosts renamed.
    pub(in crate::report) fn redact(&self, text: &str) -> String {
        self.rename(text, |at, length| stands_alone(text, at, length))
    }

    /// Returns the name of a file with its hosts renamed: browsers name a recording after the host (`login.example.com.har`).
    pub(in crate::report) fn redact_name(&self, name: &str) -> String {
        self.rename(name, |_, _| true)
    }

    fn rename(&self, text: &str, is_host: impl Fn(usize, usize) -> bool) -> String {
        let Some(finder) = &self.finder else {
            return text.to_owned();
        };
        let mut out = String::with_capacity(text.len());
        finder.replace_all_with(text, &mut out, |found, host, out| {
            if is_host(found.start(), host.len()) {
                // Writing to a String cannot fail.
                let _ = write!(out, "host-{}.example", found.pattern().as_usize() + 1);
            } else {
                out.push_str(host);
            }
            true
        });
        out
    }
}

/// Finds what stands behind `://`, also percent-encoded.
fn hosts_in(text: &str, found: &mut Vec<String>) {
    let lower = text.to_ascii_lowercase();
    for rest in lower.split("://").skip(1).chain(lower.split("%3a%2f%2f").skip(1)) {
        let authority = rest.split(['/', '?', '#', '%', '&', ' ', '"', '`', '\\']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default();
        let host: String = host.chars().take_while(|c| is_part(*c)).collect();
        found.push(host);
    }
}

/// Finds names that look like a host: the whole text, or between backticks.
fn named_in(text: &str, found: &mut Vec<String>) {
    let whole = text.trim_start_matches('.').to_ascii_lowercase();
    found.extend(Some(whole).filter(|whole| looks_like_host(whole)));
    for quoted in text.split('`').skip(1).step_by(2) {
        let names = quoted.split(|c| !is_part(c)).map(|name| name.trim_matches('.'));
        // `location.assign(url)` is code.
        let names = names.filter(|name| looks_like_host(name) && !quoted.contains(&format!("{name}(")));
        found.extend(names.map(str::to_owned));
    }
}

/// Returns whether a name has labels like a host, and does not end like a file.
fn looks_like_host(name: &str) -> bool {
    let Some((above, last)) = name.rsplit_once('.') else {
        return false;
    };
    let is_label = |label: &str| {
        let is_plain = |c: char| c.is_alphanumeric() && !c.is_uppercase() || c == '-';
        !label.is_empty() && label.chars().all(is_plain)
    };
    let is_top = last.chars().count() > 1 && last.chars().all(char::is_alphabetic) || last.starts_with("xn--");
    is_top && !FILES.contains(&last) && name.split('.').all(is_label) && !PARTS.iter().any(|part| above.ends_with(part))
}

/// Returns a host and the domains above it that are more than a top level; none where it names nobody.
fn with_parents(host: &str) -> Vec<String> {
    let host = host.to_ascii_lowercase();
    let host = host.trim_matches('.');
    let is_address = host.chars().all(|c| c.is_ascii_digit() || c == '.');
    if host == "127.0.0.1" || !host.contains('.') || host.len() > LONGEST {
        return Vec::new();
    }
    if is_address {
        return vec![host.to_owned()];
    }
    let dots = host.match_indices('.').map(|(at, _)| &host[at + 1..]);
    let parents = dots.filter(|parent| parent.contains('.'));
    [host].into_iter().chain(parents).map(str::to_owned).collect()
}

/// Returns whether a host that is found in a text is not a part of a longer name. `%2F` may stand before it.
fn stands_alone(text: &str, at: usize, length: usize) -> bool {
    let bytes = text.as_bytes();
    let encoded = at >= 3 && bytes[at - 3] == b'%';
    let before = at.checked_sub(1).map(|index| char::from(bytes[index]));
    let after = bytes.get(at + length).map(|byte| char::from(*byte));
    let ends = match after {
        // A sentence may end behind it.
        Some('.') => bytes.get(at + length + 1).is_none_or(|byte| !is_part(char::from(*byte))),
        Some(c) => !is_part(c),
        None => true,
    };
    ends && (encoded || before.is_none_or(|c| !is_part(c) || c == '.'))
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '.' | '_')
}

/// How names of files end that stand in reports.
const FILES: [&str; 12] = ["aspx", "css", "har", "html", "js", "json", "jsp", "php", "toml", "txt", "xml", "zip"];

/// What stands before the name of a parameter: `callback.query.code`.
const PARTS: [&str; 4] = [".body", ".header", ".query", ".fragment"];

/// How many hosts are renamed; no login has so many.
const MOST: usize = 1000;

/// The longest name of a host (RFC 1035 §2.3.4).
const LONGEST: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(text: &str) -> Hosts {
        let mut found = Vec::new();
        hosts_in(text, &mut found);
        Hosts::named(&found)
    }

    #[test]
    fn a_host_has_one_name_wherever_it_stands() {
        let text = "https://id.corp.test/x?redirect_uri=https%3A%2F%2FID.corp.test%2Fcb at id.corp.test.";
        assert_eq!(
            hosts("https://id.corp.test/").redact(text),
            "https://host-1.example/x?redirect_uri=https%3A%2F%2Fhost-1.example%2Fcb at host-1.example."
        );
        assert_eq!(
            hosts("https://a.b.test").redact("cookie of b.test, notb.test"),
            "cookie of host-2.example, notb.test"
        );
    }

    #[test]
    fn a_name_between_backticks_is_a_host_unless_it_is_something_else() {
        let found = |text: &str| {
            let mut found = Vec::new();
            named_in(text, &mut found);
            found
        };
        assert_eq!(found("it went to `metrics.example`, not `a.test:8443`"), ["metrics.example", "a.test"]);
        assert_eq!(found("`Domain=.shop.test`"), ["shop.test"]);
        assert_eq!(found(".shop.test"), ["shop.test"]);
        let others =
            "`login.har` `location.assign(url)` `callback.query.code` `token_request.body` `v1.2` scope=a.read";
        assert_eq!(found(others), Vec::<String>::new());
    }

    #[test]
    fn what_names_nobody_stays() {
        let text = "http://localhost:3000/cb http://127.0.0.1:8080/cb";
        assert_eq!(hosts(text).redact(text), text);
    }
}
