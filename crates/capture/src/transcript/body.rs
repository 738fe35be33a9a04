//! Bodies in texts.

use std::cell::Cell;

use serde::de::IgnoredAny;

use super::page::TextPage;
use crate::exchange::{Body, Content, Header, header_value};
use crate::http;
use crate::text::draft::Draft;
use crate::text::placed::{Text, part};
use crate::work;

/// How many bytes may be looked at in search of the ends of JSON values: braces that are never closed could make that
/// quadratic.
pub(crate) struct Fuel(Cell<usize>);

impl Fuel {
    /// Returns what a text of this size may cost.
    pub(crate) fn for_size(bytes: usize) -> Self {
        Self(Cell::new(bytes.saturating_mul(16).saturating_add(1 << 20)))
    }

    /// Takes what was looked at; `false` if nothing is left.
    pub(crate) fn burn(&self, bytes: usize) -> bool {
        work::count(bytes);
        let left = self.0.get();
        self.0.set(left.saturating_sub(bytes.max(1)));
        left > 0
    }
}

/// A body that was found.
pub(super) struct FoundBody {
    pub(super) text: Text,
    /// The byte behind it.
    pub(super) end: usize,
    /// The line behind it.
    pub(super) next: usize,
}

/// Makes a body of a content whose media type only the headers tell.
pub(super) fn plain(content: Content) -> Body {
    Body::from(content)
}

/// Returns that a body is missing where the headers tell of one.
pub(super) fn announced(headers: &[Header]) -> Option<Content> {
    if header_value(headers, "transfer-encoding").is_some() {
        return Some(Content::Missing { bytes: None });
    }
    match header_value(headers, "content-length").map(|length| length.trim().parse::<u64>()) {
        Some(Ok(0)) => None,
        Some(length) => Some(Content::Missing { bytes: length.ok() }),
        None => header_value(headers, "content-type").map(|_| Content::Missing { bytes: None }),
    }
}

/// Finds the body of a request, which starts at or behind line `from`.
pub(super) fn request_body(
    page: &TextPage,
    from: usize,
    stop: usize,
    headers: &[Header],
    fuel: &Fuel,
) -> Option<FoundBody> {
    let at = first_line(page, from, stop)?;
    exact(page, at, stop, headers)
        .or_else(|| json(page, at, stop, fuel))
        .or_else(|| form(page, at, stop))
        .or_else(|| multipart(page, at, stop, fuel))
        .or_else(|| stringified(page, at))
}

/// Finds the body of a response, which starts at or behind line `from`.
pub(super) fn response_body(
    page: &TextPage,
    from: usize,
    stop: usize,
    headers: &[Header],
    fuel: &Fuel,
) -> Option<FoundBody> {
    let at = first_line(page, from, stop)?;
    json(page, at, stop, fuel)
        .or_else(|| markup(page, at, stop))
        .or_else(|| exact(page, at, stop, headers))
        .or_else(|| form(page, at, stop).filter(|found| is_form_answer(found.text.as_str())))
}

fn first_line(page: &TextPage, from: usize, stop: usize) -> Option<usize> {
    let end = stop.min(from.saturating_add(MOST_BLANK));
    let at = (from..end).find(|&at| !page.line(at).trim().is_empty())?;
    (!is_stop(page.line(at))).then_some(at)
}

/// Returns whether a line ends whatever is before it: a fence, the start of another message.
pub(super) fn is_stop(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```")
        || line.starts_with("~~~")
        || line.starts_with("HTTP/") && http::head::status(line).is_some()
        || http::parse::request_line(line).is_some()
        || is_curl_mark(line)
}

/// Returns whether this is a line that `curl -v` adds: `* info`, `{ [5 bytes data]`, `> `, `< `.
pub(super) fn is_curl_mark(line: &str) -> bool {
    line.starts_with("* ")
        || line.starts_with("{ [") && line.contains(" bytes data]")
        || line.starts_with("} [") && line.contains(" bytes data]")
        || line.starts_with("> ") && http::parse::request_line(&line[2..]).is_some()
        || line.starts_with("< ") && http::head::status(&line[2..]).is_some()
}

/// The bytes that `Content-Length` gives, where a line ends behind them.
fn exact(page: &TextPage, at: usize, stop: usize, headers: &[Header]) -> Option<FoundBody> {
    let length: usize = header_value(headers, "content-length")?.trim().parse().ok()?;
    let start = page.range(at).start;
    let source = page.text.as_str();
    let end = start.checked_add(length).filter(|end| *end <= page.range(stop).start)?;
    let body = source.get(start..end).filter(|body| !body.is_empty())?;
    let ends_line = source[end..].is_empty() || source[end..].starts_with(['\r', '\n']);
    ends_line.then(|| FoundBody {
        text: part(&page.text, start..start + body.trim_end_matches(['\r', '\n']).len()),
        end,
        next: page.line_at(end) + 1,
    })
}

fn json(page: &TextPage, at: usize, stop: usize, fuel: &Fuel) -> Option<FoundBody> {
    let line = page.line(at);
    let start = page.range(at).start + line.len() - line.trim_start().len();
    if !page.text.as_str()[start..].starts_with(['{', '[']) || is_curl_mark(line.trim_start()) {
        return None;
    }
    let end = json_extent(page.text.as_str(), start, page.range(stop).start, fuel).unwrap_or_else(|| {
        // Cut, or edited by hand: to the end of the paragraph.
        let last = (at..stop).find(|&next| {
            let line = page.line(next);
            line.trim().is_empty() || next > at && is_stop(line)
        });
        page.range(last.unwrap_or(stop).max(at + 1) - 1).end
    });
    Some(FoundBody { text: part(&page.text, start..end), end, next: page.line_at(end.max(start + 1) - 1) + 1 })
}

/// Returns the end of the JSON object or array that starts at a byte, where it is one and ends before `limit`.
pub(crate) fn json_extent(source: &str, start: usize, limit: usize, fuel: &Fuel) -> Option<usize> {
    let mut limit = limit.min(start.saturating_add(LONGEST)).min(source.len());
    while !source.is_char_boundary(limit) {
        limit -= 1;
    }
    let piece = source.get(start..limit)?;
    if !fuel.burn(0) {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(piece).into_iter::<IgnoredAny>();
    let read = values.next();
    let length = values.byte_offset();
    // A syntax error is met where it stands; what lacks its end was read to the limit.
    let cost = match &read {
        Some(Err(error)) if error.is_eof() => piece.len(),
        Some(Err(error)) => {
            let lines = memchr::memchr_iter(b'\n', piece.as_bytes());
            let line = lines.take(error.line().saturating_sub(1)).last().unwrap_or(0);
            line + error.column()
        }
        _ => length,
    };
    fuel.burn(cost);
    read?.ok().map(|_| start + length)
}

/// A form in one line, or broken where its parameters begin.
fn form(page: &TextPage, at: usize, stop: usize) -> Option<FoundBody> {
    if !is_form(page.line(at).trim()) {
        return None;
    }
    let (text, next) = form_lines(page, at, stop);
    let end = page.range(next - 1).end;
    Some(FoundBody { text, end, next })
}

/// Puts the lines of a form together: a line that starts with `&`, or follows one that ends with it, goes on. Returns
/// the form and the line behind it.
pub(crate) fn form_lines(page: &TextPage, from: usize, stop: usize) -> (Text, usize) {
    let mut draft = Draft::default();
    let mut at = from;
    while at < stop.max(from + 1) {
        let line = page.line(at);
        let goes_on = at == from
            || line.trim_start().starts_with('&')
            || draft.as_str().ends_with('&') && line.contains('=') && !line.trim().contains(' ');
        if !goes_on {
            break;
        }
        let start = page.range(at).start + line.len() - line.trim_start().len();
        draft.push(&page.text, start..start + line.trim().len());
        at += 1;
    }
    (draft.finish(), at)
}

/// `name=value&name=value` without blanks.
fn is_form(line: &str) -> bool {
    let name = line.split('=').next().unwrap_or_default();
    line.contains('=')
        && !name.is_empty()
        && !line.contains(char::is_whitespace)
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.%+[]".contains(&byte))
}

fn is_form_answer(form: &str) -> bool {
    form.split('&').any(|pair| pair.starts_with("error=") || pair.starts_with("access_token="))
}

/// RFC 2046: from the first boundary to the closing one.
fn multipart(page: &TextPage, at: usize, stop: usize, fuel: &Fuel) -> Option<FoundBody> {
    let boundary = page.line(at).trim_end();
    let is_boundary = boundary.len() > 4 && boundary.starts_with("--");
    if !is_boundary || !page.line(at + 1).to_ascii_lowercase().starts_with("content-") {
        return None;
    }
    let mut below = (at + 1..stop).take_while(|&line| fuel.burn(page.line(line).len()));
    let last = below.find(|&line| {
        let rest = page.line(line).trim_end().strip_prefix(boundary);
        rest == Some("--")
    })?;
    let end = page.range(last).end;
    Some(FoundBody { text: part(&page.text, page.range(at).start..end), end, next: last + 1 })
}

/// `[object Object]` and `undefined`, which are sent by mistake.
fn stringified(page: &TextPage, at: usize) -> Option<FoundBody> {
    let line = page.line(at).trim();
    let is_so = line.starts_with("[object ") || matches!(line, "undefined" | "null");
    is_so.then(|| FoundBody { text: part(&page.text, page.range(at)), end: page.range(at).end, next: at + 1 })
}

/// A page: to `</html>`, or to the end of the paragraph.
fn markup(page: &TextPage, at: usize, stop: usize) -> Option<FoundBody> {
    let first = page.line(at).trim_start();
    let is_tag = first
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?'));
    if !is_tag {
        return None;
    }
    let whole = first.to_ascii_lowercase().starts_with("<!doctype") || first.to_ascii_lowercase().starts_with("<html");
    let mut last = at;
    for line in at..stop {
        let text = page.line(line);
        if line > at && is_stop(text) || text.trim().is_empty() && !whole {
            break;
        }
        last = line;
        if text.to_ascii_lowercase().contains("</html>") {
            break;
        }
    }
    let range = page.range(at).start..page.range(last).end;
    let text = part(&page.text, range.start..range.start + page.text.as_str()[range.clone()].trim_end().len());
    Some(FoundBody { text, end: range.end, next: last + 1 })
}

/// The longest JSON value of a text.
const LONGEST: usize = 1 << 20;

/// The most empty lines between headers and body.
const MOST_BLANK: usize = 3;
