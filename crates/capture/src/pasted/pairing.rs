//! Which answer belongs to which request of a text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::exchanged::{
    Exchanged, answered, is_of_token_endpoint, is_page, is_query, is_same_form, is_shown_by, lacks_body, method_or,
    missing,
};
use super::sights::{Sight, SightKind};
use super::whole_text::{add_answers_of_sentences, in_order_of_login, without_copies};
use super::{prose, url, witnesses};
use crate::exchange::{Body, Content, Header, Request, Response};
use crate::text::placed::Text;
use crate::transcript::found::{FoundMessage, MessageOrigin, RequestOrResponse};
use crate::transcript::page::TextPage;

/// Puts requests and answers together, in the order of the text.
pub(super) fn exchanges(page: &TextPage, items: Vec<FoundMessage>, sights: Vec<Sight>) -> Vec<Exchanged> {
    let mut pairing = Pairing {
        page,
        done: Vec::new(),
        open: None,
        mention: None,
        statuses: Vec::new(),
        codes: Vec::new(),
        header: None,
    };
    let mut items = items.into_iter().peekable();
    let mut sights = sights.into_iter().peekable();
    loop {
        let item_at = items.peek().map_or(usize::MAX, |item| item.range.start);
        let sight_at = sights.peek().map_or(usize::MAX, |sight| sight.range.start);
        if item_at <= sight_at {
            match items.next() {
                Some(item) => pairing.item(item),
                None => break,
            }
        } else if let Some(sight) = sights.next() {
            pairing.sight(sight);
        }
    }
    pairing.finish()
}

/// The requests so far, and the one that waits for its answer.
pub(super) struct Pairing<'a> {
    pub(super) page: &'a TextPage,
    pub(super) done: Vec<Exchanged>,
    pub(super) open: Option<Exchanged>,
    /// The last URL of a sentence that a request may go to.
    pub(super) mention: Option<Text>,
    /// The statuses and error codes that sentences name.
    statuses: Vec<u16>,
    codes: Vec<(Text, Option<Text>)>,
    /// A header whose request is still to come.
    pub(super) header: Option<Header>,
}

impl Pairing<'_> {
    fn item(&mut self, item: FoundMessage) {
        match item.message {
            RequestOrResponse::Request(request) => self.request(item.range, request, item.origin, item.section),
            RequestOrResponse::Response(response) => self.response(&item.range, response, item.origin),
        }
    }

    fn request(&mut self, range: Range<usize>, mut request: Request, origin: MessageOrigin, section: u32) {
        if is_query(request.url.as_str(), request.body.as_ref()) {
            // A proxy lists the parameters of the URL below the headers.
            request.body = None;
        }
        if let Some(open) = self.open.take_if(|open| is_shown_by(open, &request, origin)) {
            // curl shows what it sends, and not the body; the command line has that.
            let body = match request.body {
                Some(Body { content: Content::Missing { .. }, .. }) => open.request.body,
                body => body,
            };
            let origin = if open.origin == MessageOrigin::Command { open.origin } else { origin };
            self.open = Some(Exchanged { request: Request { body, ..request }, proposed: false, origin, ..open });
            return;
        }
        // The table of parameters that a script hands to the command below.
        self.open.take_if(|open| {
            origin == MessageOrigin::Command
                && open.origin == MessageOrigin::Written
                && open.response.is_none()
                && open.request.url.as_str().is_empty()
                && is_same_form(open.request.body.as_ref(), request.body.as_ref())
        });
        let proposed = prose::is_proposed(self.page, range.start);
        self.begin(Exchanged { proposed, ..Exchanged::new(range, request, origin, section) });
    }

    pub(super) fn begin(&mut self, exchange: Exchanged) {
        self.close();
        self.open = Some(exchange);
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take().filter(|open| open.is_sure) {
            self.done.push(open);
        }
    }

    fn response(&mut self, range: &Range<usize>, response: Response, origin: MessageOrigin) {
        let printed = matches!(origin, MessageOrigin::Transcript(_));
        let of_tokens = response.body.as_ref().is_some_and(|body| is_of_token_endpoint(&body.content));
        // What a token endpoint says is not an answer to the URL of a page.
        let takes = |open: &Exchanged| open.response.is_none() && !(of_tokens && is_page(open));
        if let Some(open) = self.open.as_mut().filter(|open| takes(open)) {
            if open.proposed && printed {
                // A program printed it right below, so someone ran it.
                let lines = self.page.line_at(range.start) - self.page.line_at(open.range.end);
                open.proposed = lines > 2;
            }
            open.range.end = open.range.end.max(range.end);
            open.response = Some(response);
            return;
        }
        if of_tokens {
            self.orphan(range, response);
        }
    }

    /// An answer whose request the text does not show.
    fn orphan(&mut self, range: &Range<usize>, response: Response) {
        let url = self.mention.clone().unwrap_or_default();
        self.close();
        let section = self.page.section(self.page.line_at(range.start));
        self.done.push(Exchanged::from_answer(range.clone(), section, url, response));
    }

    fn sight(&mut self, sight: Sight) {
        let range = sight.range;
        match sight.kind {
            SightKind::RequestOrResponse(method, url) if self.is_named_again(&method, &url) => {}
            SightKind::RequestOrResponse(method, url) => {
                if !prose::is_proposed(self.page, range.start) {
                    let is_sure = true;
                    self.written(range, method_or(&method, "GET"), url, None, is_sure);
                }
            }
            SightKind::Endpoint(method, url) if self.is_told_again(method.as_deref(), &url) => {}
            SightKind::Endpoint(method, url) => {
                let is_sure = method.is_some();
                self.written(range, method.unwrap_or_default(), url, None, is_sure);
            }
            SightKind::Mention(url) => {
                if url::is_of_tokens(url.as_str()) {
                    let lacks_url = |open: &&mut Exchanged| open.request.url.as_str().is_empty();
                    if let Some(open) = self.open.as_mut().filter(lacks_url) {
                        open.request.url = url.clone();
                    }
                    self.mention = Some(url);
                }
            }
            SightKind::Method(method) => {
                if let Some(open) = self.open.as_mut().filter(|open| open.request.method.is_empty()) {
                    open.request.method = method;
                    open.is_sure = true;
                }
            }
            SightKind::Headers(headers) => {
                if let Some(open) = self.open.as_mut().filter(|open| open.origin == MessageOrigin::Written) {
                    let known: BTreeSet<_> = headers.iter().map(|header| header.name.to_ascii_lowercase()).collect();
                    open.request.headers.retain(|header| !known.contains(&header.name.to_ascii_lowercase()));
                    open.request.headers.extend(headers);
                }
            }
            SightKind::Sent(body) => self.sent(range, body),
            SightKind::Asked(body) => {
                let url =
                    match self.open.take_if(|open| open.origin == MessageOrigin::Written && open.response.is_none()) {
                        Some(open) => open.request.url,
                        None => Text::default(),
                    };
                self.written(range, "GET".to_owned(), url, Some(body), true);
            }
            SightKind::Answer(body) => self.answer(&range, body),
            SightKind::Status(status, belongs) => self.status(status, belongs),
            SightKind::Reply(status) => {
                let is_sent = self.open.as_ref().is_some_and(|open| open.request.method == "POST");
                self.status(status, is_sent);
            }
            SightKind::Returned => self.returned(),
            SightKind::Failed(failure) => self.failed(*failure),
            SightKind::ErrorCode(code, words) => self.codes.push((code, words)),
            SightKind::Blocked { url, origin, failure } => self.blocked(range, url, origin, failure),
            SightKind::Header(header) => self.header(header),
            SightKind::Failure(reason) => {
                // What the console says about it says more.
                let is_known = |open: &Exchanged| open.failure.as_ref().is_some_and(|known| known.contains(&reason));
                let is_told = |open: &&mut Exchanged| open.origin == MessageOrigin::Written && !is_known(open);
                if let Some(open) = self.open.as_mut().filter(is_told) {
                    open.failure = Some(reason);
                }
            }
            SightKind::Logged(logged) => self.logged(range, logged),
        }
    }

    pub(super) fn written(
        &mut self,
        range: Range<usize>,
        method: String,
        url: Text,
        body: Option<Body>,
        is_sure: bool,
    ) {
        let section = self.page.section(self.page.line_at(range.start));
        let headers = self.header.take_if(|_| method != "GET").into_iter().collect();
        let proposed = prose::is_proposed(self.page, range.start);
        let request = Request { method, url, headers, body };
        self.begin(Exchanged { proposed, is_sure, ..Exchanged::new(range, request, MessageOrigin::Written, section) });
    }

    /// The parameters of a token request: of the request at hand, or of one to the URL that was named last.
    fn sent(&mut self, range: Range<usize>, body: Body) {
        // A proxy lists the parameters of the URL below the headers.
        if self.open.as_ref().is_some_and(|open| is_query(open.request.url.as_str(), Some(&body))) {
            return;
        }
        let waits = |open: &Exchanged| {
            open.origin == MessageOrigin::Written
                && open.response.as_ref().is_none_or(|response| response.body.is_none())
                && open.request.body.is_none()
                && matches!(open.request.method.as_str(), "POST" | "PUT" | "")
        };
        if let Some(open) = self.open.as_mut().filter(|open| waits(open)) {
            open.request.method = method_or(&open.request.method, "POST");
            open.request.body = Some(body);
            open.range.end = range.end;
            open.is_sure = true;
            return;
        }
        // A transcript that lacks its body, with the body shown next to it.
        let lacks = |open: &Exchanged| {
            open.response.is_none()
                && open.request.method == "POST"
                && open.request.body.as_ref().is_some_and(|body| matches!(body.content, Content::Missing { .. }))
        };
        if let Some(open) = self.open.as_mut().filter(|open| lacks(open)) {
            open.request.body = Some(body);
            return;
        }
        // What was sent is beside the error in one object.
        let states = |open: &Exchanged| {
            let is_member = self.page.line(self.page.line_at(range.start)).starts_with([' ', '\t']);
            let lines = self.page.line_at(range.start).saturating_sub(self.page.line_at(open.range.start));
            open.is_stated && (lines == 0 || is_member && lines <= 8)
        };
        if let Some(open) = self.open.as_mut().filter(|open| states(open)) {
            open.request.body = Some(body);
            open.is_stated = false;
            return;
        }
        // A log or a dump prints what was sent more than once.
        let mut shown = self.open.iter().chain(self.done.last()).filter(|shown| !is_page(shown));
        if shown.any(|shown| is_same_form(shown.request.body.as_ref(), Some(&body))) {
            return;
        }
        let url = self.mention.clone().unwrap_or_default();
        self.written(range, "POST".to_owned(), url, Some(body), true);
    }

    fn answer(&mut self, range: &Range<usize>, body: Body) {
        if prose::is_proposed(self.page, range.start) {
            return;
        }
        let takes = |open: &Exchanged| !open.proposed && !is_page(open);
        if let Some(open) = self.open.as_mut().filter(|open| takes(open)) {
            match &mut open.response {
                None => {
                    open.response = Some(answered(None, Some(body)));
                    open.is_sure = true;
                    return;
                }
                Some(response) if lacks_body(response) => {
                    response.body = Some(body);
                    open.is_sure = true;
                    return;
                }
                // The same answer again, in a log or in other words.
                Some(known) if !witnesses::contradicts(known, &body) => return,
                Some(_) => {}
            }
        }
        // The answer of the request before, which a URL in between does not change.
        let waiting = |done: &&mut Exchanged| done.request.method == "POST" && !done.proposed;
        if let Some(last) = self.done.last_mut().filter(waiting) {
            if last.response.is_none() {
                last.response = Some(answered(None, Some(body)));
                return;
            }
        }
        if is_of_token_endpoint(&body.content) {
            self.orphan(range, answered(None, Some(body)));
        }
    }

    fn status(&mut self, status: u16, belongs: bool) {
        if let Some(open) = self.open.as_mut().filter(|open| belongs && !open.proposed) {
            match &mut open.response {
                None => {
                    open.response = Some(answered(Some(status), None));
                    open.is_sure |= open.request.method != "GET";
                    return;
                }
                Some(response) if response.status.is_none() => {
                    response.status = Some(status);
                    return;
                }
                Some(_) => return,
            }
        }
        if !belongs {
            self.statuses.push(status);
        }
    }

    fn finish(mut self) -> Vec<Exchanged> {
        self.close();
        let Self { done, statuses, codes, page, .. } = self;
        let done = witnesses::once(page, without_copies(done));
        let mut done = in_order_of_login(page, done);
        add_answers_of_sentences(&mut done, &statuses, &codes);
        for exchange in &mut done {
            if exchange.request.method.is_empty() {
                exchange.request.method.push_str("POST");
            }
            let is_post = exchange.request.method == "POST";
            // What a sentence or a log line says about a request is not all of it.
            if is_post && exchange.origin == MessageOrigin::Written && exchange.request.body.is_none() {
                exchange.request.body = Some(missing());
            }
        }
        done
    }
}
