//! Markdown, as a ticket shows it.

use oauth_doctor::report::Format;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::support::fixtures::{self, CASES};
use crate::support::{FAILING, UNEXPLAINED, report, run};

#[test]
fn a_ticket_begins_with_the_answer_and_has_all_that_is_needed() {
    let report = run(&["check", "--format", "markdown", FAILING]).stdout;
    let parts = [
        "### FAILED: ",
        "`pkce-challenge-hex` · proven · ",
        "| `sent` | ",
        "**The server said:** HTTP 400 · `invalid_grant` · `PKCE verification failed`",
        "- Instead of: `",
        "- Write: `",
        "```diff\n",
        "```sh\ncurl ",
        "**Replayed:** ",
        " other causes ruled out",
    ];
    let places: Vec<usize> = parts.iter().filter_map(|part| report.find(part)).collect();
    assert!(places.len() == parts.len() && places.is_sorted(), "{places:?} in {report}");
    assert!(report.contains("| `#2` · `GET https://auth.example.com/oauth2/authorize` · line `93:230` |"), "{report}");
}

#[test]
fn advice_on_what_to_record_is_in_the_ticket() {
    let report = run(&["check", "--format", "markdown", UNEXPLAINED]).stdout;
    assert!(report.contains("### FAILED: ") && report.contains("\n**Next:** "), "{report}");
}

#[test]
fn what_was_not_assessed_is_a_count_and_two_causes_outside_of_the_fold() {
    for fixture in fixtures::all().chain(&*CASES) {
        let report = report(fixture.capture(), Format::Markdown, false);
        let mut folds = 0;
        let mut named = 0;
        for line in report.lines() {
            folds += usize::from(line.starts_with("<details>"));
            folds -= usize::from(line == "</details>");
            named = if line.starts_with("### ") { 0 } else { named };
            named += usize::from(folds == 0 && line.starts_with("- `") && line.contains("`: "));
            assert!(named <= 2, "{}: {report}", fixture.name());
        }
    }
}

#[test]
fn every_report_is_what_it_was_meant_to_be() {
    for fixture in fixtures::all().chain(&*CASES) {
        let report = report(fixture.capture(), Format::Markdown, false);
        let faults = faults(&report);
        assert!(faults.is_empty(), "{}: {faults:#?} in\n{report}", fixture.name());
    }
}

/// Returns what is broken in a report: marks that are left in its words, brackets that are torn apart, markup that is none of ours,
/// rows that lack a cell, and words that would act and are written out.
fn faults(report: &str) -> Vec<String> {
    let mut faults = acting(report);
    faults.retain(|fault| !fault.starts_with("a link to https://"));
    let mut within = Vec::new();
    let mut cells = 0;
    for event in Parser::new_ext(report, options()) {
        match &event {
            Event::Start(tag @ (Tag::Emphasis | Tag::Strikethrough | Tag::Image { .. })) => {
                faults.push(format!("{tag:?}"));
            }
            Event::Start(tag) => within.push(tag.clone()),
            Event::End(tag) if within.last().is_some_and(|last| last.to_end() == *tag) => {
                within.pop();
            }
            _ => {}
        }
        let is_within = |wanted: fn(&Tag<'_>) -> bool| within.iter().any(wanted);
        match &event {
            Event::Text(text) if !is_within(|tag| matches!(tag, Tag::CodeBlock(_))) => {
                if text.contains('`') || text.contains("\\u{") {
                    faults.push(format!("words {text}"));
                }
                let is_label = LABELS.iter().any(|label| text.starts_with(label));
                if is_within(|tag| matches!(tag, Tag::Strong)) && !is_label {
                    faults.push(format!("strong {text}"));
                }
            }
            Event::Code(code) if !is_within(|tag| matches!(tag, Tag::TableCell)) => {
                let is_cut = code.contains('\u{2026}');
                if !is_cut && code.matches('(').count() != code.matches(')').count() {
                    faults.push(format!("torn code {code}"));
                }
            }
            Event::End(TagEnd::TableCell) => cells += 1,
            Event::End(TagEnd::TableRow | TagEnd::TableHead) => {
                if cells != 3 {
                    faults.push(format!("a row of {cells} cells"));
                }
                cells = 0;
            }
            _ => {}
        }
    }
    let rows = report.lines().filter(|line| line.starts_with("| "));
    faults.extend(rows.filter(|row| row.matches('|').count() != 4).map(|row| format!("a row {row}")));
    faults
}

/// How what is strong begins.
const LABELS: [&str; 11] = [
    "Found",
    "Fix:",
    "Next:",
    "The server said:",
    "The client reported:",
    "The log says:",
    "It means:",
    "Replayed:",
    "Not proven:",
    "Also found",
    "Corrected ",
];

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM
}

/// Reads a report and returns what in it acts: links and images elsewhere than to a specification, HTML, and words that a forge
/// makes links of.
pub(crate) fn acting(report: &str) -> Vec<String> {
    let mut acting = Vec::new();
    let mut in_link = false;
    let mut in_block = false;
    for event in Parser::new_ext(report, options()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                in_link = true;
                if !dest_url.starts_with("https://www.rfc-editor.org/") && !dest_url.starts_with("https://openid.net/")
                {
                    acting.push(format!("a link to {dest_url}"));
                }
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::Start(Tag::CodeBlock(_)) => in_block = true,
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Start(Tag::Image { .. }) | Event::InlineHtml(_) => acting.push(format!("{event:?}")),
            Event::Html(html) if !is_ours(&html) => acting.push(format!("HTML {html}")),
            Event::Text(text) if !in_link && !in_block => {
                acting.extend(text.split(' ').filter(|word| acts(word)).map(|word| format!("text {word}")));
            }
            _ => {}
        }
    }
    acting
}

/// Returns whether a forge may make something of a word.
fn acts(word: &str) -> bool {
    let word = word.trim_end_matches(':').as_bytes();
    let is_digit = |at: usize| word.get(at).is_some_and(u8::is_ascii_digit);
    // A colon stands in a time, too.
    let is_time = |at: usize| at > 0 && is_digit(at - 1) && is_digit(at + 1);
    word.iter().enumerate().any(|(at, byte)| b"@#$~<[!".contains(byte) || *byte == b':' && !is_time(at))
}

fn is_ours(html: &str) -> bool {
    let html = html.trim();
    let summary = html.strip_prefix("<details><summary>").and_then(|rest| rest.strip_suffix("</summary>"));
    html == "</details>" || summary.is_some_and(|text| text.chars().all(|c| c.is_alphanumeric() || ", ".contains(c)))
}
