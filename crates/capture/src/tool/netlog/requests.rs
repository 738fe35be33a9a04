//! From events to exchanges.

use std::collections::{BTreeMap, BTreeSet};

use super::constants::{Constants, EventKind};
use super::notes::Notes;
use crate::counts::ExchangeCounts;
use crate::exchange::{Body, Content, Exchange, Header, RecorderHints, Request, Response};
use crate::message;
use crate::sink::Out;
use crate::text::base64::from_base64;
use crate::text::blob::Blob;
use crate::text::json_string::text;
use crate::text::lines::LineCounter;
use crate::text::placed::{Text, part};
use crate::text::value::JsonValue;

/// An event, as far as it is needed.
pub(crate) struct NetLogEvent<'a> {
    /// Its offset.
    pub(crate) at: usize,
    pub(crate) is_end: bool,
    pub(crate) time: Option<f64>,
    pub(crate) params: Option<JsonValue<'a>>,
}

/// The requests of a log, put together as their events come by.
#[derive(Default)]
pub(crate) struct Requests<'a> {
    hops: Vec<Hop<'a>>,
    /// The latest hop of each source.
    open: BTreeMap<&'a str, usize>,
    /// The sources that are preflights.
    preflights: BTreeSet<&'a str>,
}

/// One request of a source; the next one of a chain of redirects is another.
struct Hop<'a> {
    source: &'a str,
    at: usize,
    time: Option<f64>,
    method: String,
    url: Text,
    /// A page asked for it and it was not begun (yet).
    is_announced: bool,
    is_document: bool,
    headers: Vec<Header>,
    upload: Option<u64>,
    answer: Option<HopAnswer>,
    redirect: Option<Text>,
    error: Option<String>,
    failure: Option<String>,
}

struct HopAnswer {
    status: Option<u16>,
    headers: Vec<Header>,
    /// The number of bytes of the body.
    length: u64,
    /// The body, which only a log with "raw bytes" has.
    body: Vec<u8>,
}

impl<'a> Requests<'a> {
    /// Takes an event of a source.
    pub(crate) fn take(
        &mut self,
        source: &'a str,
        kind: EventKind,
        event: &NetLogEvent<'a>,
        lines: &mut LineCounter<'a>,
    ) {
        let params = event.params;
        let param = |name: &str| params.and_then(|params| params.member(name));
        match kind {
            EventKind::Cors | EventKind::Start if !event.is_end => self.begin(source, kind, event, lines),
            EventKind::Preflight => {
                let id = param("source_dependency").and_then(|source| source.member("id"));
                self.preflights.extend(id.map(|id| id.raw));
            }
            EventKind::Sent => {
                let headers = headers(param("headers"), lines);
                self.sent(source, headers, event);
            }
            EventKind::Received => {
                let list = param("headers");
                let line = list.and_then(|list| list.elements().next()).and_then(JsonValue::string);
                let answer = HopAnswer {
                    status: line.as_deref().and_then(status),
                    headers: headers(list, lines),
                    length: 0,
                    body: Vec::new(),
                };
                if let Some(hop) = self.hop(source) {
                    hop.answer = Some(answer);
                }
            }
            EventKind::Redirected => {
                let location = param("location").map(|location| text(location, lines));
                if let Some(hop) = self.hop(source) {
                    hop.redirect = location.filter(|location| !location.as_str().is_empty());
                }
            }
            _ => {
                let Some(hop) = self.hop(source) else { return };
                match kind {
                    EventKind::Upload => hop.upload = param("total_size").and_then(size).or(hop.upload),
                    EventKind::PreflightError => {
                        let name = param("error").and_then(JsonValue::string);
                        hop.failure = Some(format!("net::{}", name.as_deref().unwrap_or("ERR_FAILED")));
                    }
                    EventKind::Bytes => hop.read(param("byte_count"), param("bytes"), lines),
                    _ => {
                        let error = param("net_error").map(|error| error.raw.to_owned());
                        hop.error = error.filter(|error| error != "0").or(hop.error.take());
                    }
                }
            }
        }
    }

    fn hop(&mut self, source: &str) -> Option<&mut Hop<'a>> {
        self.open.get(source).and_then(|index| self.hops.get_mut(*index))
    }

    fn begin(&mut self, source: &'a str, kind: EventKind, event: &NetLogEvent<'a>, lines: &mut LineCounter<'a>) {
        let Some(params) = event.params.map(JsonValue::object) else {
            return;
        };
        let [url, method, request_type, asked] = params.pick(["url", "method", "request_type", "request_headers"]);
        let Some(url) = url else { return };
        let announced = self.hop(source).is_some_and(|hop| hop.is_announced);
        let asked = asked.map(JsonValue::object);
        let line = asked.as_ref().and_then(|asked| asked.get("line")).and_then(JsonValue::string);
        let method = match (method.and_then(JsonValue::string), &line) {
            (Some(method), _) => method.into_owned(),
            (None, Some(line)) => line.split(' ').next().unwrap_or_default().to_owned(),
            (None, None) => String::new(),
        };
        let asked = asked.and_then(|asked| asked.get("headers"));
        let hop = Hop {
            source,
            at: event.at,
            time: event.time,
            method,
            url: text(url, lines),
            is_announced: kind == EventKind::Cors,
            is_document: request_type.and_then(JsonValue::quoted) == Some("main frame"),
            headers: headers(asked, lines),
            upload: None,
            answer: None,
            redirect: None,
            error: None,
            failure: None,
        };
        match self.hop(source).filter(|_| announced) {
            // The page's request begins after its preflight; what it asked for counts until it is known what was sent.
            Some(open) => *open = Hop { headers: std::mem::take(&mut open.headers), ..hop },
            None => self.add(hop),
        }
    }

    fn add(&mut self, hop: Hop<'a>) {
        self.open.insert(hop.source, self.hops.len());
        self.hops.push(hop);
    }

    /// Sending again what was answered already (with credentials, after 401) is another exchange.
    fn sent(&mut self, source: &'a str, headers: Vec<Header>, event: &NetLogEvent<'a>) {
        let Some(hop) = self.hop(source) else { return };
        if hop.answer.is_none() {
            hop.headers = headers;
            return;
        }
        let again = Hop {
            source,
            at: event.at,
            time: event.time,
            method: hop.method.clone(),
            url: hop.url.clone(),
            is_announced: false,
            is_document: hop.is_document,
            headers,
            upload: hop.upload,
            answer: None,
            redirect: None,
            error: None,
            failure: None,
        };
        self.add(again);
    }

    /// Hands over what was found.
    pub(crate) fn hand_over(self, constants: &Constants, lines: &mut LineCounter<'_>, out: &mut Out<'_, '_>) {
        let mut tally = ExchangeCounts::default();
        let mut notes = Notes::default();
        for hop in self.hops {
            if !is_http(hop.url.as_str()) {
                tally.other += 1;
                continue;
            }
            let is_preflight = self.preflights.contains(hop.source);
            let exchange = hop.exchange(constants, is_preflight, lines);
            notes.see(&exchange);
            tally.exchange(&exchange);
            out.exchange(exchange);
        }
        tally.finish("requests that are not HTTP (data:, blob:, chrome:)", out);
        notes.finish(out);
    }
}

impl Hop<'_> {
    fn read(&mut self, count: Option<JsonValue<'_>>, bytes: Option<JsonValue<'_>>, lines: &mut LineCounter<'_>) {
        let Some(answer) = &mut self.answer else { return };
        answer.length = answer.length.saturating_add(count.and_then(size).unwrap_or(0));
        if answer.body.len() < LONGEST {
            let bytes = bytes.and_then(|bytes| from_base64(&text(bytes, lines)));
            answer.body.extend(bytes.iter().flat_map(|bytes| bytes.as_str().bytes()));
        }
    }

    fn exchange(self, constants: &Constants, is_preflight: bool, lines: &mut LineCounter<'_>) -> Exchange {
        let at = lines.place(self.at);
        let started = self.time.zip(constants.offset);
        let sent = match self.upload {
            Some(0) => Some(body(Content::Text(Text::default()))),
            Some(bytes) => Some(body(Content::Missing { bytes: Some(bytes) })),
            None if message::may_have_body(&self.method) => Some(message::missing(&self.headers)),
            None => None,
        };
        let resource_type = if is_preflight { Some("preflight") } else { self.is_document.then_some("document") };
        let error = self.error.and_then(|number| constants.error(&number));
        let request = Request { method: self.method, url: self.url, headers: self.headers, body: sent };
        let response = self.answer.map(|answer| answer.response(self.redirect));
        Exchange {
            started: started.and_then(|(time, offset)| message::since_1970((time + offset) / 1000.0)),
            failure: self.failure.or(error),
            recorder: RecorderHints { resource_type: resource_type.map(str::to_owned), ..RecorderHints::default() },
            ..Exchange::new(at, request, response)
        }
    }
}

impl HopAnswer {
    fn response(self, redirect_url: Option<Text>) -> Response {
        let is_whole = !self.body.is_empty() && self.body.len() < LONGEST;
        let content = if is_whole {
            Content::Text(Blob::at_one_place(self.body, None).into_text())
        } else {
            Content::Missing { bytes: Some(self.length).filter(|length| *length > 0) }
        };
        Response { status: self.status, headers: self.headers, redirect_url, body: Some(body(content)) }
    }
}

/// Reads `["name: value", …]`; the first of an answer is its status line.
fn headers(list: Option<JsonValue<'_>>, lines: &mut LineCounter<'_>) -> Vec<Header> {
    let mut headers = Vec::new();
    for line in list.into_iter().flat_map(JsonValue::elements) {
        let line = text(line, lines);
        let value = line.as_str();
        // HTTP/2 pseudo headers repeat what method and URL say.
        let Some((name, rest)) = value.split_once(':').filter(|(name, _)| !name.is_empty()) else {
            continue;
        };
        if name.starts_with("HTTP/") {
            continue;
        }
        let blanks = rest.len() - rest.trim_ascii_start().len();
        headers.push(Header { name: name.to_owned(), value: part(&line, name.len() + 1 + blanks..value.len()) });
    }
    headers
}

/// Reads `HTTP/1.1 302 Found`.
fn status(line: &str) -> Option<u16> {
    message::status(line.split(' ').nth(1)?.parse().ok()?)
}

fn size(value: JsonValue<'_>) -> Option<u64> {
    value.quoted().unwrap_or(value.raw).parse().ok()
}

fn body(content: Content) -> Body {
    Body::from(content)
}

fn is_http(url: &str) -> bool {
    url.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"))
}

/// The longest body of a response that is kept.
const LONGEST: usize = 256 << 10;
