//! What a log or a console tells of a request, beside the message itself.

use std::ops::Range;

use super::access_sights::LoggedRequest;
use super::exchanged::{Exchanged, answered, is_page, lacks_body};
use super::failure::StatedFailure;
use super::pairing::Pairing;
use super::{prose, url, witnesses};
use crate::exchange::Header;
use crate::text::placed::Text;
use crate::transcript::found::MessageOrigin;
use crate::transcript::page::TextPage;

impl Pairing<'_> {
    /// A line of an access log: the request before it, if that is the same one and has no status yet, or one of its own.
    pub(super) fn logged(&mut self, range: Range<usize>, logged: LoggedRequest) {
        let LoggedRequest { method, url, status, time, failure } = logged;
        let is_same = |told: &&mut Exchanged| {
            let known = told.request.url.as_str();
            told.origin == MessageOrigin::Written
                && told.request.method == "POST"
                && method == "POST"
                && !told.proposed
                && told.started.is_none()
                && told.response.as_ref().is_none_or(|response| response.status.is_none())
                && (known.is_empty() || url::path(known) == url::path(url.as_str()))
        };
        let told = self.open.as_mut().or(self.done.last_mut()).filter(is_same);
        if let Some(told) = told {
            if told.request.url.as_str().is_empty() {
                told.request.url = url;
            }
            told.started = time;
            told.failure = told.failure.take().or(failure);
            match &mut told.response {
                Some(response) => response.status = status,
                None => told.response = status.map(|status| answered(Some(status), None)),
            }
            return;
        }
        self.written(range, method, url, None, true);
        if let Some(open) = &mut self.open {
            open.started = time;
            open.failure = failure;
            open.response = status.map(|status| answered(Some(status), None));
        }
    }

    /// A browser kept a request from its page.
    pub(super) fn blocked(&mut self, range: Range<usize>, url: Text, origin: Option<Text>, failure: &str) {
        let is_other =
            |open: &Exchanged| open.origin != MessageOrigin::Written || open.request.url.as_str() != url.as_str();
        if self.open.as_ref().is_none_or(is_other) {
            let is_sure = url::is_of_tokens(url.as_str());
            self.written(range, "POST".to_owned(), url, None, is_sure);
        }
        if let Some(open) = &mut self.open {
            open.failure = Some(failure.to_owned());
            let name = "Origin".to_owned();
            open.request.headers.extend(origin.map(|value| Header { name, value }));
        }
    }

    /// A header of the request at hand, or of the next one where a dump prints the headers first.
    pub(super) fn header(&mut self, header: Header) {
        let lacks = |open: &&mut Exchanged| {
            open.origin == MessageOrigin::Written
                && open.response.is_none()
                && open.request.method != "GET"
                && open.request.header("authorization").is_none()
        };
        match self.open.as_mut().filter(lacks) {
            Some(open) => open.request.headers.push(header),
            None => self.header = Some(header),
        }
    }

    /// A refusal that a program states: the answer to the request at hand, or what was said already, or of a request
    /// that the text does not show.
    pub(super) fn failed(&mut self, failure: StatedFailure) {
        let at = failure.range.start;
        let is_of_login = || !prose::is_about_programs(self.page, at) && !answers_get(self.page, &failure);
        if prose::is_proposed(self.page, at) || !is_of_login() {
            return;
        }
        let waits = |open: &Exchanged| {
            !open.proposed
                && !is_page(open)
                && open.response.as_ref().is_none_or(|response| {
                    lacks_body(response)
                        && response.status.is_none_or(|status| {
                            status >= 400 || failure.status.is_none() && open.origin == MessageOrigin::Written
                        })
                })
        };
        if let Some(open) = self.open.as_mut().filter(|open| waits(open)) {
            witnesses::add(open, failure);
            open.is_sure = true;
            return;
        }
        if let Some(open) = self.open.as_mut().filter(|open| is_refused_page(open, &failure)) {
            open.response = Some(answered(failure.status, failure.body()));
            return;
        }
        let earlier = self.open.iter_mut().chain(self.done.iter_mut().rev().take(MOST_WITNESSES));
        let mut same = earlier.filter(|earlier| witnesses::is_same(self.page, earlier, &failure));
        if let Some(earlier) = same.next() {
            witnesses::add(earlier, failure);
            return;
        }
        let waiting = |done: &&mut Exchanged| done.request.method == "POST" && waits(done);
        if let Some(last) = self.done.last_mut().filter(waiting) {
            witnesses::add(last, failure);
            return;
        }
        if let Some(url) = failure.at_authorize() {
            self.written(failure.range, "GET".to_owned(), url, None, true);
            if let Some(open) = &mut self.open {
                open.is_stated = true;
            }
            return;
        }
        let url = failure.path.clone().or_else(|| self.mention.clone()).unwrap_or_default();
        let section = self.page.section(self.page.line_at(failure.range.start));
        let mut stated = Exchanged::from_answer(failure.range.clone(), section, url, answered(None, None));
        stated.is_stated = true;
        witnesses::add(&mut stated, failure);
        self.begin(stated);
    }

    /// Logs name a request more than once: what was sent first, where to in the next line. Returns whether this is such
    /// a line.
    pub(super) fn is_told_again(&mut self, method: Option<&str>, url: &Text) -> bool {
        let Some(open) =
            self.open.as_mut().filter(|open| open.origin == MessageOrigin::Written && open.response.is_none())
        else {
            return false;
        };
        let is_blocked = open.failure.is_some();
        if open.request.body.is_none() && !is_blocked
            || open.request.method != "POST"
            || method.is_some_and(|method| method != "POST")
        {
            return false;
        }
        if open.request.url.as_str().is_empty() {
            open.request.url = url.clone();
            return true;
        }
        url::path(open.request.url.as_str()) == url::path(url.as_str())
    }

    /// `Request to https://… completed` names the request at hand by its URL.
    pub(super) fn is_named_again(&self, method: &str, url: &Text) -> bool {
        let base = |url: &Text| url.as_str()[..url::base_length(url.as_str())].to_owned();
        self.open.as_ref().is_some_and(|open| {
            method.is_empty()
                && open.origin == MessageOrigin::Written
                && open.request.method == "POST"
                && open.response.is_none()
                && base(&open.request.url) == base(url)
        })
    }

    /// The browser came back from the last page that a login began with.
    pub(super) fn returned(&mut self) {
        let pages = self.open.iter_mut().chain(self.done.iter_mut().rev().take(MOST_BEFORE));
        let mut begun = pages.filter(|page| is_page(page) && page.request.url.as_str().contains("response_type="));
        if let Some(page) = begun.next() {
            page.came_back = true;
        }
    }
}

/// Returns whether the line of a refusal says that a GET was answered, which a resource does, not a token endpoint: `401 GET
/// https://api.example/userinfo {"error":"invalid_token"}`.
fn answers_get(page: &TextPage, failure: &StatedFailure) -> bool {
    let of_resource = ["invalid_token", "insufficient_scope"];
    if !failure.error.as_ref().is_some_and(|error| of_resource.contains(&error.as_str())) {
        return false;
    }
    let line = page.range(page.line_at(failure.range.start));
    let before = &page.text.as_str()[line.start.min(failure.range.start)..failure.range.start];
    let url =
        before.rfind("GET http").map(|at| before[at + "GET ".len()..].split_whitespace().next().unwrap_or_default());
    url.is_some_and(|url| !url::is_of_tokens(url))
}

/// Returns whether a refusal is the answer to the authorization request above it: it is about the redirect URI, and no code
/// came.
fn is_refused_page(open: &Exchanged, failure: &StatedFailure) -> bool {
    let is_of_page = failure.error.as_ref().is_some_and(|error| {
        ["invalid_request", "unauthorized_client", "redirect_uri_mismatch"].contains(&error.as_str())
    });
    let names_uri = failure.description.as_ref().is_some_and(|words| {
        let words = words.as_str().to_ascii_lowercase();
        ["redirect uri", "redirect_uri", "redirect url", "callback url"].iter().any(|name| words.contains(name))
    });
    is_page(open)
        && open.request.url.as_str().contains("response_type=")
        && open.response.is_none()
        && is_of_page
        && names_uri
}

/// How far back a login may have begun, in exchanges.
const MOST_BEFORE: usize = 64;

/// How many exchanges before may be the one that a statement is about.
const MOST_WITNESSES: usize = 8;
