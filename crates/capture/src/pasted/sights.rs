//! Finds the parts of a login in a text that people or logs wrote, in order.

use std::collections::VecDeque;
use std::ops::Range;

use url::base_length;

use super::access::AccessLog;
use super::access_sights::LoggedRequest;
use super::failure::{self, StatedFailure};
use super::lookahead::Lookahead;
use super::params::{ParamRange, Role};
use super::target::{carries_message, is_of_curl, method_and_path, method_before};
use super::{overlap, params, prose, returned, url};
use crate::exchange::{Body, Content, Header};
use crate::text::draft::Draft;
use crate::text::placed::{Text, part};
use crate::transcript::body::Fuel;
use crate::transcript::page::TextPage;

/// A sighting.
#[derive(Debug)]
pub(super) struct Sight {
    /// The bytes of the page.
    pub(super) range: Range<usize>,
    pub(super) kind: SightKind,
}

/// The kind of a sighting.
#[derive(Debug)]
pub(super) enum SightKind {
    /// A URL that carries a message: an authorization request or its response. The method where one stands before it.
    RequestOrResponse(String, Text),
    /// The URL of a request: behind a method, or under a label.
    Endpoint(Option<String>, Text),
    /// A URL in a sentence that a request may go to, and whether the sentence says POST.
    Mention(Text),
    /// `Request Method: POST`.
    Method(String),
    /// Headers under a title.
    Headers(Vec<Header>),
    /// The parameters of a token request.
    Sent(Body),
    /// The parameters of an authorization request.
    Asked(Body),
    /// The answer of a token endpoint.
    Answer(Body),
    /// A status, and whether it belongs to the request before it, as in a log or under a label.
    Status(u16, bool),
    /// The status in the first line of an answer, of a request that is sent before it.
    Reply(u16),
    /// A log says that the browser came back with a code.
    Returned,
    /// A refusal that a program states.
    Failed(Box<StatedFailure>),
    /// The error code of a token endpoint in a sentence, and the words behind it.
    ErrorCode(Text, Option<Text>),
    /// The console of a browser says that a request was kept from its page: the URL, the origin of the page where it is
    /// named, and what stopped it.
    Blocked { url: Text, origin: Option<Text>, failure: &'static str },
    /// Where a log prints one header of a request.
    Header(Header),
    /// The error of a failed request in a browser: `net::ERR_FAILED`.
    Failure(String),
    /// A request in an access log.
    Logged(LoggedRequest),
}

/// Looks at a page, leaving out what is taken already (ranges in order).
pub(super) fn find_sights(page: &TextPage, taken: &[Range<usize>], fuel: &Fuel) -> Vec<Sight> {
    let (access, logged) = (AccessLog::default(), VecDeque::new());
    let mut scanner = SightScanner { page, fuel, found: Vec::new(), access, cut: usize::MAX, again: 0, logged };
    let failures = failure::find(page, taken, fuel);
    let mut taken = taken.iter().peekable();
    let mut at = 0;
    while at < page.len() {
        let range = page.range(at);
        while taken.next_if(|taken| taken.end <= range.start).is_some() {}
        let next = taken.peek().map(|taken| (**taken).clone());
        if let Some(taken) = next.clone().filter(|taken| taken.start <= range.start) {
            at = page.line_at(taken.end.max(taken.start + 1) - 1).max(at) + 1;
            continue;
        }
        // A prompt, or words, may be before a command in its line.
        if let Some(taken) = next.clone().filter(|taken| taken.start < range.end) {
            scanner.cut = taken.start;
            scanner.line(at, at + 1);
            scanner.cut = usize::MAX;
            at = page.line_at(taken.end.max(taken.start + 1) - 1).max(at) + 1;
            continue;
        }
        let stop = next.map_or(page.len(), |next| page.line_at(next.start));
        at = scanner.lines(at, stop.max(at + 1)).max(at + 1);
    }
    let mut found = scanner.found;
    found.extend(returned::find(page.text.as_str()).map(|range| Sight { range, kind: SightKind::Returned }));
    overlap::add_failures(&mut found, failures);
    found
}

pub(super) struct SightScanner<'a> {
    pub(super) page: &'a TextPage,
    pub(super) fuel: &'a Fuel,
    pub(super) found: Vec<Sight>,
    pub(super) access: AccessLog,
    /// The end of the part of the line that is still free.
    cut: usize,
    /// How often the last answer was seen again.
    again: usize,
    /// The latest requests that a log printed with an identifier.
    pub(super) logged: VecDeque<String>,
}

impl SightScanner<'_> {
    pub(super) fn add(&mut self, range: Range<usize>, kind: SightKind) {
        self.found.push(Sight { range, kind });
    }

    pub(super) fn source(&self) -> &str {
        self.page.text.as_str()
    }

    /// Looks at a line, and at those that belong to it; returns the line behind.
    fn lines(&mut self, at: usize, stop: usize) -> usize {
        if is_of_curl(self.page.line(at)) {
            return at + 1;
        }
        if self.console(at).is_some() {
            return at + 1;
        }
        self.credentials(at);
        self.logged(at);
        self.rails(at)
            .or_else(|| self.accessed(at))
            .or_else(|| self.labelled(at))
            .or_else(|| self.list(at, stop))
            .unwrap_or_else(|| self.line(at, stop))
    }

    pub(super) fn parameters(&mut self, range: Range<usize>, role: Role, content: Content) {
        let body = Body::from(content);
        let event = match role {
            Role::Token => SightKind::Sent(body),
            Role::Authorize => SightKind::Asked(body),
            Role::Answer => SightKind::Answer(body),
        };
        self.again = if self.is_again(&event) { self.again + 1 } else { 0 };
        if self.again < MOST_AGAIN {
            self.add(range, event);
        }
    }

    /// Returns whether this is the answer that was seen last, once more.
    fn is_again(&self, kind: &SightKind) -> bool {
        match (self.found.last().map(|last| &last.kind), kind) {
            (Some(SightKind::Answer(last)), SightKind::Answer(body)) => match (&last.content, &body.content) {
                (Content::Text(last), Content::Text(body)) => last.as_str() == body.as_str(),
                _ => false,
            },
            _ => false,
        }
    }

    /// Goes along a line from one thing to the next.
    pub(super) fn line(&mut self, at: usize, stop: usize) -> usize {
        let mut range = self.page.range(at);
        range.end = range.end.min(self.cut);
        let pairs = params::in_line(self.page, range.clone());
        let mut passed = 0;
        // What was found ahead is kept until it is passed, so that a long line is not searched again and again.
        let mut url = Lookahead::Unknown;
        let mut path = Lookahead::Unknown;
        let mut brace = Lookahead::Unknown;
        let mut from = range.start;
        let mut has_endpoint = false;
        while from < range.end {
            while pairs.get(passed).is_some_and(|pair| pair.name.start < from) {
                passed += 1;
            }
            let found = url.at(
                from,
                |found: &url::FoundUrl| found.range.start,
                || url::find(self.page, at, from).filter(|found| found.range.start < range.end),
            );
            let rest = &self.source()[from..range.end];
            let first_url = found.map_or(usize::MAX, |found| found.range.start);
            let found = path.at(
                from,
                |(_, target): &(String, Range<usize>)| target.start,
                || {
                    let (method, target) = method_and_path(rest, self.fuel)?;
                    Some((method.to_owned(), from + target.start..from + target.end))
                },
            );
            let first_path = found.map_or(usize::MAX, |(_, target)| target.start);
            let found =
                brace.at(from, |at: &usize| *at, || memchr::memchr(b'{', rest.as_bytes()).map(|index| from + index));
            let first_brace = found.copied().unwrap_or(usize::MAX);
            let first = first_url.min(first_brace).min(first_path);
            // A form may have URLs in it, so that it is looked for before they are.
            let begins = pairs.get(passed).is_some_and(|pair| pair.name.start <= first);
            let ahead: &[ParamRange] = if begins { &pairs[passed..pairs.len().min(passed + MOST_PAIRS)] } else { &[] };
            if let Some((form, next)) = self.form(at, ahead, range.end, stop) {
                self.words(from..form.start, has_endpoint);
                if next > at + 1 {
                    return next;
                }
                from = form.end;
                continue;
            }
            self.words(from..first.min(range.end), has_endpoint);
            if first == usize::MAX {
                break;
            }
            if first == first_brace {
                from = self.object(first, stop).unwrap_or(first + 1);
            } else if first == first_path {
                let Some((method, target)) = path.take() else { break };
                from = target.end;
                let text = part(&self.page.text, target.clone());
                self.request(target, Some(method).filter(|method| !method.is_empty()), text);
                has_endpoint = true;
            } else {
                let Some(found) = url.take() else { break };
                (from, has_endpoint) = self.url_and_path(at, found, has_endpoint);
            }
            let last = self.page.line_at(from.max(1) - 1);
            if last > at {
                return last + 1;
            }
        }
        at + 1
    }

    /// Notes a URL, and the path that urllib3 logs behind it: `https://login.example:443 "POST /oauth/token HTTP/1.1"
    /// 400`.
    fn url_and_path(&mut self, at: usize, found: url::FoundUrl, has_endpoint: bool) -> (usize, bool) {
        let end = found.range.end;
        let line_end = self.page.range(at).end;
        let behind =
            self.source().get(end..line_end.min(end + 200).max(end)).and_then(|text| method_and_path(text, self.fuel));
        let behind = behind.filter(|(_, target)| target.start <= 8 && url::path(found.url.as_str()).is_empty());
        let Some((method, target)) = behind else {
            let is_endpoint = self.url(at, found, false);
            return (end, has_endpoint || is_endpoint);
        };
        let method = method.to_owned();
        let target = end + target.start..end + target.end;
        let mut whole = Draft::default();
        whole.push(&self.page.text, found.range.clone());
        whole.push(&self.page.text, target.clone());
        self.request(found.range.start..target.end, Some(method), whole.finish());
        (target.end, true)
    }

    /// Notes a URL; returns whether a request goes to it.
    pub(super) fn url(&mut self, line: usize, found: url::FoundUrl, is_label: bool) -> bool {
        let before = &self.source()[self.page.range(line).start.min(found.range.start)..found.range.start];
        let method = method_before(before).map(str::to_owned);
        if is_label || method.is_some() {
            self.request(found.range, method, found.url);
            return true;
        }
        let text = found.url.as_str();
        // A frame of a stack is no place that a message goes to.
        if text.starts_with("file://") {
            return false;
        }
        let behind = &self.source()[found.range.end..self.page.range(line).end.max(found.range.end)];
        // A sentence names a server by the first parameter of its URLs.
        let is_named =
            text.contains("client_id=") && !text.contains('&') && before.contains(' ') && behind.contains(' ');
        let event = if carries_message(&text[base_length(text)..]) && !is_named {
            SightKind::RequestOrResponse(String::new(), found.url)
        } else {
            SightKind::Mention(found.url)
        };
        self.add(found.range, event);
        false
    }

    pub(super) fn request(&mut self, range: Range<usize>, method: Option<String>, url: Text) {
        let is_get = method.as_deref().is_none_or(|method| method == "GET");
        let carries = carries_message(&url.as_str()[base_length(url.as_str())..]);
        let event = if is_get && carries {
            SightKind::RequestOrResponse(method.unwrap_or_default(), url)
        } else {
            SightKind::Endpoint(method, url)
        };
        self.add(range, event);
    }

    /// Looks at words between other things.
    fn words(&mut self, range: Range<usize>, has_endpoint: bool) {
        let page = self.page;
        let text = &page.text.as_str()[range.clone()];
        let status = if has_endpoint { prose::status_behind_url(text) } else { prose::status(text) };
        let code = prose::error_code(text);
        let failure = if has_endpoint { text.find("net::ERR_") } else { None };
        if let Some((at, status)) = status {
            let arrow = ["=>", "->", "<--", "<<", "\u{2192}"].iter().any(|arrow| text.trim_start().starts_with(arrow));
            let at_of_page = range.start + at.start..range.start + at.end;
            let before = text[..at.start].trim_end();
            // Spring: `RestTemplate : Response 200 OK`.
            let is_whole = before == "Response" || before.ends_with(": Response");
            let is_reply = is_whole
                || ["HTTP/1.1", "HTTP/1.0", "HTTP/2", "HTTP/2.0", "Completed"].iter().any(|w| before.ends_with(w));
            let kind = if is_reply && !has_endpoint && !arrow {
                SightKind::Reply(status)
            } else {
                SightKind::Status(status, has_endpoint || arrow)
            };
            self.add(at_of_page, kind);
        }
        if let Some(code) = code {
            let cut = |piece: Range<usize>| part(&page.text, range.start + piece.start..range.start + piece.end);
            let (error, words) = (cut(code.clone()), prose::description(text, code.end).map(cut));
            self.add(range.start + code.start..range.start + code.end, SightKind::ErrorCode(error, words));
        }
        if let Some(at) = failure {
            let reason = &text[at..];
            let length = reason.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
            let reason = reason[..length.unwrap_or(reason.len())].to_owned();
            self.add(range.start + at..range.end, SightKind::Failure(reason));
        }
    }
}

/// How often one answer is kept where a text has it again and again.
const MOST_AGAIN: usize = 64;

/// How many parameters of a line are looked at together.
const MOST_PAIRS: usize = 64;
