//! What access logs tell of requests.

use std::ops::Range;

use jiff::Timestamp;

use super::access::AccessLine;
use super::sights::{SightKind, SightScanner};
use crate::text::draft::Draft;
use crate::text::placed::Text;

/// A request that a server or proxy logged, with its status.
#[derive(Debug)]
pub(super) struct LoggedRequest {
    pub(super) method: String,
    pub(super) url: Text,
    pub(super) status: Option<u16>,
    pub(super) time: Option<Timestamp>,
    pub(super) failure: Option<String>,
}

impl SightScanner<'_> {
    /// Reads a line of an access log; those that have nothing to do with a login are passed over.
    pub(super) fn accessed(&mut self, at: usize) -> Option<usize> {
        let page = self.page;
        let range = page.range(at);
        let line = page.line(at);
        let found = self.access.line(line)?;
        if found.matters {
            let url = url(&page.text, range.start, &found);
            let request = LoggedRequest {
                method: found.method.to_owned(),
                url,
                status: found.status,
                time: found.time,
                failure: found.failure.map(|flags| format!("the proxy answered ({flags})")),
            };
            self.add(range, SightKind::Logged(request));
        }
        Some(at + 1)
    }
}

/// Puts a URL together of what a line of a log has of it.
fn url(text: &Text, start: usize, found: &AccessLine<'_>) -> Text {
    let place = |range: &Range<usize>| start + range.start..start + range.end;
    let mut draft = Draft::default();
    let target = place(&found.target);
    if let Some(host) = &found.host {
        let host = place(host);
        for character in "https://".chars() {
            draft.push_char(character, text.place(host.start));
        }
        draft.push(text, host);
    }
    push_unescaped(&mut draft, text, target);
    if let Some(query) = &found.query {
        let query = place(query);
        draft.push_char('?', text.place(query.start));
        push_unescaped(&mut draft, text, query);
    }
    draft.finish()
}

/// Loggers in Go escape `&` in JSON, others the slash.
fn push_unescaped(draft: &mut Draft, text: &Text, range: Range<usize>) {
    let mut from = range.start;
    let mut at = range.start;
    while let Some(found) = memchr::memchr(b'\\', &text.as_str().as_bytes()[at..range.end]).map(|found| at + found) {
        let rest = &text.as_str()[found..range.end];
        let escape = ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape));
        if let Some((escape, character)) = escape {
            draft.push(text, from..found);
            draft.push_char(*character, text.place(found));
            from = found + escape.len();
        }
        at = found + escape.map_or(1, |(escape, _)| escape.len());
    }
    draft.push(text, from..range.end);
}

const ESCAPES: [(&str, char); 5] = [("\\u0026", '&'), ("\\u003d", '='), ("\\/", '/'), ("\\x26", '&'), ("\\x22", '"')];
