//! URLs in text.

use std::ops::Range;

use oauth_doctor_wire::url::UrlParts;

use super::failure::facts::floor;
use crate::text::draft::Draft;
use crate::text::placed::Text;
use crate::transcript::page::TextPage;
use crate::work;

/// A URL in a line, with what goes on in the lines below.
pub(super) struct FoundUrl {
    /// The bytes of the page, from the URL's first to its last.
    pub(super) range: Range<usize>,
    pub(super) url: Text,
}

/// Finds the first URL in a line, from a byte of the page on. A URL that was broken where a parameter begins goes on in
/// the next lines.
pub(super) fn find(page: &TextPage, line: usize, from: usize) -> Option<FoundUrl> {
    let source = page.text.as_str();
    let range = page.range(line);
    let mut at = from.max(range.start);
    loop {
        let colon = at + source.get(at..range.end)?.find("://")?;
        let scheme = source[range.start.max(from)..colon]
            .bytes()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
            .count();
        let start = colon - scheme;
        let is_scheme = source[start..colon].starts_with(|c: char| c.is_ascii_alphabetic());
        let end = if is_scheme { end_of(source, start, colon + 3, range.end) } else { start };
        if end > colon + 3 {
            let found = continued(page, line, start..end);
            return Some(if is_in_markup(&source[range.start..start]) { unescaped(found) } else { found });
        }
        at = colon + 3;
    }
}

/// Returns whether what stands before a URL in its line is markup, so that `&amp;` in it stands for `&`.
fn is_in_markup(before: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', '\\']);
    let tail = &before[floor(before, before.len().saturating_sub(MARKUP))..];
    ["<p>", "<p ", "href=", "<html", "<!DOCTYPE", "<a ", "action=", "content="].iter().any(|mark| tail.contains(mark))
}

/// Undoes the escapes of `&` in a URL that is in markup.
fn unescaped(found: FoundUrl) -> FoundUrl {
    if !found.url.as_str().contains(AMPERSAND) {
        return found;
    }
    let mut draft = Draft::default();
    let mut done = 0;
    for (at, _) in found.url.as_str().match_indices(AMPERSAND) {
        draft.push(&found.url, done..at + 1);
        done = at + AMPERSAND.len();
    }
    draft.push(&found.url, done..found.url.as_str().len());
    FoundUrl { url: draft.finish(), ..found }
}

/// Returns how long a URL is without query and fragment.
pub(super) fn base_length(url: &str) -> usize {
    UrlParts::parse(url).base.len()
}

/// Returns the path of a URL, or of a target that is one.
pub(super) fn path(url: &str) -> &str {
    UrlParts::parse(url).path
}

/// Returns whether tokens are issued at a URL, by its last segment.
pub(super) fn is_of_tokens(url: &str) -> bool {
    let last = UrlParts::parse(url).last_segment();
    // The name of an article is longer.
    last.len() <= LONGEST_NAME && last.to_ascii_lowercase().contains("token")
}

/// Returns where a URL ends: at a blank or quote, and without the punctuation of the sentence around it.
fn end_of(source: &str, start: usize, from: usize, limit: usize) -> usize {
    let before = source[..start].chars().next_back();
    let rest = &source[from..limit];
    let mut parentheses = 0_i32;
    // The byte behind a placeholder that is passed over.
    let mut behind = 0;
    let stop = rest.char_indices().find(|(index, character)| {
        if *index < behind {
            return false;
        }
        match character {
            '"' | '\'' | '`' | '|' | '\\' | '\u{201c}' | '\u{201d}' | '\u{2019}' | '>' | '^' => return true,
            '<' => {
                let length = placeholder(&rest[*index..]);
                behind = length.map_or(behind, |length| index + length);
                return length.is_none();
            }
            ')' if before == Some('(') && parentheses == 0 => return true,
            ']' if before == Some('[') => return true,
            '(' => parentheses += 1,
            ')' => parentheses -= 1,
            _ => {}
        }
        character.is_whitespace() || character.is_control()
    });
    let end = from + stop.map_or(rest.len(), |(index, _)| index);
    work::count(end - from);
    let url = &source[start..end];
    // Three dots stand for the rest of it.
    if url.ends_with("...") && url.contains('?') {
        return end;
    }
    let trimmed = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', ')', ']']);
    // `{` and `(` that were opened belong to it.
    let keeps = |close: char, open: char| url[trimmed.len()..].starts_with(close) && trimmed.contains(open);
    if keeps(')', '(') || keeps(']', '[') {
        start + trimmed.len() + 1
    } else if url.ends_with('?') && trimmed.len() + 1 == url.len() {
        start + url.len()
    } else {
        start + trimmed.len()
    }
}

/// `<your-tenant>` inside of a URL; returns its length.
fn placeholder(rest: &str) -> Option<usize> {
    let close = rest.get(..rest.len().min(48)).unwrap_or(rest).find('>')?;
    let inner = &rest[1..close];
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '…');
    let tag = ["br", "p", "a", "b", "i", "div", "span", "code", "pre", "li", "ul", "td", "tr"].contains(&inner);
    (!inner.is_empty() && !tag && inner.chars().all(is_word)).then_some(close + 1)
}

fn continued(page: &TextPage, line: usize, first: Range<usize>) -> FoundUrl {
    let source = page.text.as_str();
    let whole = |url: &Range<usize>, line: usize| source[url.end..page.range(line).end].trim().is_empty();
    let mut draft = Draft::default();
    draft.push(&page.text, first.clone());
    let mut end = first.end;
    let mut last = first.clone();
    for next in line + 1..page.len().min(line + MOST_LINES) {
        let text = page.line(next);
        let trimmed = text.trim();
        let open = source[last.clone()].ends_with(['?', '&']);
        let goes_on = trimmed.starts_with('&') || trimmed.starts_with('?') || open && is_parameter(trimmed);
        if !goes_on
            || trimmed.contains(char::is_whitespace)
            || !whole(&last, next - 1)
            || trimmed.contains("://") && !trimmed.contains('=')
        {
            break;
        }
        let start = page.range(next).start + text.len() - text.trim_start().len();
        let behind = trimmed.find(['"', '\'', '`', '<', '>']).unwrap_or(trimmed.len());
        last = start..start + behind;
        draft.push(&page.text, last.clone());
        end = last.end;
    }
    FoundUrl { range: first.start..end, url: draft.finish() }
}

fn is_parameter(text: &str) -> bool {
    let name = text.split('=').next().unwrap_or_default();
    text.contains('=')
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// How `&` is escaped in markup.
const AMPERSAND: &str = "&amp;";

/// How far before a URL its tag may begin.
const MARKUP: usize = 200;

/// Over how many lines a URL may go.
const MOST_LINES: usize = 40;

/// The longest last segment of a token endpoint.
const LONGEST_NAME: usize = 32;
