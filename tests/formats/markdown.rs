//! Markdown, as a ticket shows it.

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::FAILING;
use crate::support::run;

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
    assert!(
        places.len() == parts.len() && places.is_sorted(),
        "{places:?} in {report}"
    );
}

#[test]
fn advice_on_what_to_record_is_in_the_ticket() {
    let report = run(&["check", "--format", "markdown", crate::UNEXPLAINED]).stdout;
    assert!(
        report.contains("no cause can be established") && report.contains("**Next**\n\n- "),
        "{report}"
    );
}

#[test]
fn redacted_hosts_have_one_name_each_and_are_nowhere_else() {
    let args = [
        "check",
        "--format",
        "markdown",
        "--redact-hosts",
        FAILING,
        "fixtures/rules/redirect-uri-mismatch",
    ];
    let report = run(&args).stdout;
    for host in ["auth.example.com", "orders.example.org", "example.com", "example.org"] {
        assert!(!report.contains(host), "{host} in {report}");
    }
    assert!(
        report.contains("redirect_uri=https://host-") && report.contains("- Server: `host-1.example`"),
        "{report}"
    );
    assert!(
        report.contains("https://www.rfc-editor.org/"),
        "what is cited is no host of the capture"
    );
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
                let words = text.split(' ').filter(|word| {
                    word.trim_end_matches(':')
                        .contains(['@', '#', '$', '~', '<', '[', ':', '!'])
                });
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
