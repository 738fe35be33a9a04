//! Markdown, as a ticket shows it.

use std::collections::BTreeSet;

use oauth_doctor::report::{self, Format};
use pulldown_cmark::{Event, Options, Parser, Tag};
use regex::Regex;

use crate::support::fixtures::{self, CASES};
use crate::support::{FAILING, UNEXPLAINED, report_with, run};

#[test]
fn a_ticket_begins_with_the_verdict_and_has_all_that_is_needed() {
    let report = run(&["check", "--format", "markdown", FAILING]).stdout;
    let parts = [
        "### Login 1 failed",
        "**`pkce-challenge-hex`** (proven)",
        "- The server said: `HTTP 400 invalid_grant “PKCE verification failed”`",
        "| `sent` | ",
        "**Fix.** ",
        "```diff\n",
        "```sh\ncurl ",
        "<details><summary>Other causes",
    ];
    let places: Vec<usize> = parts.iter().filter_map(|part| report.find(part)).collect();
    assert!(places.len() == parts.len() && places.is_sorted(), "{places:?} in {report}");
}

#[test]
fn advice_on_what_to_record_is_in_the_ticket() {
    let report = run(&["check", "--format", "markdown", UNEXPLAINED]).stdout;
    assert!(report.contains("no cause can be established") && report.contains("**Next**\n\n- "), "{report}");
}

#[test]
fn redacted_hosts_have_one_name_each_and_are_nowhere_else() {
    let args = ["check", "--format", "markdown", "--redact-hosts", FAILING, "fixtures/rules/redirect-uri-mismatch"];
    let report = run(&args).stdout;
    for host in ["auth.example.com", "orders.example.org", "example.com", "example.org"] {
        assert!(!report.contains(host), "{host} in {report}");
    }
    assert!(report.contains("redirect_uri=https://host-") && report.contains("- Server: `host-1.example`"), "{report}");
    assert!(report.contains("https://www.rfc-editor.org/"), "what is cited is no host of the capture");
}

#[test]
fn no_host_of_any_capture_is_left_where_hosts_are_redacted() {
    // What is cited is not of the capture.
    let cited = Regex::new(r"\]\(https://[^)]*\)").expect("it is a pattern");
    let options = report::Options { redact_hosts: true, ..report::Options::default() };
    for fixture in fixtures::all().chain(&*CASES) {
        let Ok(capture) = std::str::from_utf8(&fixture.bytes) else {
            continue;
        };
        let report = report_with(fixture.capture(), Format::Markdown, options);
        // Nor is the name of the file.
        let body = report.split_once("\n\n").map_or("", |(_, body)| body).to_lowercase();
        let body = cited.replace_all(&body, "");
        let left: Vec<String> = hosts(capture).into_iter().filter(|host| names(&body, host)).collect();
        assert!(left.is_empty(), "{left:?} of {} in {report}", fixture.name());
    }
}

/// Returns whether a text has this name, and not only as a part of another.
fn names(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let alone = |(at, _): (usize, &str)| {
        !text[..at].ends_with(|c| is_part(c) || c == '.') && !text[at + name.len()..].starts_with(is_part)
    };
    text.match_indices(name).any(alone)
}

/// Returns the hosts with a dot that stand in the addresses of a capture, and in its Host headers.
fn hosts(capture: &str) -> BTreeSet<String> {
    let pattern =
        r#"(?i)(?:://|%3a%2f%2f|\bHost: |"Host",\s*"value":\s*"|Domain=\.?)([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})"#;
    let addresses = Regex::new(pattern).expect("it is a pattern");
    let found = addresses.captures_iter(capture).map(|found| found[1].to_lowercase());
    found.filter(|host| !host.ends_with("rfc-editor.org")).collect()
}

/// Reads a report and returns what in it acts: links and images elsewhere than to a specification, HTML, and words that a forge
/// makes links of.
pub(crate) fn acting(report: &str) -> Vec<String> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM;
    let mut acting = Vec::new();
    let mut in_link = false;
    let mut in_block = false;
    for event in Parser::new_ext(report, options) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                in_link = true;
                if !dest_url.starts_with("https://www.rfc-editor.org/") && !dest_url.starts_with("https://openid.net/")
                {
                    acting.push(format!("a link to {dest_url}"));
                }
            }
            Event::End(pulldown_cmark::TagEnd::Link) => in_link = false,
            Event::Start(Tag::CodeBlock(_)) => in_block = true,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => in_block = false,
            Event::Start(Tag::Image { .. }) | Event::InlineHtml(_) => acting.push(format!("{event:?}")),
            Event::Html(html) if !is_ours(&html) => acting.push(format!("HTML {html}")),
            Event::Text(text) if !in_link && !in_block && text.contains(['@', '#', '$', '~', '<', '[', ':', '!']) => {
                // A colon ends a word of ours.
                let words = text
                    .split(' ')
                    .filter(|word| word.trim_end_matches(':').contains(['@', '#', '$', '~', '<', '[', ':', '!']));
                acting.extend(words.map(|word| format!("text {word}")));
            }
            _ => {}
        }
    }
    acting
}

fn is_ours(html: &str) -> bool {
    let html = html.trim();
    html == "</details>" || html.starts_with("<details><summary>Other causes: ") && html.ends_with("</summary>")
}
