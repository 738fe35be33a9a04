//! Which answer belongs to which request of a text.

use std::collections::BTreeMap;
use std::ops::Range;

use super::scan::{Event, Sight};
use super::{prose, url};
use crate::capture::piece::Piece;
use crate::capture::transcript::{Item, Origin, Page, Printed};
use crate::capture::{Body, Content, Header, Request, Response, Text};

/// A request of a text, and what came back.
#[derive(Debug)]
pub(super) struct Exchanged {
    pub(super) range: Range<usize>,
    pub(super) request: Request,
    pub(super) response: Option<Response>,
    /// The text proposes it; nobody sent it.
    pub(super) proposed: bool,
    /// What the browser's console says of it.
    pub(super) failure: Option<String>,
    origin: Origin,
    section: u32,
    /// More than a URL in a sentence speaks for it.
    is_sure: bool,
}

/// Puts requests and answers together, in the order of the text.
pub(super) fn exchanges(page: &Page, items: Vec<Item>, sights: Vec<Sight>) -> Vec<Exchanged> {
    let mut pairing = Pairing {
        page,
        done: Vec::new(),
        open: None,
        mention: None,
        statuses: Vec::new(),
        codes: Vec::new(),
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

struct Pairing<'a> {
    page: &'a Page,
    done: Vec<Exchanged>,
    open: Option<Exchanged>,
    /// The last URL of a sentence that a request may go to.
    mention: Option<Text>,
    /// The statuses and error codes that sentences name.
    statuses: Vec<u16>,
    codes: Vec<(Text, Option<Text>)>,
}

impl Pairing<'_> {
    fn item(&mut self, item: Item) {
        match item.piece {
            Piece::Request(request) => self.request(item.range, request, item.origin, item.section),
            Piece::Response(response) => self.response(&item.range, response, item.origin),
        }
    }

    fn request(&mut self, range: Range<usize>, request: Request, origin: Origin, section: u32) {
        if let Some(open) = self.open.take_if(|open| is_shown_by(open, &request, origin)) {
            // curl shows what it sends, and not the body; the command line has that.
            let body = match request.body {
                Some(Body {
                    content: Content::Missing { .. },
                    ..
                }) => open.request.body,
                body => body,
            };
            self.open = Some(Exchanged {
                request: Request { body, ..request },
                proposed: false,
                ..open
            });
            return;
        }
        let proposed = prose::is_proposed(self.page, range.start);
        self.begin(Exchanged {
            range,
            request,
            response: None,
            proposed,
            failure: None,
            origin,
            section,
            is_sure: true,
        });
    }

    fn begin(&mut self, exchange: Exchanged) {
        self.close();
        self.open = Some(exchange);
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take().filter(|open| open.is_sure) {
            self.done.push(open);
        }
    }

    fn response(&mut self, range: &Range<usize>, response: Response, origin: Origin) {
        let printed = matches!(origin, Origin::Transcript(_));
        let of_tokens = response
            .body
            .as_ref()
            .is_some_and(|body| is_of_token_endpoint(&body.content));
        // What a token endpoint says is no answer to the URL of a page.
        let takes = |open: &Exchanged| open.response.is_none() && !(of_tokens && is_page(open));
        if let Some(open) = self.open.as_mut().filter(|open| takes(open)) {
            if open.proposed && printed {
                // A program printed it right below, so somebody ran it.
                let lines = self.page.line_at(range.start) - self.page.line_at(open.range.end);
                open.proposed = lines > 2;
            }
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
        self.done.push(Exchanged {
            range: range.clone(),
            request: Request {
                method: "POST".to_owned(),
                url,
                headers: Vec::new(),
                body: Some(missing()),
            },
            response: Some(response),
            proposed: false,
            failure: None,
            origin: Origin::Written,
            section: self.page.section(self.page.line_at(range.start)),
            is_sure: true,
        });
    }

    fn sight(&mut self, sight: Sight) {
        let range = sight.range;
        match sight.event {
            Event::Message(method, url) => {
                if !prose::is_proposed(self.page, range.start) {
                    let is_sure = true;
                    self.written(range, method_or(&method, "GET"), url, None, is_sure);
                }
            }
            Event::Endpoint(method, url) if self.is_told_again(method.as_deref(), &url) => {}
            Event::Endpoint(method, url) => {
                let is_sure = method.is_some();
                self.written(range, method.unwrap_or_default(), url, None, is_sure);
            }
            Event::Mention(url) => {
                if url::is_of_tokens(url.as_str()) {
                    let lacks_url = |open: &&mut Exchanged| open.request.url.as_str().is_empty();
                    if let Some(open) = self.open.as_mut().filter(lacks_url) {
                        open.request.url = url.clone();
                    }
                    self.mention = Some(url);
                }
            }
            Event::Method(method) => {
                if let Some(open) = self.open.as_mut().filter(|open| open.request.method.is_empty()) {
                    open.request.method = method;
                    open.is_sure = true;
                }
            }
            Event::Headers(headers) => {
                if let Some(open) = self.open.as_mut().filter(|open| open.origin == Origin::Written) {
                    if open.request.headers.is_empty() {
                        open.request.headers = headers;
                    }
                }
            }
            Event::Sent(body) => self.sent(range, body),
            Event::Asked(body) => {
                let url = match self
                    .open
                    .take_if(|open| open.origin == Origin::Written && open.response.is_none())
                {
                    Some(open) => open.request.url,
                    None => Text::default(),
                };
                self.written(range, "GET".to_owned(), url, Some(body), true);
            }
            Event::Answer(body) => self.answer(&range, body),
            Event::Status(status, belongs) => self.status(status, belongs),
            Event::ErrorCode(code, words) => self.codes.push((code, words)),
            Event::Blocked { url, origin } => {
                let is_sure = url::is_of_tokens(url.as_str());
                self.written(range, "POST".to_owned(), url, None, is_sure);
                if let Some(open) = &mut self.open {
                    open.failure = Some("net::ERR_FAILED".to_owned());
                    let name = "Origin".to_owned();
                    open.request.headers.push(Header { name, value: origin });
                }
            }
            Event::Failure(reason) => {
                if let Some(open) = self.open.as_mut().filter(|open| open.origin == Origin::Written) {
                    open.failure = Some(reason);
                }
            }
        }
    }

    fn written(&mut self, range: Range<usize>, method: String, url: Text, body: Option<Body>, is_sure: bool) {
        let section = self.page.section(self.page.line_at(range.start));
        self.begin(Exchanged {
            proposed: prose::is_proposed(self.page, range.start),
            range,
            request: Request {
                method,
                url,
                headers: Vec::new(),
                body,
            },
            response: None,
            failure: None,
            origin: Origin::Written,
            section,
            is_sure,
        });
    }

    /// The parameters of a token request: of the request at hand, or of one to the URL that was named last.
    fn sent(&mut self, range: Range<usize>, body: Body) {
        let waits = |open: &Exchanged| {
            open.origin == Origin::Written
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
                && open
                    .request
                    .body
                    .as_ref()
                    .is_some_and(|body| matches!(body.content, Content::Missing { .. }))
        };
        if let Some(open) = self.open.as_mut().filter(|open| lacks(open)) {
            open.request.body = Some(body);
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
                Some(response) if response.body.is_none() => {
                    response.body = Some(body);
                    open.is_sure = true;
                    return;
                }
                // The same answer again, in a log or in other words.
                Some(_) => return,
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

    /// Logs name a request more than once: what was sent first, where to in the next line. Returns whether this is such a line.
    fn is_told_again(&mut self, method: Option<&str>, url: &Text) -> bool {
        let Some(open) = self
            .open
            .as_mut()
            .filter(|open| open.origin == Origin::Written && open.response.is_none())
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
        let Self {
            done, statuses, codes, ..
        } = self;
        let mut done = in_order(without_copies(done));
        by_words(&mut done, &statuses, &codes);
        for exchange in &mut done {
            let is_post = exchange.request.method == "POST";
            // What a sentence or a log line says of a request is not all of it.
            if is_post && exchange.origin == Origin::Written && exchange.request.body.is_none() {
                exchange.request.body = Some(missing());
            }
            if exchange.request.method.is_empty() {
                exchange.request.method = "POST".to_owned();
            }
        }
        done
    }
}

/// Returns whether this is a URL that a browser opened.
fn is_page(exchange: &Exchanged) -> bool {
    exchange.origin == Origin::Written
        && exchange.request.method == "GET"
        && !url::is_of_tokens(exchange.request.url.as_str())
}

/// Returns whether this request is the one that the command before it sends, as curl shows it.
fn is_shown_by(open: &Exchanged, request: &Request, origin: Origin) -> bool {
    let shown = matches!(origin, Origin::Transcript(Printed::Verbose | Printed::Trace));
    let path = |request: &Request| url::path(request.url.as_str()).trim_end_matches('/').to_owned();
    shown
        && open.origin == Origin::Command
        && open.response.is_none()
        && open.request.method == request.method
        && path(&open.request) == path(request)
}

/// A mail quotes the mail that it answers, so that each request is there twice; one that was sent twice has another answer or
/// stands in the same part of the text.
fn without_copies(exchanges: Vec<Exchanged>) -> Vec<Exchanged> {
    let mut kept: Vec<Exchanged> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for exchange in exchanges {
        let key = key(&exchange.request);
        let earlier = known.get(&key).and_then(|&index| kept.get_mut(index));
        let is_url = exchange.request.body.is_none() && exchange.origin == Origin::Written;
        match earlier {
            Some(earlier) if earlier.section != exchange.section || is_url || earlier.proposed != exchange.proposed => {
                if is_same_answer(earlier.response.as_ref(), exchange.response.as_ref()) {
                    earlier.response = earlier.response.take().or(exchange.response);
                    earlier.proposed &= exchange.proposed;
                    continue;
                }
            }
            _ => {}
        }
        known.insert(key, kept.len());
        kept.push(exchange);
    }
    kept
}

/// People begin with the request that fails, and add the URLs before it below. Where a text has one of each, the order is known.
fn in_order(mut exchanges: Vec<Exchanged>) -> Vec<Exchanged> {
    let has = |exchange: &Exchanged, name: &str| {
        let url = exchange.request.url.as_str();
        is_page(exchange)
            && url[url::base_length(url)..]
                .split(['?', '&', '#'])
                .any(|pair| pair.starts_with(name))
    };
    let rank = |exchange: &Exchanged| match exchange {
        page if has(page, "response_type=") => 0,
        page if has(page, "code=") || has(page, "error=") => 1,
        _ => 2,
    };
    let one = |wanted: u8| exchanges.iter().filter(|exchange| rank(exchange) == wanted).count() <= 1;
    if one(0) && one(1) {
        exchanges.sort_by_key(|exchange| rank(exchange));
    }
    exchanges
}

fn key(request: &Request) -> String {
    let body = request
        .body
        .as_ref()
        .map(|body| content(&body.content))
        .unwrap_or_default();
    [&request.method, request.url.as_str(), &body].join("\n")
}

/// Returns whether two answers are one, told with more and with less.
fn is_same_answer(a: Option<&Response>, b: Option<&Response>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    let words = |response: &Response| {
        let body = response.body.as_ref().map(|body| content(&body.content));
        body.map(|body| body.split_whitespace().collect::<String>())
    };
    let status = a.status.is_none() || b.status.is_none() || a.status == b.status;
    status && words(a).zip(words(b)).is_none_or(|(a, b)| a == b)
}

fn content(content: &Content) -> String {
    match content {
        Content::Text(text) => text.as_str().to_owned(),
        Content::Params { params, .. } => {
            let pairs = params
                .iter()
                .map(|(name, value)| format!("{}={}", name.as_str(), value.as_str()));
            pairs.collect::<Vec<_>>().join("&")
        }
        Content::Missing { .. } => String::new(),
    }
}

/// Where the text shows one token request, and names one status or error code, that is what it was answered with.
fn by_words(exchanges: &mut [Exchanged], statuses: &[u16], codes: &[(Text, Option<Text>)]) {
    let is_token = |exchange: &&mut Exchanged| exchange.request.method == "POST" && !exchange.proposed;
    let mut tokens = exchanges.iter_mut().filter(is_token);
    let (Some(token), None) = (tokens.next(), tokens.next()) else {
        return;
    };
    let one_status = match statuses {
        [first, rest @ ..] if *first >= 400 && rest.iter().all(|status| status == first) => Some(*first),
        _ => None,
    };
    let body = error_in_words(codes);
    match &mut token.response {
        None if body.is_some() || one_status.is_some() => token.response = Some(answered(one_status, body)),
        Some(response) if response.body.is_none() && response.status.is_none_or(|status| status >= 400) => {
            response.body = body;
        }
        Some(response)
            if response.status.is_none() && response.body.as_ref().is_some_and(|body| is_error(&body.content)) =>
        {
            response.status = one_status;
        }
        _ => {}
    }
}

/// Makes the body of an answer of the one error code that a text names.
fn error_in_words(codes: &[(Text, Option<Text>)]) -> Option<Body> {
    let (first, _) = codes.first()?;
    if codes.iter().any(|(code, _)| code.as_str() != first.as_str()) {
        return None;
    }
    let name = |name: &str| Text::new(name.to_owned(), Vec::new());
    let words = codes.iter().find_map(|(_, words)| words.clone());
    let error = (name("error"), first.clone());
    let description = words.map(|words| (name("error_description"), words));
    Some(Body {
        media_type: None,
        content: Content::Params {
            params: std::iter::once(error).chain(description).collect(),
            encoded: false,
        },
    })
}

fn answered(status: Option<u16>, body: Option<Body>) -> Response {
    Response {
        status,
        headers: Vec::new(),
        redirect_url: None,
        body,
    }
}

fn missing() -> Body {
    Body {
        media_type: None,
        content: Content::Missing { bytes: None },
    }
}

fn method_or(method: &str, other: &str) -> String {
    if method.is_empty() { other } else { method }.to_owned()
}

fn is_error(body: &Content) -> bool {
    let text = content(body);
    text.contains("\"error") || text.contains("error=")
}

/// Returns whether only a token endpoint answers like this.
fn is_of_token_endpoint(body: &Content) -> bool {
    let text = content(body);
    let errors = [
        "invalid_grant",
        "unsupported_grant_type",
        "invalid_client",
        "bad_verification_code",
    ];
    text.len() <= 64 * 1024
        && (errors.iter().any(|error| text.contains(error))
            || text.contains("access_token") && text.contains("token_type"))
}
