//! Start lines and headers as text.

use std::ops::Range;

use super::page::TextPage;
use crate::exchange::Header;
use crate::http;
use crate::text::draft::Draft;
use crate::text::placed::{Text, part};

/// Reads header lines from line `from` on: returns them and the line behind them, which is an empty one or no header.
/// HTTP/2 pseudo headers are left out.
pub(crate) fn headers(page: &TextPage, from: usize, stop: usize, mark: Option<char>) -> (Vec<Header>, usize) {
    let mut headers: Vec<(String, Draft)> = Vec::new();
    let mut at = from;
    while at < stop {
        let Some(range) = unmarked(page, at, mark) else { break };
        let line = &page.text.as_str()[range.clone()];
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header_line(line) {
            let mut draft = Draft::default();
            draft.push(&page.text, range.start + value.start..range.start + value.end);
            headers.push((name.to_owned(), draft));
        } else if line.starts_with([' ', '\t']) && !headers.is_empty() {
            // RFC 9112 §5.2, and windows that wrap what is printed in them.
            let start = range.start + line.len() - line.trim_start().len();
            if let Some((_, draft)) = headers.last_mut() {
                draft.push_char(' ', page.text.place(start));
                draft.push(&page.text, start..start + line.trim().len());
            }
        } else {
            break;
        }
        at += 1;
    }
    let headers = headers.into_iter().filter(|(name, _)| !name.starts_with(':'));
    let headers = headers.map(|(name, value)| Header { name, value: value.finish() });
    (headers.collect(), at)
}

/// Returns the bytes of a line behind its mark (`> `, `< `); `None` if it lacks the mark.
pub(super) fn unmarked(page: &TextPage, index: usize, mark: Option<char>) -> Option<Range<usize>> {
    let range = page.range(index);
    let Some(mark) = mark else { return Some(range) };
    let line = page.line(index);
    let rest = line.trim_start().strip_prefix(mark)?;
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    Some(range.end - rest.len()..range.end)
}

/// Reads `Name: value`; returns the name and the bytes of the value.
pub(crate) fn header_line(line: &str) -> Option<(&str, Range<usize>)> {
    let pseudo = usize::from(line.starts_with(':'));
    let colon = line[pseudo..].find(':')? + pseudo;
    let name = &line[..colon];
    let is_name = name.len() > pseudo
        && name[pseudo..].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    // `https://…` and JSON are not headers.
    let value = &line[colon + 1..];
    if !is_name || value.starts_with("//") {
        return None;
    }
    let start = colon + 1 + value.len() - value.trim_start().len();
    Some((name, start..start + value.trim().len()))
}

/// A start line in text: the method, and the bytes of the target within the page.
pub(super) struct StartLine {
    pub(super) method: String,
    pub(super) target: Text,
    /// `HTTP/1.1` stands behind it.
    pub(super) has_version: bool,
}

/// Reads `POST /token HTTP/1.1`, or `POST https://login.example/token` with nothing behind it.
pub(super) fn request_line(page: &TextPage, range: Range<usize>) -> Option<StartLine> {
    let line = &page.text.as_str()[range.clone()];
    if let Some(found) = http::parse::request_line(line) {
        let target = range.start + found.target.start..range.start + found.target.end;
        return Some(StartLine { method: found.method, target: part(&page.text, target), has_version: true });
    }
    let trimmed = line.trim_end();
    let (method, target) = trimmed.split_once(' ')?;
    let target = target.trim_start();
    let absolute = target.starts_with("http://") || target.starts_with("https://");
    if !http::head::is_method(method) || !absolute || target.contains(char::is_whitespace) {
        return None;
    }
    let end = range.start + trimmed.len();
    Some(StartLine { method: method.to_owned(), target: part(&page.text, end - target.len()..end), has_version: false })
}
