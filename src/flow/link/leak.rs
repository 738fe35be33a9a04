//! Codes on their way to someone else: in the `Referer`, or in an address that a page reports.
//!
//! Requests to others are no part of a login and are not kept, so they are looked at as they pass by, and only for the codes that
//! were delivered last.

use std::collections::VecDeque;

use aho_corasick::packed::Searcher;
use oauth_doctor_wire::url::UrlParts;

use crate::capture::{Content, Exchange, Outline, Text};
use crate::flow::{Leak, Seen};

/// Looks for delivered codes in requests.
#[derive(Default)]
pub(crate) struct Watch {
    codes: VecDeque<String>,
    /// Finds any of them in one pass.
    search: Option<Searcher>,
    pub(crate) leaks: Vec<Leak>,
}

impl Watch {
    /// Returns whether a request may carry a code that was delivered before.
    pub(crate) fn may_leak(&self, outline: &Outline<'_>) -> bool {
        let has = |part: &&[u8]| self.search.as_ref().is_none_or(|search| search.find(part).is_some());
        let parts = [outline.request_headers, outline.url, outline.sent];
        !self.codes.is_empty() && parts.iter().any(has)
    }

    /// Notes that a request carries a code that was delivered before.
    pub(crate) fn look(&mut self, exchange: &Exchange, input: u32) {
        for code in &self.codes {
            let Some(how) = carries(exchange, code) else {
                continue;
            };
            let url = &exchange.request.url;
            let host = UrlParts::parse(url.as_str()).host.to_ascii_lowercase();
            let known = |leak: &Leak| leak.code == *code && leak.host == host;
            if !host.is_empty() && self.leaks.len() < MOST_LEAKS && !self.leaks.iter().any(known) {
                self.leaks.push(Leak {
                    seen: Seen {
                        exchange: exchange.number,
                        at: url.place(0),
                        time: exchange.started,
                        input,
                        ..Seen::default()
                    },
                    code: code.clone(),
                    host,
                    how,
                });
            }
        }
    }

    /// Learns the codes that an exchange delivers.
    pub(crate) fn learn(&mut self, exchange: &Exchange) {
        let response = exchange.response.as_ref();
        let location = response.and_then(|response| response.header("location").or(response.redirect_url.as_ref()));
        for url in [Some(&exchange.request.url), location].into_iter().flatten() {
            let pairs = url.as_str().split(['?', '&', '#']);
            let Some(code) = pairs.filter_map(|pair| pair.strip_prefix("code=")).find_map(distinctive) else {
                continue;
            };
            if self.codes.iter().all(|known| known != code) {
                if self.codes.len() == MOST_CODES {
                    self.codes.pop_front();
                }
                self.codes.push_back(code.to_owned());
                self.search = Searcher::new(&self.codes);
            }
        }
    }
}

/// Returns the longest piece of a code that is spelt the same in every encoding, where that is long enough to be no accident.
fn distinctive(code: &str) -> Option<&str> {
    let pieces = code.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
    pieces.max_by_key(|piece| piece.len()).filter(|piece| piece.len() >= SHORTEST)
}

/// Returns where a request carries the code: inside of an address, as a code of its own belongs to whom it is sent.
fn carries(exchange: &Exchange, code: &str) -> Option<&'static str> {
    let request = &exchange.request;
    let has = |text: &str| text.contains(code) && text.contains("code");
    if request.header("referer").is_some_and(|referer| has(referer.as_str())) {
        return Some("the `Referer` header");
    }
    let nested = |text: &str| has(text) && ["code%3D", "code%3d", "code%253D"].iter().any(|name| text.contains(name));
    if UrlParts::parse(request.url.as_str()).query.split('&').any(nested) {
        return Some("the URL");
    }
    let address =
        |text: &str| has(text) && text.contains("://") && ["?code=", "&code="].iter().any(|name| text.contains(name));
    let reports = |text: &Text| {
        let text = text.as_str();
        text.split('&').any(nested) || text.trim_start().starts_with(['{', '[']) && address(text)
    };
    let in_body = match &request.body.as_ref()?.content {
        Content::Text(text) => text.as_str().len() <= LONGEST && reports(text),
        Content::Params { params, .. } => {
            params.iter().any(|(_, value)| nested(value.as_str()) || address(value.as_str()))
        }
        Content::Missing { .. } => false,
    };
    in_body.then_some("the body")
}

/// How many codes are looked for: those that were delivered last.
const MOST_CODES: usize = 4;
/// How many leaks are kept.
const MOST_LEAKS: usize = 1024;
/// The shortest piece of a code that is looked for.
const SHORTEST: usize = 16;
/// The longest body that is searched.
const LONGEST: usize = 256 << 10;
